"""管理办法 of the funds: most have one, one has two versions, some have none yet, as the warning pages show."""

from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from funds import actions
from funds.models import FundEntry, FundVersion

from ..papers import one_page_pdf
from ..sources import Demo

FINE = "不涉及国家秘密，可以公开"
WITHOUT = ("农村客运发展专项资金", "节水灌溉专项资金")
REVISED = "农业产业发展专项资金"


def entry_of(demo: Demo, name: str) -> FundEntry:
    """The fund of that name on this year's list."""
    return FundVersion.objects.select_related("entry__organisation").filter(name=name).latest("year").entry


def scan(title: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{title}.pdf", _page(title), "application/pdf")


_page = cache(one_page_pdf)


def build(demo: Demo):
    rows = FundVersion.objects.filter(year=demo.today.year, state="published").select_related("entry__organisation")
    for number, row in enumerate(rows.order_by("pk"), start=1):
        if row.name not in WITHOUT:
            _file(demo, row, number, 260, "")
        if row.name == REVISED:
            _file(demo, row, number + 40, 60, "补助上限由 40 万元调整为 50 万元；增加联农带农条件。")


def _file(demo: Demo, row: FundVersion, number: int, ago: int, changes: str):
    body = row.entry.organisation.name.removeprefix("漳")
    short = row.entry.organisation.short_name.removeprefix("县").removesuffix("局")
    title = f"漳县{row.name.removesuffix('资金')}资金管理办法"
    measure = actions.file_measure(
        actor=demo.people[f"fund:{body}"],
        entry=row.entry,
        title=title,
        document_number=f"漳{short}发〔{demo.day(ago + 8).year}〕{number}号",
        dated=demo.day(ago + 8),
        issued_by=f"{row.entry.organisation.name}、漳县财政局",
        valid_from=demo.day(ago),
        changes=changes,
        upload=scan(title),
        at=demo.moment(ago + 7),
    )
    actions.publish_measure(
        actor=demo.people[f"disclose:{body}"], measure=measure, opinion=FINE, at=demo.moment(ago + 5)
    )
