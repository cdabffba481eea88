"""The interface /api/v1/: open data for everyone (`open`, `registers`), and the desk of the lists for departments' own
systems with a token (`desk`, `imports`). Every refusal has one shape (`errors`)."""

from . import schema

__all__ = ["schema"]
