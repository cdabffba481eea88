"""Reads over the funds. Amounts are in 元 unless the name says 万元."""

from .lists import DepartmentFunds, YearList, funds_of, year_list, years
from .money import Money, money, monies

__all__ = ["DepartmentFunds", "Money", "YearList", "funds_of", "money", "monies", "year_list", "years"]
