"""Bases that the register of laws doesn't hold: 司法局 records them, or answers for the paper, before publication."""

from datetime import date

from powerlist import actions
from powerlist.queries.founding import unrecorded_of

from .sources import Demo, rows


def settle(demo: Demo, change_set, at) -> None:
    """Whatever of a set's bases is off the register is recorded or verified by the jurist, by the demo's own file."""
    missing = unrecorded_of(change_set)
    if not missing:
        return
    known = {row["named"]: row for row in rows("unrecorded")}
    for citation in missing:
        facts = known.get(citation.title)
        if facts is None:
            continue
        given = {
            "actor": demo.people["legality"], "version": citation.version, "position": citation.position,
            "level": facts["level"], "issuer": facts["issuer"], "at": at,
        }  # fmt: skip
        if facts["reason"]:
            actions.verify_basis(**given, reason=facts["reason"])
        else:
            effective_on = date.fromisoformat(facts["effective_on"])
            actions.record_law(**given, title=facts["named"], number=facts["number"], effective_on=effective_on)
