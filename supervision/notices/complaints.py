"""What complainants and those who hear them are told: a number and where it stands, never what was written."""

from datetime import datetime
from pathlib import Path

from accounts.enums import NoticeGroup
from accounts.kinds import NoticeKind, Word, declare
from accounts.notices import Telling

from ..models import Complaint

DATA = Path(__file__).parent.parent / "data"
SUBJECT = "complaint"
STEP = NoticeKind(
    "supervision.complaint",
    "投诉举报的进展",
    NoticeGroup.CASES,
    {
        "number": Word("投诉编号", "TS20261122000013", sms=True),
        "state": Word("进展", "已受理", sms=True),
        "note": Word("接下来", "最迟 2026-12-04 办结并答复您。"),
    },
    important=True,
)
WORK = NoticeKind(
    "supervision.complaint_work",
    "投诉举报待办",
    NoticeGroup.WORK,
    {
        "number": Word("投诉编号", "TS20261122000013", sms=True),
        "state": Word("要做的事", "等您受理"),
        "due": Word("期限", "最迟 2026-12-04。"),
    },
)
declare(STEP, WORK, texts=DATA / "complaint_notices.csv")


def told(row: Complaint, *, key: str, state: str, note: str = "", at: datetime) -> list[Telling]:
    """To the complainant: by account, else by the number that was left; nobody when neither is known."""
    if row.complainant_id is None and not row.contact.isdigit():
        return []
    return [
        Telling(
            kind=STEP.code,
            key=f"complaint:{row.number}:{key}",
            recipient=row.complainant_id,
            mobile="" if row.complainant_id else row.contact,
            words={"number": row.number, "state": state, "note": note},
            subject=SUBJECT,
            number=row.number,
            address=f"/me/complaints/{row.number}/" if row.complainant_id else "",
            at=at,
        )
    ]


def work(row: Complaint, *, key: str, people, state: str, at: datetime) -> list[Telling]:
    """To those whose turn it is."""
    due = f"最迟 {row.burns_on:%Y-%m-%d}。" if row.burns_on else ""
    return [
        Telling(
            kind=WORK.code,
            key=f"complaint:{row.number}:{key}",
            recipient=person,
            words={"number": row.number, "state": state, "due": due},
            subject=SUBJECT,
            number=row.number,
            address=f"/desk/complaints/{row.number}/",
            at=at,
        )
        for person in sorted(people)
    ]
