"""Reads over the lists, by who reads them: the public, the desk, the auditor."""
