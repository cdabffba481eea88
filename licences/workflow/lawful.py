"""What the articles ask of each act on a licence. Pure but for the calendar; says in words what is missing."""

from dataclasses import dataclass
from datetime import date, timedelta

from core import workdays
from core.workflow import MoveRefused

from ..enums import ActKind, Hearing
from ..kinds import FACTS, GROUNDS, HARMS, fits

HEARING_DAYS = 5  # working days in which a hearing may be asked for (处罚法 64)


@dataclass(frozen=True)
class Asked:
    """What a ground's article asks for, on its way to the guard: the log names the facts and never holds them."""

    facts: dict

    def __str__(self) -> str:
        return "、".join(self.facts)


CHANGEABLE = ("holder_name", "item_name", "content")


def refuse_unlawful(licence, *, kind: str, ground: str, facts: dict, applied_on: date | None, on: date) -> None:
    """Raise MoveRefused, in words, when this act may not be made on this ground with what is on record."""
    chosen = GROUNDS.get(ground)
    if chosen is None or chosen.act != kind:
        raise MoveRefused("请选择事由：法律没有规定的事由，不能对证照作出处理。")
    if not fits(chosen, licence):
        raise MoveRefused(
            f"“{chosen.label}”（{chosen.article}）不适用于这份证照：它现在是“{licence.get_state_display()}”，"
            f"持证主体是{'自然人' if licence.holder_is_person else '法人或者其他组织'}。"
        )
    known = facts | ({"applied_on": applied_on} if applied_on else {})
    for ask in chosen.asks:
        if not str(known.get(ask) or "").strip():
            raise MoveRefused(f"请填写{FACTS[ask]}（{chosen.article}）。")
    OF_KIND.get(kind, lambda *_: None)(licence, chosen, facts, applied_on, on)


def day_of(facts: dict, name: str) -> date | None:
    """A day among the facts, which are kept as text."""
    try:
        return date.fromisoformat(str(facts.get(name) or ""))
    except ValueError:
        return None


def _change(licence, ground, facts, applied_on, on):
    _asked_by_now(applied_on, on)
    changes = facts.get("changes") or {}
    if not changes or set(changes) - set(CHANGEABLE):
        raise MoveRefused("请写明变更后的内容：至少有一处和现在的不同（许可法第四十九条）。")


def _renew(licence, ground, facts, applied_on, on):
    _asked_by_now(applied_on, on)
    if not licence.type.renewable:
        raise MoveRefused(f"“{licence.type}”不能延续，期满后请重新申请。")
    if licence.valid_to is None:
        raise MoveRefused("这份证照长期有效，不需要延续。")
    if applied_on > licence.valid_to:
        raise MoveRefused("延续申请在有效期届满以后提出，不能延续，请按新申请办理（许可法第五十条）。")


def _asked_by_now(applied_on, on):
    if applied_on > on:
        raise MoveRefused("申请日期在今天以后，请核对。")


def _suspend(licence, ground, facts, applied_on, on):
    if not licence.type.suspension_basis:
        raise MoveRefused(
            f"“{licence.type}”没有登记可以暂扣的法律、法规依据，不能暂扣。有依据的，请先在证照类型中写明条款。"
        )
    _penalty_decided(facts, on)
    until = day_of(facts, "until")
    if until is None or until <= on:
        raise MoveRefused("暂扣要有明确的期限，截止日应在今天以后。")


def _revoke(licence, ground, facts, applied_on, on):
    if facts.get("public_harm") == HARMS:
        raise MoveRefused(
            "撤销可能对公共利益造成重大损害的，不予撤销（许可法第六十九条第三款）。请收回提议，另行采取补救措施。"
        )
    compensation = str(facts.get("compensation") or "").strip()
    if ground.erred and not compensation:
        raise MoveRefused(
            "请写明赔偿：被许可人的合法权益受到损害的，应当依法赔偿；没有损害的也请写明（许可法第六十九条第四款）。"
        )
    if ground.mandatory and compensation:
        raise MoveRefused("以欺骗、贿赂取得许可的，基于许可取得的利益不受保护，不写赔偿（许可法第六十九条第四款）。")


def _penalise(licence, ground, facts, applied_on, on):
    decided = _penalty_decided(facts, on)
    told, outcome = day_of(facts, "hearing_told_on"), facts.get("hearing")
    if told is None or told > decided:
        raise MoveRefused("吊销许可证件，应当在作出处罚决定以前告知听证的权利（处罚法第六十三条），请核对告知日期。")
    if outcome not in Hearing.values:
        raise MoveRefused("请选择听证情况（处罚法第六十三条）。")
    if outcome == Hearing.HELD:
        held = day_of(facts, "hearing_on")
        if held is None or not told <= held <= decided:
            raise MoveRefused("举行了听证的，请填写听证日期：在告知以后、处罚决定以前。")
    if outcome == Hearing.NOT_ASKED and decided <= (last := _last_day_to_ask(told)):
        raise MoveRefused(
            f"告知后五个工作日内当事人都可以要求听证（处罚法第六十四条），{last:%Y-%m-%d} 以后才能作出处罚决定。"
        )


def _penalty_decided(facts, on) -> date:
    decided = day_of(facts, "penalty_on")
    if decided is None or decided > on:
        raise MoveRefused("请填写行政处罚决定日期：暂扣、吊销只能依据已经作出的行政处罚决定。")
    return decided


def _last_day_to_ask(told: date) -> date:
    try:
        return workdays.due(told, HEARING_DAYS, calendar=workdays.calendar())
    except workdays.CalendarEnds as missing:
        raise MoveRefused(str(missing)) from None


OF_KIND = {
    ActKind.CHANGE: _change,
    ActKind.RENEW: _renew,
    ActKind.SUSPEND: _suspend,
    ActKind.REVOKE: _revoke,
    ActKind.PENALISE: _penalise,
}


def last_day_to_ask_renewal(licence) -> date | None:
    """The last day on which a renewal is asked for in time (许可法 50), in calendar days; none without an end."""
    return licence.valid_to - timedelta(days=licence.type.renewal_days) if licence.valid_to else None


def timely(licence, applied_on: date | None) -> bool:
    """Whether a renewal was asked for in time: undecided at the end it is then deemed granted (许可法 50 ¶2)."""
    last = last_day_to_ask_renewal(licence)
    return last is not None and applied_on is not None and applied_on <= last


def term_after(licence, given: date | None = None) -> date | None:
    """The end of the next term: the day that was decided, or the type's months after the present end."""
    if given is not None:
        return given
    months = licence.type.validity_months
    if months:
        return workdays.add_months(licence.valid_to, months)
    return licence.valid_to + (licence.valid_to - licence.valid_from)
