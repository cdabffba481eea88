"""How entries stand beside their texts: suspended, followed by others, idle for three years."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q

from core.registers import VersionState
from core.workdays.counting import add_months

from ..enums import Disclosure
from ..models import ListEntry, ListVersion, Succession, Suspension

IDLE_MONTHS = 36  # 三年以上未发生办件 (兰州市权责清单管理暂行办法 第十二条)


def paused(on: date) -> Exists:
    """An annotation of ListVersion: whether its entry is suspended on a day."""
    return Exists(Suspension.objects.on(on).filter(entry=OuterRef("entry_id")))


@dataclass(frozen=True)
class Standing:
    """What stands beside an entry's text: the suspension of the day, the entries before and after it.

    `successors` and `predecessors` are texts (the one in force, else the last), each with its `entry`.
    """

    suspension: Suspension | None = None
    successors: list[ListVersion] = field(default_factory=list)
    predecessors: list[ListVersion] = field(default_factory=list)

    def __bool__(self):
        return bool(self.suspension or self.successors or self.predecessors)


def standing_of(entry: ListEntry, on: date) -> Standing:
    """How an entry stands on a day. Four queries at most."""
    links = Succession.objects.filter(version__state=VersionState.ENDED, version__valid_from__lte=on)
    pairs = list(links.filter(Q(predecessor=entry) | Q(successor=entry)).order_by("id"))
    texts = _texts({p.successor_id for p in pairs} | {p.predecessor_id for p in pairs})
    after = dict.fromkeys(p.successor_id for p in pairs if p.predecessor_id == entry.pk)
    before = dict.fromkeys(p.predecessor_id for p in pairs if p.successor_id == entry.pk)
    return Standing(
        suspension=Suspension.objects.on(on).filter(entry=entry).order_by("-id").first(),
        successors=[texts[pk] for pk in after if pk in texts],
        predecessors=[texts[pk] for pk in before if pk in texts],
    )


def _texts(entries: set[int]) -> dict[int, ListVersion]:
    rows = ListVersion.objects.filter(
        entry__in=entries, state__in=(VersionState.PUBLISHED, VersionState.ENDED), disclosure=Disclosure.PUBLIC
    ).select_related("entry", "organisation")
    return {row.entry_id: row for row in rows.order_by("number")}


def idle_entries(on: date):
    """Texts in force of entries that have been listed for three years and, as counted, weren't used in that time.

    Counted are the platform's cases (EntryUse) and 附件3's 办理数量; an entry that nobody counts isn't idle.
    """
    since = add_months(on, -IDLE_MONTHS)
    listed = ListVersion.objects.filter(entry=OuterRef("entry_id"), valid_from__isnull=False).order_by()
    first = listed.values("entry").annotate(first=Min("valid_from")).values("first")
    unused = Q(entry__use__last_case_on__isnull=True) | Q(entry__use__last_case_on__lt=since)
    rows = ListVersion.objects.in_force(on).annotate(first=first).filter(first__lte=since, entry__use__isnull=False)
    return rows.filter(unused).exclude(Exists(_handled())).select_related("entry", "entry__use", "organisation")


def _handled():
    """附件3 (分表) of the same body and name that reports cases."""
    counted = ListVersion.objects.filter(
        kind=DETAILS, state=VersionState.PUBLISHED, valid_to__isnull=True, organisation=OuterRef("organisation"),
        name=OuterRef("name"),
    )  # fmt: skip
    return counted.filter(Q(content__handled__gt=0))


DETAILS = "details"
