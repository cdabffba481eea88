"""Reads of the public site: the frame of every page, the home page, the person's own matters."""

from .frame import DEMO_KEY, ELDER_COOKIE, THEMES, Link, Place, Site, links, served, site

__all__ = ["DEMO_KEY", "ELDER_COOKIE", "THEMES", "Link", "Place", "Site", "links", "served", "site"]
