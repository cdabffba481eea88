"""Doors of the funds: the public pages and the desk."""
