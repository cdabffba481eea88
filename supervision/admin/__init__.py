"""The settings of supervision in the admin, by subject."""

from . import complaints, rules  # noqa: F401 registers their pages
