"""Reads of supervision: `judging` says what a case has earned, `pages` reads what the pages show."""
