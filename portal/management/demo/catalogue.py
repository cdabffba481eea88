"""上级目录 on show: a provincial edition, one department's claims, an item of all townships, and a change above."""

from collections import defaultdict

from django.core.files.base import ContentFile

from core.registers import ChangeKind
from powerlist import actions
from powerlist.actions import catalogue, claims, loading
from powerlist.enums import Category, ListKind
from powerlist.models import CatalogueItem, ListEntry

from .chain import walk
from .lists import _workbook
from .sources import Demo, rows

WATER = "县水务局"
TITLE = "甘肃省政务服务事项基本目录（演示）"
HEADER = ["序号", "部门", "主项名称", "事项名称", "事项类型", "基本编码", "设定依据"]
RIVER = "《中华人民共和国河道管理条例》第二十五条"
MAIN = "河道管理范围内特定活动审批"
SUBS = [f"{MAIN}（采砂、取土）", f"{MAIN}（爆破、钻探、挖筑鱼塘）"]
UNCLAIMED = ("河道采砂许可", "行政许可", "《中华人民共和国水法》第三十九条")
DECLINED = ("蓄滞洪区避洪设施建设审批", "行政许可", "《中华人民共和国防洪法》第三十三条")
SHARED = ("农村村民住宅用地审批", "行政许可", "《中华人民共和国土地管理法》第六十二条第四款")
SHED = (
    "在村庄、集镇规划区内公共场所修建临时建筑等设施审批", "行政许可", "《村庄和集镇规划建设管理条例》第三十二条",
)  # fmt: skip
RENAMED = ("生产建设项目水土保持方案审批", "生产建设项目水土保持方案审批（含变更）")
ENDED = "取水许可证工本费征收"  # the fee was abolished above


def build(demo: Demo):
    water = [row for row in rows("powers") if row["organisation"] == WATER]
    lines = _lines(water)
    _load(demo, lines, "甘政办发〔2026〕12号（演示）", 150)
    _claims(demo)
    _townships(demo)
    changed = [[*line[:3], RENAMED[1], *line[4:]] if line[3] == RENAMED[0] else line for line in lines]
    changed = [line for line in changed if line[3] != ENDED]
    _load(demo, changed, "甘政办发〔2026〕47号（演示）", 20)


def _lines(water: list[dict]) -> list[list]:
    """The catalogue's rows: what the department lists already, some items more, two of all townships."""
    codes, found = defaultdict(int), []
    types = {category.label: category.value for category in Category}

    def add(department, number, name, category, basis, main="", sub=0):
        if not sub:
            codes[number, category] += 1
        code = f"62{types[category]}{number}{codes[number, category]:03d}{sub:03d}"
        found.append([len(found) + 1, department, main, name, category, code, basis])

    for row in water:
        add("水务部门", "19", row["name"], row["category"], row["basis"])
        if row["name"] == MAIN:
            for sub, name in enumerate(SUBS, 1):
                add("水务部门", "19", name, "行政许可", RIVER, MAIN, sub)
    for item in (UNCLAIMED, DECLINED):
        add("水务部门", "19", *item)
    for item in (SHARED, SHED):
        add("乡镇人民政府", "90", *item)
    return found


def _load(demo: Demo, lines: list[list], number: str, ago: int):
    edition = loading.upload_catalogue(
        actor=demo.people["reviewer"],
        file=ContentFile(_workbook(TITLE, HEADER, lines), name="甘肃省基本目录.xlsx"),
        level="provincial", title=TITLE, document_number=number, effective_on=demo.day(ago), at=demo.moment(ago, 9),
    )  # fmt: skip
    catalogue.apply_catalogue(actor=demo.people["reviewer"], edition=edition, at=demo.moment(ago, 10))


def _items(*names: str):
    return CatalogueItem.objects.filter(name__in=names).select_related("edition").order_by("id")


def _claims(demo: Demo):
    """The water office claims what it lists already, adds the sub-items with one 业务办理项, and declines one item."""
    body, clerk, ago = demo.body(WATER), demo.people[f"fill:{WATER}"], 120
    named = CatalogueItem.objects.filter(hint__organisation=body).exclude(name__in=[UNCLAIMED[0], DECLINED[0]])
    done = claims.claim(
        actor=clerk, organisation=body, items=named.select_related("edition"), at=demo.moment(ago, 9, 30)
    )
    change_set = done.change_sets[0]
    main = ListEntry.objects.get(organisation=body, kind=ListKind.POWERS, item__name=MAIN)
    own = main.versions.in_force(demo.today).get().content
    for row in (row for row in done.rows if row.change == ChangeKind.ADD):
        actions.revise(
            actor=clerk, version=row, category=row.category, name=row.name, office="水政股",
            content={**own, "basis": row.content["basis"]}, at=demo.moment(ago, 10),
        )  # fmt: skip
    first = next(row for row in done.rows if row.name == SUBS[0])
    first.refresh_from_db()
    actions.propose(
        actor=clerk, change_set=change_set, change=ChangeKind.ADD, category="01", name=f"{SUBS[0]}延续",
        office="水政股", content=first.content, parent=first.entry, at=demo.moment(ago, 11),
    )  # fmt: skip
    walk(
        demo, change_set, f"fill:{WATER}", ago, document="漳政办发〔2026〕44号", meeting="县政府第21次常务会议",
        effective_ago=80,
    )  # fmt: skip
    claims.decline(
        actor=clerk, organisation=body, items=_items(DECLINED[0]), reason="本县没有蓄滞洪区，无此项职能",
        at=demo.moment(ago, 12),
    )  # fmt: skip


def _townships(demo: Demo):
    """What all townships list already is theirs by one act; another item goes to each as a draft to fill."""
    claims.claim_for_townships(actor=demo.people["reviewer"], items=_items(SHARED[0]), at=demo.moment(30, 9))
    claims.claim_for_townships(actor=demo.people["reviewer"], items=_items(SHED[0]), at=demo.moment(10, 9))
