"""Names of powers as county lists have them, made of the words that such names are made of; deterministic."""

import csv
import itertools
import random
from functools import cache
from pathlib import Path

from powerlist.citations import chinese_number

WORDS = (Path(__file__).parent / "words.txt").read_text("utf-8")
OBJECTS, ACTIONS = (part.split() for part in WORDS.split("\n\n"))
PLACES = ("", "县级", "乡村", "城镇", "企业", "个体工商户", "农民专业合作社", "临时", "重大", "一般")
LAWS = Path(__file__).parents[2] / "powerlist" / "data" / "laws.csv"


@cache
def laws() -> list[tuple[str, int]]:
    """(title, number of articles) of the laws on record; those that counties cite most stand first."""
    with LAWS.open(encoding="utf-8") as file:
        rows = [(row["title"], int(row["articles"] or 1)) for row in csv.DictReader(file)]
    common = ("行政许可法", "行政处罚法", "食品安全法", "森林法", "水法", "道路运输条例", "土地管理法", "药品管理法")
    return sorted(rows, key=lambda row: not row[0].removeprefix("中华人民共和国").startswith(common))


def basis(number: int) -> list[str]:
    """Two citations: a few laws found most powers, most laws found a few."""
    pick, found = random.Random(number), []
    for _ in range(2):
        title, articles = laws()[int(len(laws()) * pick.random() ** 4)]
        found.append(f"《{title}》第{chinese_number(pick.randint(1, max(1, articles)))}条")
    return found


def names(count: int) -> list[str]:
    """`count` different names, in a shuffled order that is the same every time."""
    every = [f"{place}{thing}{action}" for place, thing, action in itertools.product(PLACES, OBJECTS, ACTIONS)]
    random.Random(621125).shuffle(every)
    if count > len(every):
        every += [f"{name}（{number}类）" for number in range(2, count // len(every) + 2) for name in every]
    return every[:count]


def content(number: int) -> dict:
    """The columns of 附件6 that a row has beside its name."""
    return {
        "sub_name": "",
        "basis": basis(number),
        "duties": "1.受理阶段责任：公示应当提交的材料，一次性告知补正材料。\n2.审查阶段责任：审核材料，组织现场核查。\n"
        "3.决定阶段责任：作出决定，法定告知。\n4.送达阶段责任：制作并送达文书，信息公开。",
        "accountability": "因不履行或不正确履行职责，有关工作人员应承担相应责任：对符合法定条件的申请不予受理的；"
        "在法定期限内不作出决定的；滥用职权、玩忽职守的。",
        "tier": "",
        "standard": "",
        "remark": "",
    }
