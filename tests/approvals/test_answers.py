"""Every type of field: what it takes, what it refuses in which words, how the answer is kept and shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Nature
from approvals.forms import ItemForm
from approvals.models import Case, CaseFile
from approvals.queries import fields_of, shown_value
from powerlist.models import ItemField
from tests.factories import OrganisationFactory

from . import factories
from .factories import ID_NUMBER, pdf

TODAY = timezone.localdate()
COLUMNS = [
    {"key": "name", "label": "姓名"},
    {"key": "id", "label": "身份证号码", "kind": "id_number", "required": False},
    {"key": "wage", "label": "月工资", "kind": "money"},
]


def field(kind="text", key="a", **facts) -> ItemField:
    return ItemField(**{"key": key, "label": "本栏", "kind": kind, **facts})


def answer(row, typed, **options) -> tuple[object, str]:
    """(what is kept, the first words of refusal) of one field."""
    form = ItemForm.of({row.key: typed}, fields=[row], **{"licences": [], **options})
    return (form.values().get(row.key), "") if form.is_valid() else (None, form.errors[row.key][0])


@pytest.mark.parametrize(
    ("kind", "facts", "typed", "kept"),
    [
        ("text", {"least": 2, "most": 4}, " 张三 ", "张三"),
        ("number", {"least": 1, "most": 200}, "１20.50", "120.5"),
        ("number", {}, "-0.0001", "-0.0001"),
        ("integer", {"least": 0}, "1,200", "1200"),
        ("integer", {}, "100", "100"),
        ("money", {}, "￥1,234.5元", "1234.50"),
        ("money", {"most": 500_000}, "12.5万元", "125000.00"),
        ("date", {}, "2026年3月1日", "2026-03-01"),
        ("date", {"days": "not_future"}, TODAY.isoformat(), TODAY.isoformat()),
        ("yes_no", {}, "是", "是"),
        ("choices", {"options": ["甲", "乙", "丙"], "most": 2}, ["丙", "甲"], ["甲", "丙"]),
        ("id_number", {}, "６21125199001010017", ID_NUMBER),
        ("credit_code", {}, "91350100m000100y43", "91350100M000100Y43"),
        ("mobile", {}, "+86 138-9320-0001", "13893200001"),
        ("phone", {}, "（0932）4862277 转 801", "0932-4862277-801"),
        ("phone", {}, "13893200001", "13893200001"),
        ("email", {}, "li＠example.com", "li@example.com"),
        ("bank_account", {}, "6222 0212 3456 7894", "6222021234567894"),
        ("bank_account", {}, "2710 0410 0920 1234 567", "2710041009201234567"),
        ("licence", {}, " 甘农药２026-001 ", {"number": "甘农药2026-001", "found": False}),
    ],
)
def test_good_answers_are_kept_normalised(kind, facts, typed, kept):
    assert answer(field(kind, **facts), typed) == (kept, "")


@pytest.mark.parametrize(
    ("kind", "facts", "typed", "said"),
    [
        ("text", {"least": 2}, "张", "至少 2 个字"),
        ("text", {"most": 4}, "太长的名字", "最多 4 个字"),
        ("long_text", {}, "长" * 2001, "最多 2000 个字"),
        ("number", {}, "一百", "只能填数字"),
        ("number", {}, "NaN", "只能填数字"),
        ("number", {}, "1e5", "只能填数字"),
        ("number", {}, "1.00001", "最多 4 位小数"),
        ("number", {"least": 10}, "9.9", "不能小于 10"),
        ("integer", {}, "1.5", "只能填整数"),
        ("integer", {"most": 12}, "13", "不能大于 12"),
        ("money", {}, "0.001", "最多 2 位小数"),
        ("money", {"most": 1000}, "1万", "不能大于 1,000.00 元"),
        ("money", {}, "9" * 15, "数字太长"),
        ("date", {}, "2026-02-30", "这样的日期"),
        ("date", {}, "0026-01-01", "年份不对"),
        ("date", {"days": "future"}, TODAY.isoformat(), "要晚于今天"),
        ("date", {"days": "past"}, TODAY.isoformat(), "要早于今天"),
        ("date", {"days": "not_past"}, (TODAY - timedelta(1)).isoformat(), "不能早于今天"),
        ("date", {"days": "not_future"}, (TODAY + timedelta(1)).isoformat(), "不能晚于今天"),
        ("yes_no", {}, "也许", "请在列出的选项中"),
        ("choice", {"options": ["甲", "乙"]}, "丙", "请在列出的选项中"),
        ("choices", {"options": ["甲", "乙"]}, ["丙"], "请在列出的选项中"),
        ("choices", {"options": ["甲", "乙", "丙"], "least": 2}, ["甲"], "至少选 2 项"),
        ("choices", {"options": ["甲", "乙", "丙"], "most": 2}, ["甲", "乙", "丙"], "最多选 2 项"),
        ("id_number", {}, "621125199001010018", "第 18 位不对"),
        ("credit_code", {}, "91350100M000100Y44", "第 18 位不对"),
        ("phone", {}, "4862277", "带区号"),
        ("email", {}, "li.example.com", "name@example.com"),
        ("bank_account", {}, "6222021234567890", "校验位不对"),
        ("bank_account", {}, "1234567", "8 至 30 位"),
        ("bank_account", {}, "622202abc", "只能有数字"),
        ("licence", {}, "62112520260000011", "第 17 位不对"),
        ("table", {"columns": COLUMNS}, [{}], "请填写本栏，至少 1 行"),
        ("table", {"columns": COLUMNS}, [{"name": "张三"}], "第 1 行：请填写月工资"),
        ("table", {"columns": COLUMNS}, [{}, {"name": "李四", "wage": "x"}], "第 2 行：月工资只能填数字"),
        ("table", {"columns": COLUMNS, "least": 2}, [{"name": "张三", "wage": "1"}], "至少 2 行"),
        ("table", {"columns": COLUMNS, "most": 1}, [{"name": "张三", "wage": "1"}] * 2, "最多 1 行"),
        ("file", {}, None, "请上传本栏"),
    ],
)
def test_bad_answers_are_refused_in_words(kind, facts, typed, said):
    assert said in answer(field(kind, **facts), typed)[1]


@pytest.mark.parametrize("kind", ["text", "number", "money", "date", "choices", "phone", "table", "licence", "file"])
def test_what_is_optional_may_stay_empty(kind):
    row = field(kind, required=False, options=["甲", "乙"], columns=COLUMNS if kind == "table" else [])
    assert answer(row, None)[1] == ""


@pytest.mark.django_db
def test_an_address_goes_by_township_or_lies_outside():
    OrganisationFactory(short_name="殪虎桥镇", nature=Nature.TOWNSHIP)
    row = field("address")
    good = {"township": "殪虎桥镇", "village": "铁炉村", "detail": "二组１2号"}
    assert answer(row, good)[0] == {**good, "detail": "二组12号"}
    assert shown_value(row, good) == "殪虎桥镇铁炉村二组１2号"
    assert shown_value(row, good, masked=True) == "殪虎桥镇***"
    away = {"township": "漳县以外", "village": "", "detail": "兰州市城关区东方红广场1号"}
    assert answer(row, away)[0] == away and shown_value(row, away) == away["detail"]
    for wrong, said in [
        ({"township": "别县镇", "village": "村"}, "请选择乡镇"),
        ({"township": "殪虎桥镇", "detail": "12号"}, "请写村"),
        ({"township": "漳县以外", "detail": "兰州"}, "写全省、市、县"),
        ({"detail": "只有门牌"}, "请选择乡镇"),
        ({}, "请填写本栏"),
    ]:
        assert said in answer(row, wrong)[1]


def test_empty_rows_are_left_out_and_wrong_cells_are_marked():
    row = field("table", columns=COLUMNS)
    typed = [{"name": "张三", "id": "", "wage": "3000"}, {"name": "", "id": "", "wage": ""}]
    assert answer(row, typed)[0] == [{"name": "张三", "id": "", "wage": "3000.00"}]
    form = ItemForm.of({"a": [{"name": "张三", "id": "12", "wage": "1"}]}, fields=[row])
    html = str(form["a"])
    assert "应为 18 位" in html and 'aria-invalid="true"' in html and 'value="12"' in html


def test_rows_are_added_and_removed_by_buttons():
    row = field("table", columns=COLUMNS)
    data = {"item-a-rows": "2", "item-a-0-name": "张三", "item-a-1-name": "李四"}
    names = lambda acts: [r.get("name") for r in ItemForm(data | acts, fields=[row]).row_act()["a"]]  # noqa: E731
    assert names({"row_add": "a"}) == ["张三", "李四", None]
    assert names({"row_remove": "a:0"}) == ["李四"]
    assert ItemForm(data | {"row_add": "zzz"}, fields=[row]).row_act() is None
    assert ItemForm(data | {"item-a-rows": "-5", "row_remove": "a:x"}, fields=[row]).row_act() is None


def test_a_hidden_field_is_neither_required_nor_kept():
    rows = [
        field("yes_no", "rented"),
        field("date", "until", when_key="rented", when_test="is", when_value="是"),
        field("text", "elsewhere", when_key="far", when_test="is", when_value="是"),
    ]
    every = [*rows, field("yes_no", "far")]
    form = ItemForm({"item-rented": "否", "item-until": "不是日期"}, fields=rows, every=every, others={"far": "否"})
    assert form.is_valid() and form.values() == {"rented": "否"}
    assert "elsewhere" not in form.fields and "until" in form.fields
    asked = ItemForm({"item-rented": "是"}, fields=rows, every=every, others={"far": "是"})
    assert not asked.is_valid() and set(asked.errors) == {"until", "elsewhere"}


def test_answers_are_shown_as_people_read_them():
    rows = [
        field("money", "m", label="投资额", group="甲"),
        field("choices", "c", label="方式", group="甲", options=["批发", "零售"]),
        field("table", "t", label="人员", group="乙", columns=COLUMNS),
        field("bank_account", "b", label="账号", group="乙"),
        field("email", "e", label="邮箱", group="乙"),
        field("licence", "l", label="执照", group="乙"),
        field("file", "f", label="合同", group="乙"),
        field("text", "h", label="没问的", group="乙", when_key="m", when_test="is", when_value="1"),
    ]
    case = Case()
    case.form = {
        "m": "1234567.50", "c": ["批发", "零售"], "t": [{"name": "张三", "id": ID_NUMBER, "wage": "3000.00"}],
        "b": "6222021234567894", "e": "li@example.com",
        "l": {"number": "X1", "name": "登记证", "until": "", "found": True}, "h": "旧的",
    }  # fmt: skip
    files = [CaseFile(field_key="f", original_name="合同.pdf")]
    shown = dict(fields_of(case, rows, masked=False, files=files))
    assert shown["甲"] == [("投资额", "1,234,567.50 元"), ("方式", "批发、零售")]
    second = dict(shown["乙"])
    assert second["人员"].header == ("姓名", "身份证号码", "月工资")
    assert second["人员"].rows == (("张三", ID_NUMBER, "3,000.00 元"),) and "没问的" not in second
    assert second["执照"] == "X1（登记证，长期有效，已核对）" and second["合同"] == "合同.pdf"
    masked = dict(dict(fields_of(case, rows, masked=True))["乙"])
    assert ID_NUMBER not in str(masked["人员"])
    assert masked["账号"].endswith("*7894") and masked["邮箱"].startswith("l***")
    assert "合同" in masked and masked["合同"] == "未填写"


@pytest.mark.django_db
def test_a_field_that_asks_for_files_keeps_them_with_the_case(client):
    fields = [{"key": "lease", "label": "租赁合同", "kind": "file", "group": "材料", "most": 1}]
    desk = factories.office(parts={"fields": fields, "materials": []})
    client.force_login(desk.citizen)
    address = f"/items/{desk.version.item.code}/apply/"
    assert "请上传租赁合同" in client.post(address, {"step": "1"}).content.decode()
    refused = client.post(address, {"step": "1", "item-lease": [pdf("合同.exe")]})
    assert refused.status_code == 422 and "不能上传" in refused.content.decode()
    assert client.post(address, {"step": "1", "item-lease": [pdf("合同.pdf")]}).url == f"{address}?step=2"
    kept = CaseFile.objects.get()
    assert (kept.field_key, kept.material, kept.original_name) == ("lease", None, "合同.pdf")
    assert "合同.pdf" in client.get(f"{address}?step=2").content.decode()
    full = client.post(address, {"step": "1", "item-lease": [pdf("又一份.pdf")]})
    assert full.status_code == 422 and "最多 1 个文件" in full.content.decode() and CaseFile.objects.count() == 1
    client.post(address, {"step": "1", "remove": str(kept.pk)})
    assert not CaseFile.objects.exists()


def test_the_day_of_a_leap_year_is_a_day():
    assert answer(field("date"), "2028-02-29") == ("2028-02-29", "")
