"""Application forms of three guides that use what a form can ask: tables, money, conditions, addresses, files."""

from powerlist.enums import ConditionTest, DayRange, FieldKind
from powerlist.kinds.form_templates import TEMPLATES

K = FieldKind


def _row(key: str, label: str, kind: str, group: str, **facts) -> dict:
    return {"key": key, "label": label, "kind": kind, "group": group, **facts}


def _when(key: str, value: str, test: str = ConditionTest.IS) -> dict:
    return {"when_key": key, "when_test": test, "when_value": value}


_STAFF = [
    {"key": "name", "label": "姓名", "kind": K.TEXT},
    {"key": "id_number", "label": "公民身份号码", "kind": K.ID_NUMBER},
    {"key": "training", "label": "培训学时", "kind": K.INTEGER, "least": "56", "hint": "不少于 56 学时"},
]
_STANDS = [
    {"key": "block", "label": "林班、小班", "kind": K.TEXT},
    {"key": "species", "label": "树种", "kind": K.CHOICE, "options": ["油松", "云杉", "落叶松", "杨树", "其他"]},
    {"key": "volume", "label": "蓄积（立方米）", "kind": K.NUMBER, "least": "0.1"},
    {"key": "trees", "label": "株数", "kind": K.INTEGER, "required": False, "least": "1"},
]
_FAMILY = [
    {"key": "name", "label": "姓名", "kind": K.TEXT},
    {"key": "relation", "label": "与户主关系", "kind": K.CHOICE, "options": ["户主", "配偶", "子女", "父母", "其他"]},
    {"key": "id_number", "label": "公民身份号码", "kind": K.ID_NUMBER},
]
FORMS: dict[str, tuple[list[dict], list[dict]]] = {
    "农药经营许可": (
        [
            *TEMPLATES["contact"][1],
            _row("scope", "经营范围", K.CHOICES, "经营情况", least=1,
                 options=["农药（限制使用农药除外）", "限制使用农药"]),
            _row(
                "scope_reason", "经营限制使用农药的条件说明", K.LONG_TEXT, "经营情况", least=10,
                hint="仓储、销售柜台和可追溯记录怎样安排", **_when("scope", "限制使用农药", ConditionTest.CONTAINS),
            ),
            _row("investment", "投资总额", K.MONEY, "经营情况", least=0, example="500000"),
            *TEMPLATES["premises"][1],
            _row("staff", "经营人员", K.TABLE, "人员", columns=_STAFF, least=1, most=20,
                 hint="农药经营许可管理办法要求经营人员接受 56 学时以上的培训"),
        ],
        [
            {"name": "经营情况", "help": "照营业执照填写；证照已经存在本网站的，不用上传复印件。"},
            {"name": "人员", "help": "每人一行。在手机上填写时，一人是一张卡片。"},
        ],
    ),
    "林木采伐许可": (
        [
            _row("place", "采伐地点", K.ADDRESS, "采伐地点和林木", source="earlier"),
            _row("stands", "采伐林木", K.TABLE, "采伐地点和林木", columns=_STANDS, least=1, most=30),
            _row("way", "采伐方式", K.CHOICE, "采伐地点和林木", options=["皆伐", "择伐", "渐伐", "抚育采伐"]),
            _row("renewal", "更新措施", K.LONG_TEXT, "采伐地点和林木", least=10,
                 hint="更新时间、面积、树种和方式（森林法第六十一条）", **_when("way", "皆伐")),
            _row("start_on", "拟开始采伐日期", K.DATE, "采伐地点和林木", days=DayRange.NOT_PAST, required=False),
            _row("sold", "采伐后出售吗", K.YES_NO, "出售"),
            _row("price", "预计收入", K.MONEY, "出售", required=False, least=0, **_when("sold", "是")),
        ],
        [{"name": "采伐地点和林木", "help": "同一林权证内的多块林地，一块一行。"}],
    ),
    "农村村民住宅用地审批": (
        [
            _row("head", "户主姓名", K.TEXT, "本户情况", source="profile.name", most=30),
            _row("mobile", "联系电话", K.MOBILE, "本户情况", source="profile.mobile"),
            _row("family", "家庭成员", K.TABLE, "本户情况", columns=_FAMILY, least=1, most=15),
            _row("place", "拟建住宅地址", K.ADDRESS, "用地"),
            _row("area", "申请面积（平方米）", K.NUMBER, "用地", least=20, most=330,
                 hint="川水地每户不超过 330 平方米，以省上规定的标准为准"),
            _row("old_house", "原来有宅基地吗", K.YES_NO, "用地"),
            _row("old_use", "原宅基地怎样处理", K.CHOICE, "用地", options=["退还村集体", "拆除复垦", "原址重建"],
                 **_when("old_house", "是")),
            _row("agreement", "同意退出原宅基地的承诺书", K.FILE, "用地", most=2, required=False,
                 **_when("old_use", "原址重建", ConditionTest.IS_NOT)),
        ],
        [{"name": "用地", "help": "农村村民一户只能拥有一处宅基地（土地管理法第六十二条）。"}],
    ),
}  # fmt: skip


def values_of(name: str, place: dict, id_number: str) -> dict | None:
    """What a case of the demo says in one of these forms; None for other guides."""
    known = {
        "农药经营许可": {
            "contact_name": "王建平", "contact_phone": "0932-4862277", "scope": ["农药（限制使用农药除外）"],
            "investment": "320000.00", "premises": place, "area": "86.5", "rented": "否",
            "staff": [{"name": "王建平", "id_number": id_number, "training": "60"}],
        },
        "林木采伐许可": {
            "place": place, "way": "择伐", "sold": "是", "price": "18600.00",
            "stands": [
                {"block": "12 林班 3 小班", "species": "油松", "volume": "26.4", "trees": "118"},
                {"block": "12 林班 5 小班", "species": "落叶松", "volume": "9.8", "trees": "41"},
            ],
        },
        "农村村民住宅用地审批": {
            "head": "王建平", "mobile": "13993210000", "place": place, "area": "200", "old_house": "否",
            "family": [{"name": "王建平", "relation": "户主", "id_number": id_number}],
        },
    }  # fmt: skip
    return known.get(name)
