"""What a day has made due: answers owed, lists and guides behind their texts, funds unpublished, powers not in force.

Each detector reads its own indexed due column between two days and gives a `Thing` a finding: who it is, which body
answers for it, and the occasion that makes it one alert however often it is found.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.models import Organisation
from approvals.enums import PowerStanding
from approvals.models import Case, PowerExercise
from core.registers import ChangeSetState
from funds.queries import publication
from powerlist.enums import ListKind, OpinionState
from powerlist.models import ListChangeSet, ListVersion, Opinion, ServiceItemVersion
from powerlist.queries.completeness import Filled

from ...enums import Level, OrderState
from ...models import Alert, Complaint, Order
from ..judging import chinese

DAY = timedelta(days=1)
WINDOW = timedelta(days=90)
DONE = (ChangeSetState.PUBLISHED, ChangeSetState.CLOSED, ChangeSetState.DECLINED, ChangeSetState.WITHDRAWN)


@dataclass(frozen=True)
class Thing:
    """A thing found: its identity, its name, its page, the body, what happened and by when it was due."""

    key: str
    occasion: str
    title: str
    organisation: Organisation
    words: str
    address: str = ""
    due: date | None = None
    evidence: tuple[str, ...] = ()
    case: Case | None = None


Params = Mapping[str, int]


def opinions_late(since: date, on: date, params: Params) -> Iterator[Thing]:
    """T8: opinions and questions on list entries that nobody answered in time."""
    rows = Opinion.objects.filter(state=OpinionState.RECEIVED, due_on__gte=since, due_on__lt=on, provisional=False)
    for row in rows.select_related("organisation", "entry").defer("text", "person", "contact").order_by("due_on", "id"):
        yield Thing(
            f"opinion:{row.pk}", f"due:{row.due_on}", f"意见建议 {row.number}", row.organisation,
            f"对清单事项的意见建议应于{chinese(row.due_on)}前答复，至今没有答复。",
            f"/desk/opinions/{row.number}/", row.due_on,
        )  # fmt: skip


def complaints_late(since: date, on: date, params: Params) -> Iterator[Thing]:
    """T8: complaints past the limit that runs now. What they say isn't read."""
    rows = Complaint.objects.overdue(on).filter(burns_on__gte=since).select_related("office", "unit")
    for row in rows.only("number", "burns_on", "state", "office", "unit", "kind").order_by("burns_on", "id"):
        yield Thing(
            f"complaint:{row.pk}", f"due:{row.burns_on}", f"投诉 {row.number}", row.unit or row.office,
            f"{row.get_kind_display()}现在是“{row.get_state_display()}”，应于{chinese(row.burns_on)}前办理，已超过期限。",
            "", row.burns_on,
        )  # fmt: skip


def change_sets_late(since: date, on: date, params: Params) -> Iterator[Thing]:
    """L2: a change of a list that stays on its way to publication for longer than its path allows (第十六条第一项)."""
    rows = ListChangeSet.objects.filter(due_on__gte=since, due_on__lt=on).exclude(state__in=DONE)
    for row in rows.exclude(waits_for="").select_related("organisation").order_by("due_on", "id"):
        yield Thing(
            f"change_set:{row.pk}", f"{row.state}:{row.round}:{row.due_on}", f"清单变更“{row.title}”", row.organisation,
            f"“{row.get_state_display()}”应于{chinese(row.due_on)}前办结，至今没有办结，清单没有按期修订公布。",
            f"/desk/lists/{row.number}/", row.due_on,
        )  # fmt: skip


def guides_behind(since: date, on: date, params: Params) -> Iterator[Thing]:
    """C2: the text of an entry changed, and its guide has not been published anew within the days of the rule."""
    late = on - timedelta(days=params["days"])
    newer = ListVersion.objects.filter(
        entry=OuterRef("item__entry"), state="published", valid_from__gte=since - timedelta(days=params["days"]),
        valid_from__lt=late, valid_from__gt=OuterRef("valid_from"), number__gt=1,
    )  # fmt: skip
    rows = ServiceItemVersion.objects.in_force(on).filter(Exists(newer))
    for row in rows.select_related("item__organisation", "item__entry").order_by("id"):
        text = row.item.entry.versions.filter(state="published", valid_from__lt=late).order_by("-valid_from").first()
        due = text.valid_from + timedelta(days=params["days"])
        yield Thing(
            f"guide:{row.item_id}", f"text:{text.pk}", f"办事指南“{row.name}”", row.item.organisation,
            f"清单事项的要素{chinese(text.valid_from)}起已变更，办事指南没有在{params['days']}日内相应更新。",
            f"/items/{row.item.code}/", due, (f"现行指南自 {row.valid_from} 起，清单文本自 {text.valid_from} 起",),
        )  # fmt: skip


def guides_ended(since: date, on: date, params: Params) -> Iterator[Thing]:
    """C1: an entry in force whose guide came to its end without a successor."""
    ended = ServiceItemVersion.objects.filter(state="published", valid_to__gt=since, valid_to__lte=on)
    following = ServiceItemVersion.objects.in_force(on).filter(item=OuterRef("item"))
    listed = ListVersion.objects.in_force(on).filter(entry=OuterRef("item__entry"))
    rows = ended.filter(~Exists(following), Exists(listed))
    for row in rows.select_related("item__organisation").order_by("valid_to", "id"):
        yield Thing(
            f"guide:{row.item_id}", f"ended:{row.valid_to}", f"办事指南“{row.name}”", row.item.organisation,
            f"事项仍在清单中，办事指南{chinese(row.valid_to)}起失效，没有新的指南公开。", "", row.valid_to,
        )  # fmt: skip


