"""Forms of the funds' desk and of applicants."""
