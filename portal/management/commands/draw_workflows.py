"""`script/manage draw_workflows`: write the states of docs/domain.md anew from the tables themselves."""

import inspect
import re
from dataclasses import replace

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.enums import OrganisationPermission
from approvals.workflow import CASE
from core.workflow import Move, Workflow, nobody
from funds.workflow import ALLOCATION, APPLICATIONS, ASSESSMENT, CALLS, FINDING, FUND_LIST, FUND_PROPOSAL, PLAN
from licences.workflow import LICENCE, REPORTS
from powerlist.workflow import LIST_CHANGES
from supervision.workflow import BULLETIN, COMPLAINTS, MENDING, ORDER

PAGE = settings.BASE_DIR / "docs" / "domain.md"
DRAWN = {
    "case": CASE,
    "licence": replace(LICENCE, moves=tuple(m for m in LICENCE.moves if m.name not in REPORTS.values())),
    "list-change-set": LIST_CHANGES,
    "fund-change-set": FUND_LIST,
    "fund-proposal": FUND_PROPOSAL,
    "fund-call": CALLS,
    "fund-application": APPLICATIONS,
    "fund-allocation": ALLOCATION,
    "fund-plan": PLAN,
    "fund-assessment": ASSESSMENT,
    "fund-finding": FINDING,
    "complaint": COMPLAINTS,
    "mending": MENDING,
    "bulletin": BULLETIN,
    "order": ORDER,
}


class Command(BaseCommand):
    help = "按流程表重写 docs/domain.md 里的状态图。"

    def handle(self, **options):
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(drawn(text), encoding="utf-8")


def drawn(text: str) -> str:
    """The page with every marked part drawn anew: <!-- states: NAME --> … <!-- end -->."""
    for name, workflow in DRAWN.items():
        part = re.compile(rf"(<!-- states: {name} -->\n).*?(<!-- end -->)", re.S)
        if not part.search(text):
            raise ValueError(f"docs/domain.md has no part for {name}")
        text = part.sub(lambda found, w=workflow: f"{found.group(1)}{drawing(w)}{found.group(2)}", text)
    return text


def drawing(workflow: Workflow) -> str:
    """A state diagram and the table of moves."""
    labels = dict(workflow.states.choices)
    targets = {target for move in workflow.moves for target in move.targets}
    sources = {source for move in workflow.moves for source in move.sources}
    left = {source for move in workflow.moves if move.targets for source in move.sources}
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [
        f'    state "{label}" as {state}' for state, label in workflow.states.choices if state in targets | sources
    ]
    lines += [f"    [*] --> {state}" for state in labels if state in sources - targets]
    for move in workflow.moves:
        lines += [
            f"    {source} --> {target}: {move.label}" for source in _ordered(move, labels) for target in move.targets
        ]
    lines += [f"    {state} --> [*]" for state in labels if state in targets - left]
    lines += ["```", "", "| act | identifier | from | to | who | article | effect |", "|---|---|---|---|---|---|---|"]
    for move in workflow.moves:
        origin = "；".join(labels[source] for source in _ordered(move, labels))
        goal = "或".join(labels[target] for target in move.targets) or "不变"
        cells = (move.label, f"`{move.name}`", origin, goal, who(move), move.article, move.effect)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def who(move: Move) -> str:
    """The permission that opens the move, in words."""
    if move.allowed is nobody:
        return "系统"
    if named := getattr(move.allowed, "who", ""):
        return named
    permission = inspect.getclosurevars(move.allowed).nonlocals.get("permission")
    return OrganisationPermission(permission).label if permission else "申请人"


def _ordered(move: Move, labels: dict) -> list[str]:
    return [state for state in labels if state in move.sources]
