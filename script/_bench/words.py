"""Names of powers as county lists have them, made of the words that such names are made of; deterministic."""

import itertools
import random
from pathlib import Path

WORDS = (Path(__file__).parent / "words.txt").read_text("utf-8")
OBJECTS, ACTIONS = (part.split() for part in WORDS.split("\n\n"))
PLACES = ("", "县级", "乡村", "城镇", "企业", "个体工商户", "农民专业合作社", "临时", "重大", "一般")
LAWS = (
    "《中华人民共和国行政许可法》第十二条",
    "《中华人民共和国行政处罚法》第九条",
    "《中华人民共和国食品安全法》第三十五条",
    "《中华人民共和国森林法》第五十七条",
    "《中华人民共和国道路运输条例》第十条",
    "《中华人民共和国水法》第四十八条",
)


def names(count: int) -> list[str]:
    """`count` different names, in a shuffled order that is the same every time."""
    every = [f"{place}{thing}{action}" for place, thing, action in itertools.product(PLACES, OBJECTS, ACTIONS)]
    random.Random(621125).shuffle(every)
    if count > len(every):
        every += [f"{name}（{number}类）" for number in range(2, count // len(every) + 2) for name in every]
    return every[:count]


def content(number: int) -> dict:
    """The columns of 附件6 that a row has beside its name."""
    basis = [LAWS[number % len(LAWS)], LAWS[(number + 2) % len(LAWS)]]
    return {
        "sub_name": "",
        "basis": basis,
        "duties": "1.受理阶段责任：公示应当提交的材料，一次性告知补正材料。\n2.审查阶段责任：审核材料，组织现场核查。\n"
        "3.决定阶段责任：作出决定，法定告知。\n4.送达阶段责任：制作并送达文书，信息公开。",
        "accountability": "因不履行或不正确履行职责，有关工作人员应承担相应责任：对符合法定条件的申请不予受理的；"
        "在法定期限内不作出决定的；滥用职权、玩忽职守的。",
        "tier": "",
        "standard": "",
        "remark": "",
    }
