"""Judging a change set row by row, deciding it, and checking that what is entered is what was decided.

逐条逐项合法性、合理性、必要性审查: 漳县“三张清单一张网”工作方案.
审定, 录入, 终审: 兰州市权责清单管理暂行办法 第九至十一条.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.files import check_upload, shown_name
from core.history import signed, snapshot
from core.registers import ChangeSetState, VersionState
from core.workflow import MoveRefused

from ..enums import Aspect, Verdict
from ..models import Letter, ListChangeSet, ListVersion, RowOutcome, RowRemark, RowVerdict
from ..permissions import at_step
from ..workflow import LIST_CHANGES, wrote_or_judged_it, wrote_or_reviewed_it
from .change_sets import RowChanged, drop_rows
from .founding import check_founded
from .paths import LETTER, fire, next_number
from .publication import refuse_clashes

SCAN_TYPES = ("pdf", "jpg", "png", "ofd")
S = ChangeSetState
BY_OFFICE = (Aspect.REASON, Aspect.NECESSITY)  # 审改办 judges these, 司法局 the legality


# --- one row ------------------------------------------------------------


def give_verdict(*, actor, version, aspect, verdict, opinion, seen=None, at=None) -> RowVerdict:
    """Judge one aspect of one row. `seen` is the fingerprint of the text that the reviewer was shown.

    RowChanged when the row has another text by now; MoveRefused when somebody else was faster.
    """
    at = at or timezone.now()
    with transaction.atomic():
        change_set, row = _under_review(actor, version, Aspect(aspect))
        if not opinion.strip():
            raise MoveRefused("请写明意见后再提交。")
        if seen and seen != row.fingerprint:
            raise RowChanged(row)
        given = RowVerdict.objects.filter(version=row, aspect=aspect, round=change_set.round).first()
        if given is not None and given.judge_id != actor.pk:
            raise MoveRefused(
                f"{given.judge.display_name}已对“{row.name}”的{given.get_aspect_display()}给出“{given.get_verdict_display()}”，"
                "请刷新后再看。"
            )
        given = given or RowVerdict(version=row, aspect=aspect, round=change_set.round, judge=actor)
        given.verdict, given.opinion, given.at = Verdict(verdict), opinion.strip(), at
        given.fingerprint = row.fingerprint
        signed(given, actor=actor, reason="逐项审查", at=at).save()
    return given


def remark(*, actor, version, cell, text, at=None) -> RowRemark:
    """A remark on one cell of a row; the department sees it beside the cell when the set comes back."""
    with transaction.atomic():
        change_set = _locked(version.change_set)
        _may_speak(actor, change_set)
        if cell not in version.labels:
            raise MoveRefused("请选择对哪一栏提意见。")
        if not text.strip():
            raise MoveRefused("请写明这一栏要怎么改。")
        return RowRemark.objects.create(
            version=version, round=change_set.round, cell=cell, text=text.strip(), author=actor, at=at or timezone.now()
        )


def _locked(change_set) -> ListChangeSet:
    rows = ListChangeSet.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=change_set.pk)


def _may_speak(actor, change_set):
    """Whoever may send the set back where it stands may remark on its cells."""
    if not any(m.name.startswith("return_") for m in LIST_CHANGES.open_to(actor, change_set)):
        raise PermissionDenied("现在不由您审查这一批次。")


def _under_review(actor, version, aspect) -> tuple[ListChangeSet, ListVersion]:
    """The locked set and row, when this person may judge this aspect now."""
    change_set = _locked(version.change_set)
    office = aspect in BY_OFFICE
    open_in = (S.SUBMITTED, S.LEGALITY) if office else (S.LEGALITY,)
    if not at_step(S.SUBMITTED if office else S.LEGALITY)(actor, change_set):
        raise PermissionDenied(f"您没有出具{aspect.label}审查意见的权限。")
    if change_set.state not in open_in or not change_set.passes(S.LEGALITY):
        raise MoveRefused(f"这一批次现在是“{change_set.get_state_display()}”，不能写{aspect.label}结论。")
    why = (wrote_or_judged_it if office else wrote_or_reviewed_it)(change_set, actor)
    if why:
        raise MoveRefused(why)
    row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version.pk, change_set=change_set)
    if row.state != VersionState.PROPOSED:
        raise MoveRefused("这一行已从批次中移出，不用再审。")
    return change_set, row


def _judge_the_rest(change_set, aspects, *, actor, opinion, at):
    """Rows without a verdict of their own pass, with the opinion on the whole set."""
    made = []
    for aspect in aspects:
        judged = RowVerdict.objects.filter(version__change_set=change_set, aspect=aspect, round=change_set.round)
        rows = change_set.versions.open_proposals().exclude(pk__in=judged.values("version"))
        made += [
            RowVerdict(
                version=row, round=change_set.round, aspect=aspect, verdict=Verdict.PASS, opinion=opinion, judge=actor,
                fingerprint=row.fingerprint, at=at,
            )
            for row in rows.order_by("id").iterator(2000)
        ]  # fmt: skip
    keys = [row.pk for row in RowVerdict.objects.bulk_create(made, 2000)]
    snapshot(RowVerdict.objects.filter(pk__in=keys), actor=actor, reason="逐项审查", kind="+", at=at)


def _leave_out_rejected(change_set, *, actor, at):
    """Rows that didn't pass leave the set as 未采用, with the reviewers' reasons."""
    refused = RowVerdict.objects.filter(
        version__change_set=change_set, version__state=VersionState.PROPOSED, round=change_set.round,
        verdict=Verdict.REJECT,
    )  # fmt: skip
    reasons: dict[int, list[str]] = {}
    for row in refused.order_by("version_id", "id"):
        reasons.setdefault(row.version_id, []).append(f"{row.get_aspect_display()}审查不通过：{row.opinion}")
    for pk, words in reasons.items():
        _leave_out(change_set, pk, reason="；".join(words), actor=actor, at=at)


def _leave_out(change_set, version_id, *, reason, actor, at):
    outcome = RowOutcome.objects.filter(version_id=version_id).first() or RowOutcome(version_id=version_id)
    outcome.taken, outcome.reason, outcome.cells, outcome.by, outcome.at = False, reason, None, actor, at
    signed(outcome, actor=actor, reason="未采用", at=at).save()
    rows = change_set.versions.open_proposals().filter(pk=version_id)
    drop_rows(change_set, rows, actor=actor, reason=f"未采用：{reason}", at=at)


def _take_as_they_stand(change_set, *, actor, at):
    """The text of every row that nobody ruled on is the text decided: 终审 compares with it."""
    rows = change_set.versions.open_proposals().filter(outcome__isnull=True).order_by("id")
    made = [RowOutcome(version=row, taken=True, cells=row.cells, by=actor, at=at) for row in rows.iterator(2000)]
    keys = [row.pk for row in RowOutcome.objects.bulk_create(made, 2000)]
    snapshot(RowOutcome.objects.filter(pk__in=keys), actor=actor, reason="按送审文本采用", kind="+", at=at)


# --- 初审, 逐项审查 ------------------------------------------------------------


def pass_review(*, actor, change_set, opinion, effective_on=None, at=None) -> ListChangeSet:
    """县委编办初审通过: rows without a verdict pass in 合理性 and 必要性 with this opinion.

    Rejected ones leave the set.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(change_set)
        if row.state == S.SUBMITTED and row.passes(S.LEGALITY) and opinion.strip():
            _judge_the_rest(row, BY_OFFICE, actor=actor, opinion=opinion.strip(), at=at)
        done = fire(
            row, "pass_review", actor=actor, at=at, note=opinion, opinion=opinion, review_opinion=opinion,
            reviewer=actor, **_effective(effective_on),
        )  # fmt: skip
        _leave_out_rejected(done, actor=actor, at=at)
    return done


