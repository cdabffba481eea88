"""The doors to cases: the application, the applicant's page, the desk, the files."""
