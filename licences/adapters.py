"""Where the apps above hang what licences can't know: filled in their `ready()`."""

from collections.abc import Callable, Iterable

# Where to apply for what yields a type of licence: from the keys of types to {key: address}.
ways_to_apply: list[Callable[[Iterable[int]], dict[int, str]]] = []


def where_to_apply(types: Iterable[int]) -> dict[int, str]:
    """The address of the guide for each of these types; one without a guide is missing."""
    found: dict[int, str] = {}
    keys = list(types)
    for way in ways_to_apply:
        found |= way(keys)
    return found
