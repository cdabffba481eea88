"""Ready sets of fields that a clerk copies into a form and then changes: what most applications ask for.

Only what an application of this sort needs (行政许可法 29); who applies is known from the account and asked nowhere.
"""

from ..enums import ConditionTest, DayRange, FieldKind
from .form_fields import YES

K = FieldKind


def _row(key: str, label: str, kind: str, **facts) -> dict:
    return {"key": key, "label": label, "kind": kind, **facts}


_PEOPLE = [
    _row("name", "姓名", K.TEXT),
    _row("id_number", "公民身份号码", K.ID_NUMBER),
    _row("post", "岗位", K.TEXT),
    _row("certificate", "资格证书编号", K.TEXT, required=False),
]
_DEVICES = [
    _row("name", "名称", K.TEXT),
    _row("model", "型号", K.TEXT, required=False),
    _row("amount", "数量", K.INTEGER, least=1),
    _row("price", "单价", K.MONEY, required=False),
]
TEMPLATES: dict[str, tuple[str, list[dict]]] = {
    "contact": (
        "联系方式",
        [
            _row("contact_name", "联系人", K.TEXT, group="联系方式", source="profile.name", most=30),
            _row("contact_phone", "联系电话", K.PHONE, group="联系方式", source="profile.mobile"),
            _row("contact_email", "电子邮箱", K.EMAIL, group="联系方式", source="profile.email", required=False),
            _row("contact_address", "通信地址", K.ADDRESS, group="联系方式", source="profile.address", required=False),
        ],
    ),
    "premises": (
        "经营场所",
        [
            _row("premises", "经营场所地址", K.ADDRESS, group="经营场所", source="earlier"),
            _row("area", "场所面积（平方米）", K.NUMBER, group="经营场所", least=1, example="120.5"),
            _row("rented", "场所是租用的吗", K.YES_NO, group="经营场所"),
            _row(
                "lease_until", "租期到哪一天", K.DATE, group="经营场所", days=DayRange.FUTURE,
                when_key="rented", when_test=ConditionTest.IS, when_value=YES,
            ),
            _row(
                "lease", "租赁合同", K.FILE, group="经营场所", most=3, hint="扫描件或照片，签字页要清楚",
                when_key="rented", when_test=ConditionTest.IS, when_value=YES,
            ),
        ],
    ),
    "people": (
        "从业人员表",
        [_row("people", "从业人员", K.TABLE, group="人员", columns=_PEOPLE, least=1, most=50)],
    ),
    "devices": (
        "设备设施表",
        [_row("devices", "主要设备设施", K.TABLE, group="设备设施", columns=_DEVICES, required=False, most=100)],
    ),
    "money": (
        "投资和开户银行",
        [
            _row("investment", "投资总额", K.MONEY, group="资金", least=0, example="500000"),
            _row("bank", "开户银行", K.TEXT, group="资金", example="甘肃银行漳县支行"),
            _row("account", "银行账号", K.BANK_ACCOUNT, group="资金"),
        ],
    ),
}  # fmt: skip
