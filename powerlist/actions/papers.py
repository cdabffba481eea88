"""送审: numbered papers made from the rows. Made again of the same change sets, a paper keeps number and day."""

import csv
import hashlib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from core.files import shown_name
from core.history import signed
from core.packing import packed
from core.workflow import MoveRefused

from ..documents.shapes import Grid, PaperText
from ..enums import Aspect, ListKind, PaperKind
from ..models import ListChangeSet, Paper, PaperSeries, PaperTemplate
from ..models.papers import MADE_IN, PLACE, key_of
from ..permissions import may_review
from ..queries import comparing, editions, papers
from .paths import LETTER, REVIEW_OPINION, next_number

DATA = Path(__file__).parent.parent / "data"
SERIES = {PaperKind.CONSULT: LETTER, PaperKind.VERDICT: REVIEW_OPINION, PaperKind.REQUEST: "request"}
COMPARED = ("序号", "单位", "事项", "变更类型", "栏目", "调整前", "调整后", "依据", "理由")
COMPARED_WIDTHS = (1.2, 2.2, 3.8, 1.8, 2.2, 4.9, 4.9, 2.6, 2.1)
HEARD = ("序号", "来源", "提出人", "涉及事项", "意见", "采纳情况", "理由")
HEARD_WIDTHS = (1.2, 2.4, 3, 4.5, 7, 2.2, 5.4)
JUDGED_WIDTHS = (4.4, 3.7, 3.7, 3.7)
SUMMARY_WIDTH = 2.2


def make_paper(*, actor, kind, change_sets, addressee="", reply_by=None, opinion="", at=None) -> Paper:
    """Make a paper of one change set, or the 送审 package of several, and keep it. MoveRefused in words."""
    at = at or timezone.now()
    keys = sorted(row.pk for row in change_sets)
    if not keys:
        raise MoveRefused("请至少选择一个批次。")
    with transaction.atomic():
        rows = ListChangeSet.objects.select_for_update(of=("self",)).select_related("organisation")
        sets = list(rows.filter(pk__in=keys).order_by("pk"))
        _may_make(actor, kind, sets, addressee, reply_by)
        paper = _row(kind, sets, at)
        paper.addressee = addressee.strip() or paper.addressee
        paper.facts = {"reply_by": reply_by.isoformat() if reply_by else "", "opinion": opinion.strip()}
        data, name = _file(paper, sets, reply_by, opinion.strip())
        digest = hashlib.sha256(data).hexdigest()
        if paper.pk is None or digest != paper.sha256:
            paper.sha256, paper.file_name = digest, shown_name(name)
            paper.made_by, paper.made_at = actor, at
            paper.file.save(name, ContentFile(data), save=False)
            signed(paper, actor=actor, reason=f"制作{PaperKind(kind).label}", at=at).save()
            paper.change_sets.set(sets)
    return paper


def _may_make(actor, kind, sets, addressee, reply_by) -> None:
    if not all(may_review(actor, row) for row in sets):
        raise PermissionDenied("您没有制作这些批次的文书的权限。")
    for row in sets:
        if row.state not in MADE_IN[kind]:
            raise MoveRefused(f"“{row.title}”现在是“{row.get_state_display()}”，不能制作{PaperKind(kind).label}。")
    if kind == PaperKind.CONSULT and not (addressee.strip() and reply_by):
        raise MoveRefused("请填写主送单位和回复期限。")


def _row(kind, sets, at) -> Paper:
    """The paper that was made of these change sets in this round, or a new one with the next number of its series."""
    key, own = key_of(kind, sets), sets[0].document_number
    papers = Paper.objects.select_for_update(of=("self",)).order_by("pk")
    found = papers.filter(key=key).first()
    if found is None and kind == PaperKind.VERDICT and own:  # of an earlier round, under the number that the set kept
        found = papers.filter(kind=kind, number=own, change_sets=sets[0]).first()
    if found is not None:
        found.key = key
        return found
    day = timezone.localdate(at)
    campaigns = {row.campaign_id for row in sets}
    campaign = campaigns.pop() if len(campaigns) == 1 else None
    return Paper(key=key, kind=kind, number=_number(kind, sets, day), dated=day, campaign_id=campaign)


def _number(kind, sets, day: date) -> str:
    """审核意见书 bears the 审核意见号 that the set has already; every other paper the next number."""
    own = sets[0].document_number
    if kind == PaperKind.VERDICT and own and _is_of_series(own):
        return own
    return next_number(SERIES[kind], day)


def _is_of_series(number: str) -> bool:
    return number.startswith(PaperSeries.of(REVIEW_OPINION).pattern.split("{", 1)[0])


# --- what stands in them ---------------------------------------------------------------------------------------------


