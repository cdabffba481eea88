"""The funds as open data under /api/v1/funds/, in the manner of the lists' interface (powerlist.api)."""
