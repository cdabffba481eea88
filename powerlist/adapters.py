"""Where the apps above hang what they know of entries and bodies: filled in their `ready()`."""

from collections.abc import Callable

# Of entries (keys): how many cases run. And to hand those running to another body: (entries, heir, actor, reason, at).
running_cases: list[Callable[[list[int]], int]] = []
hand_over_cases: list[Callable[..., int]] = []
# Of a body (its key): what else hangs on it, as (label, how many).
besides: list[Callable[[int], tuple[str, int]]] = []
