"""A fund's whole life in a year for everyone: seven stages, what of each is public, what isn't and by when it is due.

Each subject gives the public rows of its stage (`life(entry, year, today)`); what is formed or due and still missing
comes from `publication.owed`. A stage without rows says who publishes it, and no day where no rule gives one.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Sum

from core.registers import VersionState
from powerlist.citations import read_cell
from powerlist.models import Law

from ..enums import Manner, ProposalKind, ProposalState, Stage
from ..models import Assessment, FundEntry, FundProposal, FundRule, FundVersion, Payment, in_wan
from . import allocations, calls, findings, measures, performance, publication, spending
from .money import ZERO, Money, money

# what gives rows to the line, each `life(entry, year, today)`
SUBJECTS = (measures, calls, allocations, spending, findings, performance)
PLAIN = {
    Stage.MEASURE: ("办法", "这笔钱按什么规矩花"),
    Stage.CALL: ("申报", "谁可以申请，什么时候申请"),
    Stage.REVIEW: ("评审", "申请的项目怎么评"),
    Stage.ALLOCATION: ("分配", "钱分给了谁，各分多少"),
    Stage.USE: ("使用", "拨了多少，花了多少"),
    Stage.INSPECTION: ("检查", "查出什么问题，改了没有"),
    Stage.PERFORMANCE: ("绩效", "钱花得好不好"),
}
BADGES = {"done": ("已公开", "success"), "due": ("还没有公开", "info"), "late": ("逾期没有公开", "error")}
BADGES["none"] = ("还没有公开", "neutral")
NOT_CALLED = "这项资金按{manner}分配，不用申报评审。"
NONE_YET = {
    Stage.INSPECTION: "没有公开的检查结果。检查发现的问题，整改销号后由检查单位公开。",
}


@dataclass
class StageLine:
    """One stage: `rows` as the subjects give them (dicts), `documents` (FundDocument), `missing` in whole sentences."""

    stage: str
    label: str
    plain: str
    state: str = "none"
    rows: list[dict] = field(default_factory=list)
    documents: list = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    due: date | None = None
    idle: bool = False  # the stage has no place in this fund's way

    @property
    def badge(self) -> tuple[str, str]:
        if self.idle:
            return "不需要", "neutral"
        if self.stage == Stage.INSPECTION and self.state == "none":
            return "没有公开的检查", "neutral"
        if self.state == "done" and self.missing:
            return "公开了一部分", "info"
        return BADGES[self.state]

    @property
    def step(self) -> str:
        """The state on the line of steps."""
        return {"done": "done", "late": "stopped"}.get(self.state, "todo")


def stages_of(entry: FundEntry, row: FundVersion, today: date) -> list[StageLine]:
    """The seven stages of a fund's year. `row` is its public row on the list of that year."""
    lines = {Stage(stage): StageLine(stage, *words) for stage, words in PLAIN.items()}
    for subject in SUBJECTS:
        for found in subject.life(entry, row.year, today):
            lines[Stage(found["stage"])].rows.append(found)
    for paper in measures.papers(entry, year=row.year):
        lines[Stage(paper.stage)].documents.append(paper)
    owed: dict[str, list] = {}
    for missing in publication.owed(today, entry=entry):
        if missing.year in (None, row.year):
            owed.setdefault(missing.stage, []).append(missing)
    rule = FundRule.or_preset()
    for line in lines.values():
        _judge(line, owed.get(line.stage, []), entry, row, rule, today)
    return list(lines.values())


def _judge(line: StageLine, owed: list, entry, row, rule, today: date) -> None:
    """What of the stage is there, what is missing, by when it is due."""
    waiting = [found for found in line.rows if found["state"] != "done"]
    line.rows = [found for found in line.rows if found["state"] == "done"]
    line.missing = [sentence(missing.what, missing.due, missing.body, today) for missing in owed]
    line.due = min((missing.due for missing in owed), default=None)
    if not owed:
        _from_rules(line, waiting, entry, row, rule, today)
    if line.rows or line.documents:
        line.state = "done"
    elif line.due is not None:
        line.state = "late" if line.due < today else "due"
    if any(missing.late for missing in owed):
        line.state = "late"


