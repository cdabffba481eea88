"""The settings of supervision in the admin, by subject."""

from . import complaints, ratings, rules  # noqa: F401 registers their pages
