"""送审 papers: numbered, made from the rows, kept; made again they keep their number. Read back with python-docx."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from core.models import Serial
from core.registers import ChangeKind
from core.registers import ChangeSetState as S
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import PaperKind
from powerlist.models import Paper, PaperTemplate
from tests.powerlist.people import a_set, add, change, listed, office, to
from tests.powerlist.test_campaigns import county, opened  # noqa: F401 - the fixture of a county

pytestmark = pytest.mark.django_db

AT = datetime(2026, 7, 20, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


def read(data: bytes) -> tuple[list[str], list[list[str]]]:
    """The paragraphs of a Word file, and the rows of its tables."""
    document = Document(io.BytesIO(data))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [paragraph.text for paragraph in document.paragraphs], rows


def content(paper) -> bytes:
    with paper.file.open("rb") as file:
        return file.read()


def adding(people, **fields):
    change_set = a_set(people, reason="森林法修订")
    add(people, change_set, name="林木采伐许可", **fields)
    return change_set


def consult(people, change_set, **fields):
    facts = {"addressee": "县财政局、县司法局", "reply_by": date(2026, 8, 1), "at": AT, **fields}
    return actions.make_paper(actor=people.reviewer, kind=PaperKind.CONSULT, change_sets=[change_set], **facts)


def request(people, *change_sets, **fields):
    return actions.make_paper(
        actor=people.reviewer, kind=PaperKind.REQUEST, change_sets=change_sets, **{"at": AT, **fields}
    )


def test_a_letter_that_asks_for_opinions_bears_its_number_and_the_comparison(people):
    paper = consult(people, to(people, adding(people), S.SUBMITTED))
    assert paper.number == "漳编办函〔2026〕1号" and paper.dated == date(2026, 7, 20)
    lines, rows = read(content(paper))
    assert lines[0] == paper.number and lines[1] == "关于征求漳县林业和草原局权责清单调整意见的函"
    assert lines[2] == "县财政局、县司法局："
    text = "\n".join(lines)
    assert "调整事项1项（增加1项）" in text and "2026年8月1日前函告" in text and "{" not in text
    assert rows[0] == ["序号", "事项", "变更类型", "栏目", "调整前", "调整后", "理由"]
    assert rows[1][4:6] == ["", "林木采伐许可"] and rows[1][2:4] == ["增加", "项目名称"]


def test_made_again_it_keeps_number_and_day_and_bears_what_changed(people):
    change_set = to(people, adding(people), S.SUBMITTED)
    first = consult(people, change_set)
    same = consult(people, change_set, at=AT.replace(month=9))
    assert (same.pk, same.sha256, same.file.name) == (first.pk, first.sha256, first.file.name)
    other = consult(people, change_set, addressee="县水务局", at=AT.replace(month=9))
    assert (other.pk, other.number, other.dated) == (first.pk, first.number, first.dated)
    assert other.sha256 != first.sha256 and "县水务局：" in read(content(other))[0]
    assert Paper.objects.count() == 1 and Paper.history.count() == 2
    assert consult(people, to(people, adding(people), S.SUBMITTED)).number == "漳编办函〔2026〕2号"


def test_an_opinion_of_the_review_lists_every_verdict(people):
    change_set = to(people, adding(people), S.LEGALITY)
    row = change_set.versions.get()
    actions.give_verdict(
        actor=people.jurist, version=row, aspect="legality", verdict="revise", opinion="请补写设定依据"
    )
    paper = actions.make_paper(
        actor=people.reviewer, kind=PaperKind.VERDICT, change_sets=[change_set], opinion="同意按审查意见修改。", at=AT
    )
    lines, rows = read(content(paper))
    assert paper.number.startswith("漳编办审〔2026〕") and paper.addressee == "漳县林业和草原局"
    assert "审查结论：修改后通过1项。" in lines and "同意按审查意见修改。" in lines
    assert rows[0] == ["事项", "合法性", "合理性", "必要性"]
    assert rows[1][:2] == ["林木采伐许可", "修改后通过：请补写设定依据"] and rows[1][2].startswith("通过")


def test_the_package_for_the_government_holds_the_comparison_cell_by_cell(people):
    entry = listed(people, name="草原征占用审核")
    change_set = adding(people)
    change(people, ChangeKind.CANCEL, entry, change_set)
    paper = request(people, to(people, change_set, S.DECISION))
    assert paper.number == "漳编办〔2026〕1号"
    with zipfile.ZipFile(io.BytesIO(content(paper))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert list(parts) == ["1 请示.docx", "2 调整对照表.docx", "3 调整对照表.xlsx", "4 意见采纳情况表.docx"]
    lines, _ = read(parts["1 请示.docx"])
    assert "中共漳县委机构编制委员会办公室" in lines and not any("领导小组" in line for line in lines)
    assert "漳县人民政府：" in lines and any("增加1项、取消1项" in line for line in lines)
    rows = read(parts["2 调整对照表.docx"])[1]
    assert rows[0][:7] == ["序号", "单位", "事项", "变更类型", "栏目", "调整前", "调整后"]
    by_change = {row[3]: row for row in rows[1:] if row[4] == "项目名称"}
    assert by_change["增加"][5:7] == ["", "林木采伐许可"] and by_change["取消"][5:7] == ["草原征占用审核", ""]
    assert "森林法修订" in by_change["增加"][8] and "《中华人民共和国森林法》" in by_change["增加"][7]
    sheet = load_workbook(io.BytesIO(parts["3 调整对照表.xlsx"])).active
    cells = [row for row in sheet.iter_rows(values_only=True) if row[4] == "承办机构"]
    assert {row[3] for row in cells} == {"增加", "取消"} and all(row[2] for row in cells)


def test_equal_content_gives_equal_bytes(people):
    from powerlist.documents.papers import Grid, table, workbook

    grid = Grid(("序号", "事项"), (2, 5), [("1", "=1+1")])
    assert table("对照表", [grid], AT.date()) == table("对照表", [grid], AT.date())
    data = workbook("对照表", grid)
    assert data == workbook("对照表", grid)
    assert load_workbook(io.BytesIO(data)).active["B3"].data_type == "s"


def test_the_opinions_table_says_what_was_adopted_and_why(people):
    change_set = to(people, adding(people), S.OPINIONS)
    for text, adopted in (("名称应与目录一致", True), ("建议下放", False)):
        opinion = actions.record_heard(
            actor=people.reviewer, change_set=change_set, kind="expert", name="赵专家", text=text
        )
        actions.answer_heard(actor=people.reviewer, opinion=opinion, adopted=adopted, answer="有法定依据")
    row = actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已答复")
    row = actions.confirm_feedback(actor=people.clerk, change_set=row)
    with zipfile.ZipFile(io.BytesIO(content(request(people, row)))) as archive:
        rows = read(archive.read("4 意见采纳情况表.docx"))[1]
        lines = read(archive.read("1 请示.docx"))[0]
    assert [(r[4], r[5], r[6]) for r in rows[1:]] == [
        ("名称应与目录一致", "采纳", "有法定依据"),
        ("建议下放", "不采纳", "有法定依据"),
    ]
    assert any("共收到意见2条（专家意见2条），采纳1条" in line for line in lines)


def test_several_sets_of_a_campaign_make_one_package_with_the_summary(client, county):  # noqa: F811
    first = office(parent=county.root)
    campaign = opened(county)
    sets = []
    for name in ("林木采伐许可", "采种许可"):
        change_set = a_set(first, at=AT)
        add(first, change_set, name=name)
        sets.append(to(first, change_set, S.DECISION))
    client.force_login(county.reviewer)
    address = f"/desk/lists/campaigns/{campaign.number}/"
    assert client.get(address).content.decode().count('name="sets"') == 2
    assert "请至少选择一个批次" in client.post(f"{address}package/", {"sets": "x"}, follow=True).content.decode()
    client.post(f"{address}package/", {"sets": [row.pk for row in sets]})
    paper = Paper.objects.get()
    assert paper.number in client.get(address).content.decode()
    alone = client.get(f"/desk/lists/{sets[0].number}/").content.decode()
    assert paper.number in alone and "制作送审材料" not in alone and "制作审核意见书" in alone
    assert paper.campaign == campaign and set(paper.change_sets.all()) == set(sets)
    with zipfile.ZipFile(io.BytesIO(content(paper))) as archive:
        assert "5 行政权力总表.xlsx" in archive.namelist()
        sheet = load_workbook(io.BytesIO(archive.read("5 行政权力总表.xlsx"))).active
        assert sheet["A1"].value == "行政权力总表" and sheet["A3"].value == "单位"


@pytest.mark.parametrize(
    ("kind", "state"),
    [("consult", S.DRAFT), ("verdict", S.SUBMITTED), ("request", S.SUBMITTED), ("consult", S.DECISION)],
)
def test_a_paper_is_made_at_its_step_only(people, kind, state):
    change_set = adding(people)
    row = change_set if state == S.DRAFT else to(people, change_set, state)
    with pytest.raises(MoveRefused, match="不能制作"):
        consult(people, row) if kind == "consult" else actions.make_paper(
            actor=people.reviewer, kind=kind, change_sets=[row]
        )


def test_only_who_reviews_makes_papers(people):
    change_set = to(people, adding(people), S.SUBMITTED)
    with pytest.raises(PermissionDenied):
        actions.make_paper(
            actor=people.clerk, kind="consult", change_sets=[change_set], addressee="x", reply_by=date(2026, 8, 1)
        )
    with pytest.raises(MoveRefused, match="主送单位和回复期限"):
        consult(people, change_set, addressee=" ")


def test_the_words_are_data(people):
    actions.load_paper_templates()
    assert actions.load_paper_templates() == 0
    template = PaperTemplate.objects.get(kind="consult")
    template.body = "请贵单位研究{title}。"
    template.clean()
    template.save()
    assert "请贵单位研究部分事项调整。" in read(content(consult(people, to(people, adding(people), S.SUBMITTED))))[0]
    template.body = "{title.__class__}{nothing}"
    with pytest.raises(ValidationError, match="nothing"):
        template.clean()


def test_papers_stand_on_the_page_of_the_change_set(client, people):
    change_set = to(people, adding(people), S.SUBMITTED)
    page = f"/desk/lists/{change_set.number}/"
    client.force_login(people.reviewer)
    assert "制作征求意见函" in client.get(page).content.decode()
    answer = client.post(f"{page}papers/consult/", {"consult-addressee": "县财政局", "consult-reply_by": "2020-01-01"})
    assert answer.status_code == 422 and "不能早于今天" in answer.content.decode()
    typed = {"consult-addressee": "县财政局", "consult-reply_by": f"{timezone.localdate():%Y-%m-%d}"}
    assert client.post(f"{page}papers/consult/", typed).status_code == 302
    paper = Paper.objects.get()
    body = client.get(page).content.decode()
    assert paper.number in body and "重新制作征求意见函" in body
    assert client.post(f"{page}papers/request/").status_code == 409
    assert client.post(f"{page}papers/nothing/").status_code == 404
    file = client.get(f"/desk/lists/papers/{paper.pk}/")
    assert read(b"".join(file.streaming_content))[0][0] == paper.number
    client.force_login(people.clerk)
    assert b"".join(client.get(f"/desk/lists/papers/{paper.pk}/").streaming_content)
    assert client.post(f"{page}papers/consult/", typed).status_code == 404
    client.force_login(office().clerk)
    assert client.get(f"/desk/lists/papers/{paper.pk}/").status_code == 404


def test_what_goes_to_the_government_is_not_for_the_department(client, people):
    paper = request(people, to(people, adding(people), S.DECISION))
    client.force_login(people.clerk)
    assert client.get(f"/desk/lists/papers/{paper.pk}/").status_code == 404
    client.force_login(people.recorder)
    assert b"".join(client.get(f"/desk/lists/papers/{paper.pk}/").streaming_content)


def test_the_paper_of_the_review_and_what_is_decided_have_one_number(people):
    entry = listed(people, name="林木采伐许可")
    change_set = a_set(people)
    text = entry.versions.get()
    cells = {"category": text.category, "name": text.name, "content": text.content}
    change(people, ChangeKind.AMEND, entry, change_set, **cells, office="资源股")
    state = to(people, change_set, S.FINAL)
    paper = actions.make_paper(actor=people.reviewer, kind=PaperKind.VERDICT, change_sets=[state], at=AT)
    done = actions.pass_final(
        actor=people.publisher, change_set=state, opinion="一致", effective_on=date(2026, 8, 1), at=AT
    )
    assert done.document_number == paper.number
    again = actions.make_paper(actor=people.reviewer, kind=PaperKind.VERDICT, change_sets=[done], at=AT)
    assert (again.pk, again.number) == (paper.pk, paper.number)
    assert Serial.objects.filter(series="paper:review_opinion").values_list("last", flat=True).get() == 1
