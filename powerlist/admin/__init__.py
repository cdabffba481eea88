"""The admin of the lists: what clerks and reviewers look up, the register of laws, the guides."""

from . import catalogue, duties, guides, kinds, laws, lists, opinions, papers, paths

__all__ = ["catalogue", "duties", "guides", "kinds", "laws", "lists", "opinions", "papers", "paths"]