def funds_late(since: date, on: date, params: Params) -> Iterator[Thing]:
    """C1: what has to be public of the special funds by its day and isn't."""
    for row in publication.overdue(on):
        if row.due >= since:
            name = str(row.name or row.entry or "")
            yield Thing(
                f"fund:{row.key}", f"{row.stage}:{row.due}", f"专项资金{name}{row.label}"[:500], row.body,
                f"{row.what}应于{chinese(row.due)}前公开，至今没有公开（{row.article}）。", "/desk/funds/", row.due,
            )  # fmt: skip


def outside_the_list(since: date, on: date, params: Params) -> Iterator[Thing]:
    """L1: a power exercised that is not in the list, has been cancelled or is suspended on that day."""
    rows = PowerExercise.objects.outside_the_list().filter(happened_on__gte=since, happened_on__lte=on)
    for row in rows.select_related("organisation", "version", "case").order_by("happened_on", "id"):
        name = row.version.name if row.version else f"职权 {row.entry_id}"
        key, standing = f"exercise:{row.pk}", PowerStanding(row.standing).label
        yield Thing(
            f"case:{row.case_id}" if row.case_id else key, key, name, row.organisation,
            f"{chinese(row.happened_on)}行使的职权属于“{standing}”（{row.step}，{row.actor_name}）。",
            "", None, (f"权力运行信息 {row.key}",), row.case,
        )  # fmt: skip


def _element(field: str, what: str):
    """L3, L7: the share of a body's powers in force without an element; once a month for each body."""

    def found(since: date, on: date, params: Params) -> Iterator[Thing]:
        lacking = ~Q(Filled(F(f"content__{field}")))
        rows = ListVersion.objects.in_force(on).filter(kind=ListKind.POWERS).order_by().values("organisation")
        counts = rows.annotate(number=Count("id"), lacking=Count("id", filter=lacking)).filter(lacking__gt=0)
        by_body = {row["organisation"]: row for row in counts}
        for body in Organisation.objects.filter(pk__in=by_body).order_by("sort_key", "code"):
            number, without = by_body[body.pk]["number"], by_body[body.pk]["lacking"]
            if 100 * without >= params["share"] * number:
                yield Thing(
                    f"body:{body.pk}:{field}", f"{on:%Y-%m}", f"{body}{what}", body,
                    f"在册权力 {number} 项，{without} 项没有{what}。", f"/open/powers/?organisation={body.code}", None,
                )  # fmt: skip

    return found


def offline(since: date, on: date, params: Params) -> Iterator[Thing]:
    """P9: an item that can be applied for online and gets its cases at the window alone; once a month."""
    rows = Case.objects.filter(received_at__date__gte=on - WINDOW, received_at__date__lt=on).order_by()
    counts = rows.values("version__item", "organisation").annotate(
        number=Count("id"), online=Count("id", filter=Q(channel="1"))
    )
    for row in counts.filter(online=0, number__gte=params["least"]):
        version = ServiceItemVersion.objects.in_force(on).filter(item=row["version__item"], by_application=True).first()
        if version is not None:
            body = Organisation.objects.get(pk=row["organisation"])
            yield Thing(
                f"item:{row['version__item']}", f"{on:%Y-%m}", version.name, body,
                f"近 90 天 {row['number']} 件全部在窗口登记，没有一件在网上申请。",
                f"/items/{version.item.code}/", None,
            )  # fmt: skip


def repeated_red(since: date, on: date, params: Params) -> Iterator[Thing]:
    """G: a body with many red cards within a month; once a month."""
    first = on.replace(day=1)
    rows = Alert.objects.filter(level=Level.RED, given_at__date__gte=first, given_at__date__lte=on).exclude(
        rule__detector="daily.repeated_red"
    )
    counts = rows.order_by().values("organisation").annotate(number=Count("id")).filter(number__gte=params["most"])
    for row in counts:
        body = Organisation.objects.get(pk=row["organisation"])
        yield Thing(
            f"body:{body.pk}:red", f"{on:%Y-%m}", f"{body}一个月内多次红牌", body,
            f"{on.year}年{on.month}月已被发红牌 {row['number']} 张。",
            f"/supervision/?period=30&level=3&organisation={body.code}",
        )  # fmt: skip


def orders_unchecked(since: date, on: date, params: Params) -> Iterator[Thing]:
    """W2: a reply to an order that the supervisors themselves have not checked in time."""
    rows = Order.objects.filter(state=OrderState.REPLIED, check_by__gte=since, check_by__lt=on)
    for row in rows.select_related("unit").order_by("check_by", "id"):
        yield Thing(
            f"order:{row.pk}", f"check:{row.check_by}", f"{row.get_kind_display()} {row.number}"[:500], row.unit,
            f"单位已回复，监察人员应于{chinese(row.check_by)}前核查，至今没有核查。",
            f"/supervision/orders/{row.number}/", row.check_by,
        )  # fmt: skip


DAILY: dict[str, Callable[[date, date, Params], Iterator[Thing]]] = {
    "daily.opinions": opinions_late,
    "daily.complaints": complaints_late,
    "daily.change_sets": change_sets_late,
    "daily.guides_behind": guides_behind,
    "daily.guides_ended": guides_ended,
    "daily.funds": funds_late,
    "daily.outside_the_list": outside_the_list,
    "daily.repeated_red": repeated_red,
    "daily.orders_unchecked": orders_unchecked,
}
# what is counted over everything: at the first run of a month alone
MONTHLY: dict[str, Callable[[date, date, Params], Iterator[Thing]]] = {
    "monthly.charts": _element("steps", "外部流程图"),
    "monthly.duties": _element("duties", "责任事项"),
    "monthly.offline": offline,
}
