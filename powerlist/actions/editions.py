"""印本: a list as of a day printed once, kept as it is, and checked by anyone through its code.

Small lists are made at once, large ones by a task with progress that survives the death of its worker.
"""

import hashlib
from datetime import timedelta

import structlog
from celery import signature
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.enums import Nature
from accounts.models import holds, organisations_where
from core.models import Publication, Serial
from core.workflow import MoveRefused

from ..enums import EditionState
from ..kinds import KINDS
from ..models import Edition, ListVersion
from ..queries.names import names_on

log = structlog.get_logger(__name__)

PUBLICATION = "editions"
SMALL = 300  # entries: what a visitor may wait for, about a second
QUIET_SECONDS = 90  # without a sign of life for so long, an edition is taken up again
STEP = 50  # rows between two signs of life
MOST_DOCUMENTS = 6


def may_number(user, organisation) -> bool:
    """Whether this person prints editions for the record: 审改办, at the body or, for all bodies, at the county."""
    if user is None or not user.is_authenticated:
        return False
    if organisation is not None:
        return holds(user, "review_lists", organisation)
    return organisations_where(user, "review_lists").filter(nature=Nature.GOVERNMENT).exists()


def texts_of(kind: str, organisation, on):
    """The texts of an edition, body after body, each in the order of the form."""
    rows = ListVersion.objects.in_force(on).open_to_public().filter(kind=kind)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return rows.order_by("organisation__sort_key", "organisation__code", "category", "sort_key", "id")


def ask_edition(*, kind, organisation, on, actor=None, numbered=False, at_once=None, at=None) -> Edition:
    """The printed edition of a list: the one that was made of the same texts, or a new one.

    `numbered` prints for the record and takes the next number of the year. Small lists are made before this returns
    (`at_once` says so for any size). Raises MoveRefused when the list is empty on that day.
    """
    at = at or timezone.now()
    if numbered and not may_number(actor, organisation):
        raise PermissionDenied("您没有编印清单的权限。")
    keys = list(texts_of(kind, organisation, on).values_list("pk", flat=True))
    if not keys:
        raise MoveRefused("这一天清单里没有事项，没有可以编印的内容。请换一个日期或者单位。")
    digest = hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()
    with transaction.atomic():
        _one_at_a_time(kind, organisation, on)
        edition = _same(kind, organisation, on, digest, numbered)
        if edition is None:
            edition = Edition.objects.create(
                number=_next_number(at) if numbered else "",
                kind=kind,
                organisation=organisation,
                on=on,
                title=_title(kind, organisation and names_on(on).of(organisation, on)),
                rows=len(keys),
                digest=digest,
                asked_at=at,
                made_by=actor if numbered else None,
            )
    if edition.state == EditionState.MADE:
        return edition
    if at_once or (at_once is None and len(keys) <= SMALL):
        make_edition(edition_id=edition.pk, at=at)
        edition.refresh_from_db()
    elif edition.state == EditionState.QUEUED:
        transaction.on_commit(lambda: _send(edition.pk))
    return edition


def _one_at_a_time(kind, organisation, on):
    mark = f"edition:{kind}:{organisation.pk if organisation else 0}:{on}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [mark])


def _same(kind, organisation, on, digest, numbered) -> Edition | None:
    rows = Edition.objects.filter(kind=kind, organisation=organisation, on=on, digest=digest)
    rows = rows.exclude(state=EditionState.FAILED)
    return rows.exclude(number="").order_by("id").first() or (None if numbered else rows.order_by("id").first())


def _next_number(at) -> str:
    year = timezone.localtime(at).year
    first = timezone.localtime(at).date().replace(month=1, day=1)
    return f"{settings.COUNTY['name']}清单印本〔{year}〕{Serial.take('edition', first)}号"


def _title(kind: str, organisation) -> str:
    """附件6 bears the body's full name; the other forms are titled by their list."""
    declared = KINDS[kind]
    whose = organisation.name if organisation else settings.COUNTY["name"]
    title = declared.layout.title
    return title.format(body=whose, category="") if "{body}权" in title else f"{whose}{declared.label}"


def _send(pk: int):
    signature("powerlist.tasks.make_edition", args=[pk]).apply_async()


# --- making ----------------------------------------------------------------------------------------------------------


