"""The workflow kernel: a table of legal moves and the one way to fire one.

Each app declares its table in its own `workflow.py`; a page asks `open_to` for its buttons and an action calls `fire`.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

STAYS = ""  # the target of an act that changes who or what, not the state


class MoveRefused(Exception):
    """The move can't be made now; the message says why, in Chinese, for the person who tried."""


@dataclass(frozen=True)
class Move:
    """One legal act. `allowed(user, obj)` is the permission, `guard(obj, actor, facts)` raises MoveRefused.

    `bar(obj, actor)` says in words why this row bars this person from the act whatever the facts, or "": what is barred
    has no button, and is refused with these words when it is tried.

    `effect` says on the button what the act does in law; `article` names the article that founds it.
    `onward(obj)` names the next state where the row's own path decides it: `target` or one of `also`, nothing else.
    A move to STAYS leaves the row in the state in which it is.
    `system` moves are made by the portal itself (actor None) and never appear on a page.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str
    allowed: Callable[[Any, Any], bool]
    guard: Callable[[Any, Any, dict], None] | None = None
    bar: Callable[[Any, Any], str] | None = None
    effect: str = ""
    article: str = ""
    system: bool = False
    danger: bool = False
    onward: Callable[[Any], str] | None = None
    also: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Every state that the move may lead to from another one."""
        return () if self.target == STAYS else (self.target, *self.also)

    def target_of(self, obj) -> str:
        """The state that follows for this row. ValueError when its path asks for what the table doesn't know."""
        if self.onward is None:
            return obj.state if self.target == STAYS else self.target
        chosen = self.onward(obj)
        if chosen not in self.targets:
            raise ValueError(f"the table knows no {self.name} to {chosen}")
        return chosen


def move(name: str, label: str, sources: str | Iterable[str], target: str, allowed, **options) -> Move:
    """A Move whose sources may be written as one string or several."""
    sources = frozenset([sources] if isinstance(sources, str) else sources)
    return Move(name=name, label=label, sources=sources, target=target, allowed=allowed, **options)


def nobody(user, obj) -> bool:
    """The permission of system moves."""
    return False


@dataclass(frozen=True)
class Workflow:
    """A table of moves over the `state` field of one model; `log` is its MoveLog model."""

    moves: tuple[Move, ...]
    log: type
    states: type = None
    by_name: dict[str, Move] = field(init=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {m.name: m for m in self.moves})
        if len(self.by_name) != len(self.moves):
            raise ValueError("two moves share a name")

    def __getitem__(self, name: str) -> Move:
        return self.by_name[name]

    def open_to(self, user, obj) -> list[Move]:
        """The moves that this person can make on this row: the buttons of its page; each permission is asked once."""
        fitting = [m for m in self.moves if not m.system and obj.state in m.sources]
        held = {allowed: allowed(user, obj) for allowed in {m.allowed for m in fitting}}
        return [m for m in fitting if held[m.allowed] and not (m.bar is not None and m.bar(obj, user))]

    def fire(self, obj, name: str, *, actor, note: str = "", at=None, held: bool = False, also=None, **facts):
        """Make the move on the locked row and write its log row; returns (locked row, log row).

        `facts` that are fields of the model are written to it; all are kept in the log. Raises MoveRefused when the
        state has changed meanwhile or the guard says no, PermissionDenied when the actor may not.

        `held`: the caller has read `obj` under lock in its own transaction, and only what changes is written.
        `also(row)`, for a held row, sets what follows from the new state before it is written, and names it.
        """
        chosen = self.by_name[name]
        at = at or timezone.now()
        with nullcontext() if held else transaction.atomic():
            row = obj if held else type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
            if chosen.system != (actor is None) or (actor is not None and not chosen.allowed(actor, row)):
                raise PermissionDenied(f"您没有“{chosen.label}”的权限。")
            if row.state not in chosen.sources:
                raise MoveRefused(
                    f"“{chosen.label}”没有办成：这一件现在是“{row.get_state_display()}”，可能刚有人办理过。请刷新后再看。"
                )
            if chosen.bar is not None and (why := chosen.bar(row, actor)):
                raise MoveRefused(why)
            if chosen.guard is not None:
                chosen.guard(row, actor, facts)
            source, row.state = row.state, chosen.target_of(row)
            columns = {f.name for f in row._meta.concrete_fields}
            changed = {key: value for key, value in facts.items() if key in columns}
            for key, value in changed.items():
                setattr(row, key, value)
            row._history_actor_id = actor.pk if actor is not None else None
            row._change_reason = f"{chosen.label}：{note}" if note else chosen.label
            row._history_date = at
            if held:
                row.save(update_fields=["state", *changed, *(also(row) if also is not None else ())])
            else:
                row.save()
            entry = self.log.objects.create(
                subject=row,
                move=name,
                source=source,
                target=row.state,
                actor_id=actor.pk if actor is not None else None,
                actor_name=actor.display_name if actor is not None else "系统",
                note=note,
                at=at,
                facts=_plain(facts),
            )
        return row, entry


def _plain(facts: dict) -> dict:
    """Facts as JSON: rows become their primary key, dates ISO text; files are named, not kept."""
    plain = {}
    for key, value in facts.items():
        if hasattr(value, "pk"):
            plain[key] = value.pk
        elif hasattr(value, "isoformat"):
            plain[key] = value.isoformat()
        elif value is None or isinstance(value, (str, int, float, bool, list, dict)):
            plain[key] = value
        else:
            plain[key] = str(value)
    return plain
