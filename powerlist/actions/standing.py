"""What followed an ended entry, and entries that are suspended (兰州市权责清单管理暂行办法 第九、十二、十三条)."""

from django.db import connection

from core.history import signed
from core.registers import ENDS, HANDS_ON, ChangeKind, VersionState
from core.workflow import MoveRefused

from ..models import ListVersion, Succession, Suspension

LIVE = (VersionState.PROPOSED, VersionState.ENDED)
SUCCESSIONS_LOCK = 6211250301  # two who close a circle between them can't both pass

LEADS_BACK = """
    WITH RECURSIVE after(entry_id) AS (
        SELECT %(successor)s::bigint
        UNION
        SELECT s.successor_id FROM powerlist_succession s
        JOIN after ON after.entry_id = s.predecessor_id
        JOIN powerlist_listversion v ON v.id = s.version_id AND v.state IN ('proposed', 'ended')
        WHERE NOT EXISTS (
            SELECT 1 FROM powerlist_listversion later
            WHERE v.state = 'ended' AND later.entry_id = s.predecessor_id AND later.number > v.number
              AND later.state = 'published'
        )
    )
    SELECT 1 FROM after WHERE entry_id = %(predecessor)s
"""


def succeed(version: ListVersion, entry) -> Succession:
    """Write that `entry` follows the one which `version` ends. MoveRefused for a circle, or a list of another kind."""
    if version.change not in HANDS_ON:
        raise MoveRefused(f"“{version.get_change_display()}”没有承接事项。合并、分设、转移、下放、主体变更才有。")
    if entry.pk == version.entry_id:
        raise MoveRefused("一项不能由它自己承接，请选别的事项。")
    if entry.kind != version.kind:
        raise MoveRefused(f"事项 {entry.code} 不在同一张清单里，不能承接“{version.name}”。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SUCCESSIONS_LOCK])
    refuse_circle(version, entry)
    made, _ = Succession.objects.get_or_create(
        version=version, successor=entry, defaults={"predecessor_id": version.entry_id}
    )
    return made


def refuse_circle(version: ListVersion, entry) -> None:
    """An entry can't, over however many steps, be followed by itself."""
    with connection.cursor() as cursor:
        cursor.execute(LEADS_BACK, {"successor": entry.pk, "predecessor": version.entry_id})
        if cursor.fetchone():
            raise MoveRefused(
                f"“{version.name}”不能并入 {entry.code}：{entry.code} 已经（或正在）由它承接，会绕成一圈。"
                "请核对哪一项保留。"
            )


def check_successions(change_set) -> None:
    """Before publication: what follows an ended entry is on the list, and no circle has closed meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SUCCESSIONS_LOCK])
    rows = Succession.objects.filter(version__change_set=change_set, version__state=VersionState.ENDED)
    for row in rows.select_related("version", "successor").order_by("id"):
        listed = row.successor.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
        if not listed.exists():
            raise MoveRefused(
                f"“{row.version.name}”的承接事项 {row.successor.code} 还没有公布，或没有通过审定。请先公布承接事项。"
            )
        refuse_circle(row.version, row.successor)


def check_pause(change: str, entry, pause: dict | None) -> None:
    """暂停 needs a reason and an entry at work, 恢复 a suspended one."""
    open_one = entry.suspensions.filter(began_on__isnull=False, ended_on__isnull=True).exists()
    if change == ChangeKind.SUSPEND:
        if open_one:
            raise MoveRefused(f"事项 {entry.code} 已经暂停，不用再次暂停。")
        if not (pause or {}).get("reason", "").strip():
            raise MoveRefused("请写明暂停的原因：公众在事项页会看到。")
        if not set(pause.get("months") or []) <= set(range(1, 13)):
            raise MoveRefused("办理月份只能是 1 至 12。")
    if change == ChangeKind.RESUME and not open_one:
        raise MoveRefused(f"事项 {entry.code} 没有暂停，不用恢复。")


def propose_pause(version, pause: dict, *, actor, at) -> Suspension:
    row = Suspension(
        entry_id=version.entry_id,
        version=version,
        reason=pause["reason"].strip(),
        months=sorted(set(pause.get("months") or [])),
        until=pause.get("until"),
    )
    signed(row, actor=actor, reason="拟暂停行使", at=at).save()
    return row


def put_pauses_in_force(change_set, *, actor, at) -> None:
    """At publication: suspensions begin; those of entries that are resumed or end are over."""
    on, reason = change_set.effective_on, f"{change_set.document_number} 公布"
    begun = Suspension.objects.filter(version__change_set=change_set, version__state=VersionState.PUBLISHED)
    for row in begun.order_by("id"):
        row.began_on = on
        signed(row, actor=actor, reason=f"暂停：{reason}", at=at).save()
    over = {
        row.entry_id: row
        for row in change_set.versions.filter(change__in=(ChangeKind.RESUME, *ENDS), valid_from=on).order_by("id")
    }
    if over:
        open_ones = Suspension.objects.filter(entry__in=over, began_on__isnull=False, ended_on__isnull=True)
        for row in open_ones.order_by("id"):
            row.ended_on, row.ended_by = on, over[row.entry_id]
            signed(row, actor=actor, reason=f"恢复：{reason}", at=at).save()
