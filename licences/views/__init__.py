"""The pages of licences: verification, the holder's wallet, the desk, the public register."""
