"""The settings of supervision in the admin, by subject."""

from . import rules  # noqa: F401 registers its pages
