"""Tags of the funds."""
