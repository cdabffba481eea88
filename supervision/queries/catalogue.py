"""The rules as their pages show them: by kind, each with the version of a day, the one to come and the proposal."""

from dataclasses import dataclass
from datetime import date

from ..enums import RuleKind, RuleState
from ..models import Rule, RuleVersion


@dataclass(frozen=True)
class Standing:
    """A rule on a day. `current` holds on it; `coming` is decided and begins later; `proposal` waits."""

    rule: Rule
    versions: list[RuleVersion]
    current: RuleVersion | None
    coming: RuleVersion | None
    proposal: RuleVersion | None


def standing_of(rule: Rule, on: date) -> Standing:
    """One rule on a day. One query."""
    versions = list(rule.versions.select_related("rule", "proposed_by", "decided_by").order_by("-number"))
    return _standing(rule, versions, on)


def _standing(rule: Rule, versions: list[RuleVersion], on: date) -> Standing:
    def last(rows):
        return max(rows, key=lambda row: (row.effective_from, row.number), default=None)

    decided = [row for row in versions if row.state == RuleState.DECIDED]
    return Standing(
        rule,
        versions,
        last(row for row in decided if row.effective_from <= on),
        last(row for row in decided if row.effective_from > on),
        next((row for row in versions if row.state == RuleState.PROPOSED), None),
    )


def catalogue_of(on: date) -> list[tuple[str, list[Standing]]]:
    """Every rule by kind. Two queries."""
    by_rule: dict[int, list[RuleVersion]] = {}
    for row in RuleVersion.objects.select_related("rule").order_by("rule_id", "-number"):
        by_rule.setdefault(row.rule_id, []).append(row)
    kinds: dict[str, list[Standing]] = {}
    for rule in Rule.objects.order_by("code"):
        kinds.setdefault(rule.kind, []).append(_standing(rule, by_rule.get(rule.pk, []), on))
    return [(kind.label, kinds[kind]) for kind in RuleKind if kind in kinds]


def differences(before: RuleVersion | None, after: RuleVersion) -> list[tuple[str, str, str]]:
    """What a proposal changes: (name, in force, proposed), in words."""
    rows = [
        ("等级", lambda row: row.get_level_display()),
        ("参数", lambda row: row.numbers),
        ("告知谁", lambda row: row.told_labels),
        ("回复期限", lambda row: row.reply_text),
        ("启用", lambda row: "启用" if row.enabled else "停用"),
    ]
    found = [(name, words(before) if before else "没有", words(after)) for name, words in rows]
    return [row for row in found if row[1] != row[2]]
