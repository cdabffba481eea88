"""Tags of cases on pages of other apps."""