def _file(paper: Paper, sets, reply_by, opinion: str) -> tuple[bytes, str]:
    """The bytes of the paper and the name under which it is saved; its title and addressee are set on the row."""
    from ..documents import papers as documents  # loads python-docx

    compared, heard, judged = papers.comparison(sets), papers.opinions(sets), papers.verdicts(sets)
    places = {
        "county": settings.COUNTY["name"],
        "bodies": "、".join(dict.fromkeys(row.organisation.name for row in sets)),
        "title": sets[0].title,
        "titles": "、".join(row.title for row in sets),
        "count": str(len(compared)),
        "tally": papers.tally(compared),
        "reasons": "；".join(dict.fromkeys(row.reason.strip().rstrip("。；") for row in sets)) + "。",
        "opinions": papers.said_of_opinions(heard),
        "reply_by": date_format(reply_by, "Y年n月j日") if reply_by else "",
        "addressee": paper.addressee,
        "verdicts": papers.said_of_verdicts(judged),
        "opinion": opinion or sets[0].review_opinion,
        "number": paper.number,
        "issuer": PaperSeries.of(SERIES[paper.kind]).issuer,
    }
    template = PaperTemplate.objects.filter(kind=paper.kind).order_by("pk").first() or shipped_templates()[paper.kind]
    paper.title = _fill(template.title, places)[:300]
    paper.addressee = _fill(template.addressee, places)[:200]
    lines = [line for line in (_fill(text, places).strip() for text in template.body.splitlines()) if line]
    text = PaperText(paper.title, paper.number, paper.addressee, lines, _fill(template.signature, places), paper.dated)
    if paper.kind == PaperKind.REQUEST:
        return _package(paper, text, compared, heard), f"{paper.number}送审材料.zip"
    grids = [_compared_grid(compared, narrow=True)]
    if paper.kind == PaperKind.VERDICT:
        grids = [Grid(("事项", *(a.label for a in Aspect)), JUDGED_WIDTHS, judged, "逐项审查意见")] if judged else []
    return documents.letter(_with(text, grids=grids)), f"{paper.number}{PaperKind(paper.kind).label}.docx"


def _fill(text: str, places: dict[str, str]) -> str:
    return PLACE.sub(lambda found: places.get(found.group(1), ""), text)


def _with(text: PaperText, **changes) -> PaperText:
    return PaperText(**{**text.__dict__, **changes})


def _package(paper: Paper, text: PaperText, compared, heard) -> bytes:
    """请示, the comparison as Word and Excel, the opinions, and of a campaign 总表, as one archive."""
    from ..documents import papers as documents  # loads python-docx

    grid, note = _compared_grid(compared), f"附{paper.number}"
    opinions = [(str(n), *row) for n, row in enumerate(heard, 1)]
    attached = ["权责清单调整对照表", "意见采纳情况表"] + (["行政权力总表"] if paper.campaign_id else [])
    parts = {
        "1 请示.docx": documents.letter(_with(text, attached=attached)),
        "2 调整对照表.docx": documents.table("权责清单调整对照表", [grid], paper.dated, note),
        "3 调整对照表.xlsx": documents.workbook("权责清单调整对照表", _compared_grid(compared, whole=True), note),
        "4 意见采纳情况表.docx": documents.table(
            "意见采纳情况表", [Grid(HEARD, HEARD_WIDTHS, opinions)], paper.dated,
            note if opinions else f"{note}。审核中没有收到意见。",
        ),
    }  # fmt: skip
    if paper.campaign_id:
        parts["5 行政权力总表.xlsx"] = _summary(paper.dated)
    return packed(parts)


def _compared_grid(compared, *, whole: bool = False, narrow: bool = False) -> Grid:
    """A line for each cell; beyond the first line of a row only the cell, unless `whole`. `narrow` fits an upright
    page: without the body and the basis."""
    lines = []
    for place, row in enumerate(compared, 1):
        head = (str(place), row.body, f"{row.name}\n{row.code}", row.change)
        for number, cell in enumerate(row.cells):
            first = whole or not number
            lines.append((*(head if first else ("",) * 4), *cell, *((row.basis, row.reason) if first else ("", ""))))
    if not narrow:
        return Grid(COMPARED, COMPARED_WIDTHS, lines)
    kept = (0, 2, 3, 4, 5, 6, 8)
    widths = (1.1, 3, 1.6, 1.8, 3, 3, 2.1)
    return Grid(
        tuple(COMPARED[n] for n in kept), widths, [tuple(line[n] for n in kept) for line in lines], "权责清单调整对照表"
    )


def _summary(on: date) -> bytes:
    """总表 of the day with its changes since the last printed edition: the figures of the public page."""
    from ..documents import papers as documents  # loads python-docx

    since = editions.base_day(ListKind.POWERS, on)[0]
    found = comparing.summary(ListKind.POWERS, on, since)
    labels = ("单位", *(label for _, label in found.categories), "合计")
    rows = [
        (line.organisation.name if line.organisation else "合计", *(_counted(c) for c in (*line.cells, line.total)))
        for line in (*found.lines, found.total)
    ]
    widths = (6.0, *(SUMMARY_WIDTH for _ in labels[1:]))
    note = f"截至{on:%Y-%m-%d}，括号里是比{since:%Y-%m-%d}增减的项数"
    return documents.workbook("行政权力总表", Grid(labels, widths, rows), note)


def _counted(cell) -> str:
    return f"{cell.count}（{cell.change:+d}）" if cell.change else str(cell.count)


# --- templates that come with the product ----------------------------------------------------------------------------


def shipped_templates() -> dict[str, PaperTemplate]:
    """The words that come with the product, unsaved, by kind."""
    text = (DATA / "paper_templates.csv").read_text(encoding="utf-8")
    return {row["kind"]: PaperTemplate(**row) for row in csv.DictReader(text.splitlines(keepends=True))}


@transaction.atomic
def load_paper_templates() -> int:
    """Load the templates that ship with the product; those on record stay as they are. How many are new."""
    known = set(PaperTemplate.objects.values_list("kind", flat=True))
    fresh = [row for kind, row in shipped_templates().items() if kind not in known]
    for row in fresh:
        signed(row, actor=None, reason="载入随程序提供的文书样式").save()
    return len(fresh)
