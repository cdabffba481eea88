"""What holders are told of their licences: the acts, and that a licence ends soon. No personal data but the number."""

from pathlib import Path

from accounts.enums import NoticeGroup
from accounts.kinds import NoticeKind, Word, declare
from accounts.notices import send

from .enums import ActState
from .models import Licence, LicenceAct

WORDS = {
    "type": Word("证照名称", "食品小作坊登记证"),
    "number": Word("证照编号", "6211252026000001"),
}
ACT = NoticeKind(
    "licences.act",
    "证照变更、延续、撤销、注销等决定",
    NoticeGroup.LICENCES,
    WORDS
    | {"act": Word("办理事项", "准予延续", sms=True), "paper": Word("文号", "某局证延字〔2026〕第00001号", sms=True)},
    important=True,
)
ENDS = NoticeKind(
    "licences.ends",
    "证照即将到期",
    NoticeGroup.LICENCES,
    WORDS | {"until": Word("有效期至", "2026-12-31", sms=True), "ask_by": Word("最迟申请日", "2026-12-01", sms=True)},
)
declare(ACT, ENDS, texts=Path(__file__).parent / "data" / "notices.csv")
OUTCOMES = {ActState.REFUSED: "不予", ActState.DEEMED: "视为准予"}


def told(act: LicenceAct) -> None:
    """Tell the holder what was decided and where its paper is."""
    words = {"act": f"{OUTCOMES.get(act.state, '')}{act.get_kind_display()}", "paper": act.number}
    _tell(ACT, act.licence, f"licence-act:{act.pk}", words, act.decided_at)


def ends_soon(licence: Licence, days: int, ask_by, at) -> None:
    """Tell the holder that a licence ends, and by when renewal must be asked for (许可法 50)."""
    words = {"until": f"{licence.valid_to:%Y-%m-%d}", "ask_by": f"{ask_by:%Y-%m-%d}"}
    _tell(ENDS, licence, f"licence-ends:{licence.pk}:{licence.valid_to}:{days}", words, at)


def _tell(kind: NoticeKind, licence: Licence, key: str, words: dict, at) -> None:
    """The one way out. A holder without an account is told at the window, and by the register."""
    if licence.holder_id is None:
        return
    send(
        kind.code,
        key=key,
        recipient=licence.holder_id,
        words={"type": licence.type.name, "number": licence.number, **words},
        subject="licence",
        number=licence.number,
        address=f"/me/licences/{licence.number}/",
        at=at,
    )
