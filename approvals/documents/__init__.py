"""The papers of a case: the words of a template with its named fields filled in, and the volume of an archive."""

from .fields import values_of
from .papers import category_of, example_sheet, paper_number, sheet_of

__all__ = ["category_of", "example_sheet", "paper_number", "sheet_of", "values_of"]
