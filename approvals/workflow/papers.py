"""Moves that leave a case where it is: a paper made by hand, a paper served."""

from core.workflow import STAYS, move, nobody

from ..enums import OPEN_STATES
from ..enums import CaseState as S
from ..permissions import may_work
from .guards import is_own, names_paper

WITH_PAPERS = tuple(state for state in S if state != S.DRAFT)


PAPER_MOVES = (
    move(
        "issue_paper",
        "制作文书",
        OPEN_STATES,
        STAYS,
        may_work,
        bar=is_own,
        guard=names_paper,
        effect="按样式制作、编号、盖章，办理阶段和期限不变",
    ),
    move(
        "record_service",
        "登记送达",
        WITH_PAPERS,
        STAYS,
        may_work,
        bar=is_own,
        article="许可法第四十四条",
        effect="写入送达回证，办理阶段和期限不变",
    ),
    move("serve_online", "电子送达", WITH_PAPERS, STAYS, nobody, article="民事诉讼法第九十条", system=True),
)
