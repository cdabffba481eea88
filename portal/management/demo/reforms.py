"""机构改革 in the demo county: one transfer done today with its cases, one rename decided to come."""

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Organisation
from powerlist import actions, adapters
from powerlist.enums import ReformKind
from powerlist.models import ListVersion

from .papers import one_page_pdf
from .sources import Demo

# (from, to) and (body, its names to come)
TRANSFER = ("县人力资源和社会保障局", "县行政审批服务局")
RENAME = ("县农业农村局", "漳县农业农村和乡村振兴局", "县农业农村和乡村振兴局")
OPINION = "不涉及国家秘密、工作秘密，可以公开"


def build(demo: Demo):
    _transfer(demo)
    _rename(demo)


def _drafted(demo: Demo, title: str, reason: str, *, ago: int, effective_on):
    return actions.draft_reform(
        actor=demo.people["reviewer"], title=title, reason=reason, effective_on=effective_on, at=demo.moment(ago, 9)
    )


def _recorded(demo: Demo, act, document: str, ago: int):
    return actions.record_reform(
        actor=demo.people["recorder"], reform=act, document_number=document, decided_on=demo.day(ago),
        scan=SimpleUploadedFile("机构改革文件.pdf", one_page_pdf(f"{document} {act.title}"), "application/pdf"),
        at=demo.moment(ago, 15),
    )  # fmt: skip


def _free_office(body: Organisation) -> str:
    """An office of the body none of whose entries is on its way in a change set; one with running cases first."""
    texts = ListVersion.objects.filter(organisation=body, state="published", valid_to=None).exclude(office="")
    busy = set(ListVersion.objects.filter(organisation=body, state="proposed").values_list("entry_id", flat=True))
    offices: dict[str, bool] = {}
    entries: dict[str, list[int]] = {}
    for office, entry in texts.order_by("office", "id").values_list("office", "entry_id"):
        entries.setdefault(office, []).append(entry)
        offices[office] = offices.get(office, True) and entry not in busy
    free = [office for office, is_free in offices.items() if is_free]
    running = {office: sum(count(entries[office]) for count in adapters.running_cases) for office in free}
    return max(free, key=running.get, default="")


def _transfer(demo: Demo):
    source, target = (demo.body(name) for name in TRANSFER)
    office = _free_office(source)
    act = _drafted(
        demo, "县级机构改革职能划转", f"按县级机构改革方案，{source}{office}承办的事项划入{target}",
        ago=60, effective_on=demo.today,
    )  # fmt: skip
    actions.add_line(
        actor=demo.people["reviewer"], reform=act, kind=ReformKind.TRANSFER, source=source, target=target,
        office=office,
    )  # fmt: skip
    act = _recorded(demo, act, "漳政发〔2026〕41号", 45)
    actions.apply_reform(actor=demo.people["publisher"], reform=act, secrecy_opinion=OPINION, at=demo.moment(0, 23))


def _rename(demo: Demo):
    body, name, short_name = RENAME
    act = _drafted(
        demo, f"{body}更名", "按县级机构改革方案，统筹农业农村和乡村振兴工作", ago=9, effective_on=demo.day(-30)
    )
    actions.add_line(
        actor=demo.people["reviewer"], reform=act, kind=ReformKind.RENAME, source=demo.body(body), new_name=name,
        new_short_name=short_name,
    )  # fmt: skip
    _recorded(demo, act, "漳政发〔2026〕63号", 3)
