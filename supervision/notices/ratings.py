"""Who was served is asked for a word; the rated body is told of a 差评. Never who gave it."""

from datetime import datetime
from pathlib import Path

from accounts.enums import NoticeGroup
from accounts.kinds import NoticeKind, Word, declare
from accounts.notices import Telling

DATA = Path(__file__).parent.parent / "data"
INVITE = NoticeKind(
    "supervision.invite",
    "办结后请您评价",
    NoticeGroup.CASES,
    {
        "number": Word("办件编号", "621125202611220001", sms=True),
        "item": Word("事项", "食品经营许可（新办）"),
    },
)
MENDING = NoticeKind(
    "supervision.mending",
    "差评整改",
    NoticeGroup.WORK,
    {
        "number": Word("整改编号", "12", sms=True),
        "state": Word("要做的事", "等您联系评价人", sms=True),
        "due": Word("期限", "最迟 2026-11-24。"),
    },
)
declare(INVITE, MENDING, texts=DATA / "rating_notices.csv")


def task_told(row, *, key: str, people, state: str, at: datetime) -> list[Telling]:
    """To those who mend at the rated body."""
    due = f"最迟 {row.burns_on:%Y-%m-%d}。" if row.burns_on else ""
    return [
        Telling(
            kind=MENDING.code,
            key=f"mending:{row.pk}:{key}",
            recipient=person,
            words={"number": str(row.pk), "state": state, "due": due},
            subject="mending",
            number=str(row.pk),
            address=f"/desk/ratings/{row.pk}/",
            at=at,
        )
        for person in sorted(people)
    ]
