"""The caps of a list, live: how many funds it would have, in all and for each department (漳县方案二; FundRule).

Fewer than a department's least is a note; only more than the caps blocks 审定, unless the reason is recorded.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from core.registers import ENDS, VersionState
from core.workflow import MoveRefused

from ..enums import ListPurpose
from ..models import FundChangeSet, FundRule, FundVersion, SingleFunction

NO_RULE = "本级的专项资金规则（项数上限等）还没有载入，请系统管理员载入预置数据后再办理。"


@dataclass(frozen=True)
class Count:
    """One department's funds against its cap. `state`: over, full, few, fine."""

    organisation: object
    number: int
    low: int
    cap: int
    single: bool

    @property
    def state(self) -> str:
        if self.number > self.cap:
            return "over"
        if self.number == self.cap:
            return "full"
        return "few" if self.number < self.low and not self.single else "fine"

    @property
    def words(self) -> str:
        if self.state == "over":
            kind = "职能单一的部门，不超过" if self.single else "超过一个部门"
            return f"{self.organisation}有 {self.number} 项，{kind} {self.cap} 项。"
        if self.state == "few":
            return f"{self.organisation}有 {self.number} 项，一般不少于 {self.low} 项。"
        return ""


@dataclass(frozen=True)
class Meter:
    """How full a list is: `number` of `cap` funds, and each department's own count."""

    number: int
    cap: int
    departments: list[Count]

    @property
    def over(self) -> list[str]:
        """What blocks 审定, in words."""
        found = [f"清单共 {self.number} 项，超过 {self.cap} 项的上限。"] if self.number > self.cap else []
        return found + [count.words for count in self.departments if count.state == "over"]

    @property
    def notes(self) -> list[str]:
        return [count.words for count in self.departments if count.state == "few"]

    @property
    def share(self) -> int:
        """How full, in hundredths, at most 100."""
        return min(100, self.number * 100 // self.cap) if self.cap else 100


def rule() -> FundRule:
    """The rule of this portal's own level. MoveRefused when the rules were never loaded."""
    try:
        return FundRule.ours()
    except FundRule.DoesNotExist:
        raise MoveRefused(NO_RULE) from None


def rows_that_would_stand(change_set: FundChangeSet):
    """The rows of a year as they will be once this list is published; a level's forms count together (甘肃方案)."""
    rows = FundVersion.objects.filter(change_set=change_set, state=VersionState.PROPOSED).exclude(change__in=ENDS)
    drafted = Q(state=VersionState.PROPOSED, change_set__purpose=ListPurpose.YEAR)
    other_forms = FundVersion.objects.filter(
        drafted | Q(state=VersionState.PUBLISHED, valid_to__isnull=True), year=change_set.year
    )
    rows |= other_forms.exclude(form=change_set.form).exclude(change__in=ENDS)
    if change_set.purpose == ListPurpose.YEAR:
        return rows
    touched = change_set.versions.filter(state=VersionState.PROPOSED).values("entry")
    standing = FundVersion.objects.filter(
        year=change_set.year, form=change_set.form, state=VersionState.PUBLISHED, valid_to__isnull=True
    ).exclude(entry__in=touched)
    return rows | standing


def meter(change_set: FundChangeSet) -> Meter:
    """The meter of a list that is still on its way; four queries however long it is."""
    ours = rule()
    single = set(SingleFunction.objects.values_list("organisation_id", flat=True))
    rows = rows_that_would_stand(change_set).select_related("organisation").order_by()
    bodies, numbers = {}, Counter()
    for row in rows.only("organisation"):
        bodies[row.organisation_id] = row.organisation
        numbers[row.organisation_id] += 1
    counts = [
        Count(
            organisation=body,
            number=numbers[pk],
            low=ours.department_min,
            cap=ours.single_cap if pk in single else ours.department_max,
            single=pk in single,
        )
        for pk, body in sorted(bodies.items(), key=lambda pair: (pair[1].sort_key, pair[0]))
    ]
    return Meter(sum(numbers.values()), ours.total_cap, counts)