def make_edition(*, edition_id: int, at=None) -> bool:
    """Draw and keep the file of an edition that waits for it. Called twice, it does its work once.

    Returns whether it was made by this call.
    """
    from ..documents.editions import render  # loads reportlab

    if not _claim(edition_id):
        return False
    edition = Edition.objects.select_related("organisation").get(pk=edition_id)
    try:
        data, pages = render(_paper(edition), _progress(edition_id))
    except Exception:
        Edition.objects.filter(pk=edition_id, state=EditionState.MAKING).update(state=EditionState.FAILED)
        log.exception("edition_failed", edition=edition_id)
        raise
    with transaction.atomic():
        edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
        if edition.state != EditionState.MAKING:
            return False
        edition.file.save("印本.pdf", ContentFile(data), save=False)
        edition.sha256, edition.size, edition.pages = hashlib.sha256(data).hexdigest(), len(data), pages
        edition.state, edition.done, edition.made_at = EditionState.MADE, edition.rows, at or timezone.now()
        edition.save()
        Publication.objects.bump(PUBLICATION)
    return True


def _claim(edition_id: int) -> bool:
    now = timezone.now()
    stale = Q(state=EditionState.MAKING, touched_at__lt=now - timedelta(seconds=QUIET_SECONDS))
    waiting = Edition.objects.filter(Q(state=EditionState.QUEUED) | stale, pk=edition_id)
    return bool(waiting.update(state=EditionState.MAKING, touched_at=now, done=0))


def _progress(edition_id: int):
    def tell(done: int):
        if done % STEP == 0:
            Edition.objects.filter(pk=edition_id, state=EditionState.MAKING).update(
                done=done, touched_at=timezone.now()
            )

    return tell


def resume_editions(*, now=None) -> int:
    """Send editions again whose worker died, or whose sending was lost; returns how many."""
    quiet = (now or timezone.now()) - timedelta(seconds=QUIET_SECONDS)
    waiting = Edition.objects.filter(state__in=(EditionState.QUEUED, EditionState.MAKING), touched_at__lt=quiet)
    keys = list(waiting.order_by("id").values_list("pk", flat=True))
    for pk in keys:
        _send(pk)
    return len(keys)


def _paper(edition: Edition):
    """What is printed: title of 附件6 (全称, year, number of entries), the day, the documents, the table."""
    from ..documents.editions import CENTRED, Paper, Section, columns_of, row_of  # loads reportlab

    columns = columns_of(edition.kind)
    keys = [key for key, _, _ in columns]
    versions = texts_of(edition.kind, edition.organisation, edition.on)
    groups: dict[int, list[ListVersion]] = {}
    known = names_on(edition.on)
    for version in versions.select_related("entry", "organisation", "change_set"):
        version.organisation = known.of(version.organisation, edition.on)
        groups.setdefault(version.organisation_id, []).append(version)
    day = f"截至{date_format(edition.on, 'Y年n月j日')}有效"
    number = f"　印本编号 {edition.number}" if edition.number else ""
    sections = [
        Section(
            title=f"{_title(edition.kind, texts[0].organisation)}（{edition.on.year}年，共{len(texts)}项）",
            lines=[f"{day}{number}", *_documents(texts)],
            rows=[row_of(n, version, keys) for n, version in enumerate(texts, 1)],
        )
        for texts in groups.values()
    ]
    several = edition.organisation_id is None
    return Paper(
        title=f"{edition.title}（{edition.on.year}年，共{edition.rows}项）" if several else sections[0].title,
        lines=[f"{day}{number}", f"共{len(groups)}个单位，{edition.rows}项"],
        code=edition.shown_code,
        address=address_of(edition),
        sections=sections,
        columns=[(header, width) for _, header, width in columns],
        centred=frozenset(n for n, key in enumerate(keys) if key in CENTRED),
        bodies=[(texts[0].organisation.short_name, len(texts)) for texts in groups.values()] if several else [],
    )


def _documents(texts: list[ListVersion]) -> list[str]:
    numbers = list(dict.fromkeys(t.change_set.document_number for t in texts if t.change_set.document_number))
    if not numbers:
        return []
    more = "等" if len(numbers) > MOST_DOCUMENTS else ""
    first = min(text.valid_from for text in texts)
    last = max(text.valid_from for text in texts)
    span = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
    return [f"公布文号：{'、'.join(numbers[:MOST_DOCUMENTS])}{more}　各项自 {span} 起生效"]


def address_of(edition: Edition) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/open/editions/{edition.code}/"
