"""The special funds: the list by year, its documents and procedure, projects, money, performance, inspection."""

from .allocations import Allocation, AllocationMove, Payment, Scheme, SchemeUnit, Share
from .documents import FundDocument, Measure
from .findings import Finding, FindingMove
from .library import (
    Application,
    ApplicationFile,
    ApplicationMove,
    Call,
    CallMove,
    Project,
    ProjectDraft,
)
from .lists import (
    FUND_PERMISSIONS,
    FundChangeSet,
    FundEntry,
    FundMove,
    FundPart,
    FundVersion,
    in_wan,
)
from .panels import Draw, Expert, Objection, Recusal, Score, Seat
from .performance import Assessment, AssessmentMove, Indicator, Plan, PlanMove
from .proposals import FundProposal, FundProposalMove
from .years import (
    BudgetChange,
    BudgetYear,
    DepartmentBudget,
    Execution,
    FunctionClass,
    FundImport,
    FundRule,
    Remainder,
    SingleFunction,
)

__all__ = [
    "FUND_PERMISSIONS",
    "Allocation",
    "AllocationMove",
    "Application",
    "ApplicationFile",
    "ApplicationMove",
    "Assessment",
    "AssessmentMove",
    "BudgetChange",
    "BudgetYear",
    "Call",
    "CallMove",
    "DepartmentBudget",
    "Draw",
    "Execution",
    "Expert",
    "Finding",
    "FindingMove",
    "FunctionClass",
    "FundChangeSet",
    "FundDocument",
    "FundEntry",
    "FundImport",
    "FundMove",
    "FundPart",
    "FundProposal",
    "FundProposalMove",
    "FundRule",
    "FundVersion",
    "Indicator",
    "Measure",
    "Objection",
    "Payment",
    "Plan",
    "PlanMove",
    "Project",
    "ProjectDraft",
    "Recusal",
    "Remainder",
    "Scheme",
    "SchemeUnit",
    "Score",
    "Seat",
    "Share",
    "SingleFunction",
    "in_wan",
]
