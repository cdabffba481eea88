"""What the doors of every app share: acts offered as forms, and an act tried out of one.

What is out of sight is 404, and a door says so before it comes here; who sees a thing but may not act on it gets 403
(PermissionDenied goes on to the house's own page).
"""

from collections.abc import Callable, Iterable, Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from .workflow import MoveRefused


def offered(acts: Iterable, forms: Mapping, base: str, bound=None, *, prefix: str = "") -> list[tuple]:
    """(act, its form, whether it was refused just now, its address) of each act that has a form.

    `bound` is the form that was refused. A form is known by its prefix: `prefix` and the act's name; an address is
    `base`, the act's name and a slash.
    """
    found = []
    for act in acts:
        if act.name in forms:
            name = f"{prefix}{act.name}"
            refused = bound is not None and bound.prefix == name
            found.append((act, bound if refused else forms[act.name](prefix=name), refused, f"{base}{act.name}/"))
    return found


def say_missed(request, shown: Iterable[tuple], bound) -> None:
    """What refused an act that isn't offered any more is said above the page."""
    if bound is not None and bound.is_bound and not any(refused for _, _, refused, _ in shown):
        for words in bound.non_field_errors():
            messages.error(request, words)


def attempt(request, form, act: Callable, *, again: Callable, said, to: str):
    """Make an act out of a form and go on to `to`; else the page `again(form, status)` with what was typed.

    422 when it isn't filled in well, 409 when the state of things refuses it. `said` are the words for who acted, or a
    function from what the act gives to them.
    """
    if not form.is_valid():
        return again(form, 422)
    try:
        done = act()
    except ValidationError as fault:  # of a file
        form.add_error("upload" if "upload" in form.fields else None, fault.messages)
        return again(form, 422)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return again(form, 409)
    messages.success(request, said(done) if callable(said) else said)
    return redirect(to)


def plainly(request, act: Callable, *, said: str, to: str):
    """An act that asks for nothing more than a button: done or refused in words, then `to`."""
    try:
        act()
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect(to)
