"""What people type on the pages of supervision."""

from .pages import FilterForm, RatingForm

__all__ = ["FilterForm", "RatingForm"]