def _from_rules(line: StageLine, waiting: list[dict], entry, row, rule, today: date) -> None:
    """Nothing formed waits: the day that a rule gives, else who publishes it and that no day is set."""
    if line.stage in (Stage.CALL, Stage.REVIEW) and row.manner in (Manner.FACTORS, Manner.FACT) and not line.rows:
        line.idle = True
        line.missing = [NOT_CALLED.format(manner=row.get_manner_display())]
        return
    dated = next((found for found in waiting if found.get("due")), None)
    if dated is not None:
        line.due = dated["due"]
        line.missing = [sentence(dated["title"], dated["due"], dated.get("body") or entry.organisation, today)]
    elif line.stage == Stage.PERFORMANCE and not any("评" in found["title"] for found in line.rows):
        line.due = publication.assess_by(rule, row.year)
        line.missing = [sentence("绩效自评", line.due, entry.organisation, today)]
    elif line.rows or line.documents:
        return
    elif line.stage in NONE_YET:
        line.missing = [NONE_YET[line.stage]]
    else:
        note = next((found["note"] for found in waiting if found.get("note")), "")
        told = f"{line.label}还没有公开，由{entry.organisation}公开；没有规定期限。"
        line.missing = [told + (note.removeprefix("还没有公开。") if line.stage == Stage.MEASURE else "")]


def sentence(what: str, due: date, body, today: date) -> str:
    """`绩效自评还没有公开，应于 2027-03-31 前由县教育局公开。`"""
    late = "，已经逾期" if due < today else ""
    return f"{what}还没有公开，应于 {due:%Y-%m-%d} 前由{body}公开{late}。"


# --- what stands beside the line --------------------------------------------------------------------------------------


def rows_of(entry: FundEntry) -> list[FundVersion]:
    """The fund's public rows in force in each year's list, the newest year first."""
    rows = FundVersion.objects.public().filter(entry=entry, state=VersionState.PUBLISHED, valid_to__isnull=True)
    return list(rows.select_related("organisation", "change_set", "function").order_by("-year"))


def texts_of(entry: FundEntry) -> list[FundVersion]:
    """Every public text that the fund ever had, those that a change within the year ended, too; the newest first."""
    rows = FundVersion.objects.public().filter(entry=entry, state=VersionState.PUBLISHED)
    rows = list(rows.select_related("organisation", "change_set").order_by("-year", "-valid_from", "-pk"))
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        row.change_wan = in_wan(row.amount - before.amount) if before and row.amount != before.amount else ""
        row.grew = before is not None and row.amount > before.amount
    return rows


def grades_of(entry: FundEntry) -> dict[int, Assessment]:
    """The published evaluation of each year that counts: 财政评价 where there is one, else 自评. One query."""
    rows = performance.judged(plan__entry=entry, published_at__isnull=False)
    rows = rows.order_by("plan__year", performance.FINANCE_FIRST).distinct("plan__year")
    return {row.plan.year: row for row in rows}


def public_money(entry: FundEntry, year: int) -> Money:
    """The year's money as far as it is public: allocated and paid are those of published allocations."""
    issued = allocations.public().filter(entry=entry, year=year)
    allocated = issued.aggregate(n=Sum("total"))["n"] or ZERO
    paid = Payment.objects.filter(share__allocation__in=issued).aggregate(n=Sum("amount"))["n"] or ZERO
    return replace(money(entry, year), allocated=allocated, paid=paid)


def ending_of(entry: FundEntry) -> FundProposal | None:
    """The decision by which the fund left the list."""
    rows = FundProposal.objects.filter(
        entry=entry, state=ProposalState.APPROVED, kind__in=(ProposalKind.CANCEL, ProposalKind.MERGE)
    )
    return rows.order_by("-decided_on", "-pk").first()


def laws_of(lines) -> list[tuple[str, str]]:
    """(basis as written, address of its law in the register or "")."""
    cited = [(str(line), [c.title for c in read_cell(str(line)) if c.title]) for line in lines or ()]
    titles = {title for _, found in cited for title in found}
    known = {}
    for law in Law.objects.filter(title__in=titles | {f"中华人民共和国{title}" for title in titles}):
        known[law.title] = known[law.title.removeprefix("中华人民共和国")] = law.pk
    return [
        (text, next((f"/open/laws/{known[title]}/" for title in found if title in known), "")) for text, found in cited
    ]