def return_review(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """县委编办退回修改."""
    return fire(
        change_set, "return_review", actor=actor, at=at, note=opinion, opinion=opinion, review_opinion=opinion,
        reviewer=actor,
    )  # fmt: skip


def pass_legality(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """逐项审查完毕: rows without a verdict pass in 合法性 with this opinion, rejected ones leave the set."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(change_set)
        if row.state == S.LEGALITY and opinion.strip():
            _judge_the_rest(row, (Aspect.LEGALITY,), actor=actor, opinion=opinion.strip(), at=at)
        done = fire(
            row, "pass_legality", actor=actor, at=at, note=opinion, opinion=opinion, legality_opinion=opinion,
            jurist=actor,
        )  # fmt: skip
        _leave_out_rejected(done, actor=actor, at=at)
        if not done.passes(S.DECISION):
            _take_as_they_stand(done, actor=actor, at=at)
    return done


def return_legality(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """司法局合法性审查退回."""
    return fire(
        change_set, "return_legality", actor=actor, at=at, note=opinion, opinion=opinion, legality_opinion=opinion,
        jurist=actor,
    )  # fmt: skip


# --- 征求意见, 部门核实 ------------------------------------------------------------


def close_opinions(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """意见征求完毕: every opinion is answered and no public period runs any more."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    return fire(change_set, "close_opinions", actor=actor, at=at, note=opinion, opinion=opinion, on=on)


def return_opinions(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """按意见退回修改: the department takes up what was adopted and sends anew."""
    return fire(change_set, "return_opinions", actor=actor, at=at, note=opinion, opinion=opinion)


def confirm_feedback(*, actor, change_set, at=None) -> ListChangeSet:
    """反馈部门核实: the department stands by the reviewed text."""
    return fire(change_set, "confirm_feedback", actor=actor, at=at)


def object_feedback(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """The department objects: 审改办 reviews again, in a new round of verdicts."""
    with transaction.atomic():
        row = _locked(change_set)
        return fire(
            row, "object_feedback", actor=actor, at=at, note=opinion, opinion=opinion, round=row.round + 1,
            reviewer=None, jurist=None,
        )  # fmt: skip


# --- 审定, 录入, 终审 ------------------------------------------------------------


def rule_row(*, actor, version, taken, reason="", cell="", text="", at=None) -> RowOutcome:
    """What the meeting ruled on one row, before the decision is recorded: left out (why), or taken with one cell anew.

    Rows without a ruling are taken as they were put forward.
    """
    at = at or timezone.now()
    with transaction.atomic():
        change_set = _locked(version.change_set)
        move = LIST_CHANGES["record_decision"]
        if not move.allowed(actor, change_set):
            raise PermissionDenied("您没有记录审定结果的权限。")
        if change_set.state != S.DECISION:
            raise MoveRefused(f"这一批次现在是“{change_set.get_state_display()}”，不能逐项记录审定。")
        if why := move.bar(change_set, actor):
            raise MoveRefused(why)
        row = ListVersion.objects.select_for_update(of=("self",)).get(
            pk=version.pk, change_set=change_set, state=VersionState.PROPOSED
        )
        if not taken and not reason.strip():
            raise MoveRefused("请写明不采用的理由：会记入批次并告诉填报单位。")
        outcome = RowOutcome.objects.filter(version=row).first() or RowOutcome(version=row)
        outcome.taken, outcome.reason, outcome.by, outcome.at = taken, reason.strip(), actor, at
        outcome.cells = _decided_cells(row, cell, text) if taken else None
        signed(outcome, actor=actor, reason="逐项审定", at=at).save()
    return outcome


def _decided_cells(row, cell: str, text: str) -> dict:
    cells = dict(row.cells)
    if cell:
        if cell not in row.labels or cell == "category":
            raise MoveRefused("请选择审定时改动了哪一栏。")
        lines = [line.strip() for line in text.strip().splitlines()]
        cells[cell] = lines if isinstance(cells.get(cell), list) else "\n".join(lines)
    return cells


def record_decision(
    *, actor, change_set, meeting, decided_on, document_number, scan, effective_on, at=None
) -> ListChangeSet:
    """Record what the 常务会议 decided. `scan` is an uploaded file; ValidationError says what is wrong with it.

    Whether it must be there says the step of the path (`needs`).

    Rows ruled out leave the set; the text of the others is kept as decided.
    """
    at = at or timezone.now()
    facts = {}
    if scan:
        upload = check_upload(scan, allowed=SCAN_TYPES, of_office=True)
        facts = {
            "scan": scan,
            "scan_name": shown_name(scan.name),
            "scan_type": upload.content_type,
            "scan_sha256": upload.sha256,
        }
    with transaction.atomic():
        done = fire(
            change_set, "record_decision", actor=actor, at=at, note=document_number, meeting=meeting,
            decided_on=decided_on, document_number=document_number, effective_on=effective_on, recorder=actor, **facts,
        )  # fmt: skip
        refuse_clashes(done)
        for outcome in RowOutcome.objects.filter(
            version__change_set=done, version__state=VersionState.PROPOSED, taken=False
        ).order_by("id"):
            _leave_out(done, outcome.version_id, reason=outcome.reason, actor=actor, at=at)
        _take_as_they_stand(done, actor=actor, at=at)
    return done


def decline(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """未予审定: the meeting took none of it."""
    at = at or timezone.now()
    with transaction.atomic():
        done = fire(change_set, "decline", actor=actor, at=at, note=opinion, opinion=opinion, recorder=actor)
        drop_rows(done, done.versions.open_proposals(), actor=actor, reason=f"未予审定：{opinion}", at=at)
    return done


def enter(*, actor, change_set, at=None) -> ListChangeSet:
    """按审定录入完毕: refused cell by cell while the text isn't the one decided."""
    return fire(change_set, "enter", actor=actor, at=at)


def pass_final(*, actor, change_set, opinion, effective_on=None, at=None) -> ListChangeSet:
    """审改办终审: what is entered equals what was decided, by machine; then it may be published."""
    with transaction.atomic():
        done = fire(
            change_set, "pass_final", actor=actor, at=at, note=opinion, opinion=opinion, **_effective(effective_on)
        )
        check_founded(done, on=done.effective_on or timezone.localdate(at))
        if done.effective_on:
            refuse_clashes(done)
    return done


def return_final(*, actor, change_set, opinion, at=None) -> ListChangeSet:
    """终审退回."""
    return fire(change_set, "return_final", actor=actor, at=at, note=opinion, opinion=opinion)


def _effective(day) -> dict:
    return {"effective_on": day} if day else {}


# --- 建议修改法定依据 ------------------------------------------------------------


def issue_letter(*, actor, change_set, addressee, words="", at=None) -> Letter:
    """印发建议函: numbered by the system; the entries keep their text."""
    at = at or timezone.now()
    with transaction.atomic():
        done = fire(change_set, "issue_letter", actor=actor, at=at, note=addressee, addressee=addressee)
        letter = Letter.objects.create(
            change_set=done, number=next_number(LETTER, timezone.localdate(at)), addressee=addressee.strip(),
            words=words.strip(), issued_by=actor, issued_at=at,
        )  # fmt: skip
        keys = list(done.versions.open_proposals().order_by("id").values_list("pk", flat=True))
        kept = ListVersion.objects.filter(pk__in=keys)
        kept.update(state=VersionState.KEPT)
        snapshot(kept, actor=actor, reason=f"建议函 {letter.number} 已印发，沿用原文", at=at)
    return letter
