"""A bulletin: drafted by the machine, edited by one person, issued by another, taken back with a reason."""

from core.workflow import STAYS, MoveRefused, Workflow, move

from ..enums import BulletinState as S
from ..models import BulletinMove
from ..permissions import may_supervise


def _supervises(user, bulletin) -> bool:
    return may_supervise(user)


_supervises.who = "监察人员"


def _wrote_it(bulletin, actor) -> str:
    if actor.pk in bulletin.writers:
        return "您参加了这份通报的编写，请由另一位监察人员签发。"
    return ""


def _says_something(bulletin, actor, facts) -> None:
    if not facts.get("title", "").strip() or not facts.get("text", "").strip():
        raise MoveRefused("标题和正文都要填写。")


def _says_why(bulletin, actor, facts) -> None:
    if not facts.get("reason", "").strip():
        raise MoveRefused("请写明为什么撤回：已经印发的通报撤回后，公开页面上会显示原因。")


BULLETIN = Workflow(
    log=BulletinMove,
    states=S,
    moves=(
        move(
            "edit", "修改", S.DRAFT, STAYS, _supervises,
            guard=_says_something, effect="改标题和正文；数据由系统计算，不能修改",
        ),
        move(
            "issue", "签发", S.DRAFT, S.ISSUED, _supervises,
            bar=_wrote_it, article="政府信息公开条例第十七条", effect="编号后在公众网站公开，内容不再改动",
        ),
        move(
            "recall", "撤回", S.ISSUED, S.RECALLED, _supervises,
            guard=_says_why, effect="不再列入公开的通报，原网址显示撤回原因；可以重新起草", danger=True,
        ),
    ),
)  # fmt: skip
