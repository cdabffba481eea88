"""Where the apps above hang what licences can't know: filled in their `ready()`."""

from collections.abc import Callable, Iterable

# Where the holder applies about a licence of a type: from the keys of types to the keys that have a guide online.
ways_to_apply: list[Callable[[Iterable[int]], set[int]]] = []
OPEN, DECIDED = "open", "decided"
# How the case of this number stands: OPEN while it is to be decided, DECIDED until the grant is carried out, or "".
cases_in_hand: list[Callable[[str], str]] = []


def may_apply_online(types: Iterable[int]) -> set[int]:
    """Those of these types for which an item with a guide open online yields the licence."""
    found: set[int] = set()
    keys = list(types)
    for way in ways_to_apply:
        found |= way(keys)
    return found


def in_hand(case_number: str) -> str:
    """How the case stands that decides about an act, so that the licence's own desk may not; "" when none does."""
    found = (has(case_number) for has in cases_in_hand) if case_number else ()
    return next((standing for standing in found if standing), "")
