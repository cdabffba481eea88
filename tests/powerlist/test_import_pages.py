"""The clerk's pages of an import: nothing is written before the decision, every fault stands beside its row."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from powerlist import actions
from powerlist.actions import imports
from powerlist.enums import ImportState, ListKind
from powerlist.models import Contact, ImportJob, ListChangeSet, ListVersion

from .people import office, published
from .sheets import BASIS, book, power, powers

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data" / "workbooks"
UPLOAD = "/desk/lists/import/"


@pytest.fixture
def people():
    return office()


@pytest.fixture
def desk(client, people):
    client.force_login(people.clerk)
    return client


@pytest.fixture
def send(desk, people, django_capture_on_commit_callbacks):
    """Upload a workbook as the clerk and let the worker read it."""

    def run(data, name="权责清单.xlsx", **fields):
        form = {"organisation": people.organisation.pk, "kind": "powers", "file": SimpleUploadedFile(name, data)}
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(UPLOAD, {**form, **fields})

    return run


def decide(desk, job, capture, **fields):
    with capture(execute=True):
        return desk.post(
            reverse("powerlist:import_confirm", args=[job.key]),
            {"title": "首次清理", "ground": "other", "reason": "全面清理行政职权", **fields},
        )


def test_upload_preview_confirm(desk, send, people, django_capture_on_commit_callbacks):
    answer = send((DATA / "wb01_附件6_权责清单_环保.xlsx").read_bytes())
    job = ImportJob.objects.get()
    assert answer.url == reverse("powerlist:import_job", args=[job.key])

    page = desk.get(answer.url).content.decode()
    assert "一般建设项目环境影响评价审批" in page
    assert "新增 58 项" in page
    assert not ListVersion.objects.exists()

    answer = decide(desk, job, django_capture_on_commit_callbacks)
    assert answer.status_code == 302
    change_set = ListChangeSet.objects.get()
    assert (change_set.author, change_set.versions.count()) == (people.clerk, 58)
    page = desk.get(answer.url).content.decode()
    assert reverse("powerlist:desk_change_set", args=[change_set.number]) in page
    assert "确认写入</button>" not in page
    page = desk.get(reverse("powerlist:desk_change_set", args=[change_set.number]))
    assert "从表格导入" in page.content.decode()


def test_every_fault_stands_beside_its_row(desk, send):
    answer = send(powers(power(name="甲"), power(name="同上", category="行政许克", basis="【法律】")))
    page = desk.get(answer.url).content.decode()

    assert "第 4 行" in page
    for words in ("请写出完整的名称", "您是不是要填“行政许可”", "没有法规名称"):
        assert words in page
    assert "第 3 行" not in page  # the rows that need attention come first
    assert "第 3 行" in desk.get(answer.url + "?tab=new").content.decode()


def test_a_cell_without_end_does_not_bury_the_page(desk, send, django_capture_on_commit_callbacks):
    answer = send(powers(power(name="甲"), power(name="名" * 10_000)))
    page = desk.get(answer.url).content.decode()
    assert "有10000个字" in page
    assert "名" * 200 not in page

    answer = decide(desk, ImportJob.objects.get(), django_capture_on_commit_callbacks, skip_refused="on")
    assert "名" * 200 not in desk.get(f"/desk/lists/{ListChangeSet.objects.get().number}/").content.decode()


def test_faults_come_back_in_the_file(desk, send):
    send(powers(power(name="甲"), power(name="同上")))
    answer = desk.get(reverse("powerlist:import_faults", args=[ImportJob.objects.get().key]))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert "请写出完整的名称" in sheet.cell(4, sheet.max_column).value
    assert "attachment" in answer["Content-Disposition"]


def test_refused_rows_are_left_out_only_when_ticked(desk, send, django_capture_on_commit_callbacks):
    send(powers(power(name="甲"), power(name="同上")))
    job = ImportJob.objects.get()
    answer = decide(desk, job, django_capture_on_commit_callbacks)
    assert answer.status_code == 422
    assert "有1行不能导入" in answer.content.decode()
    assert "首次清理" in answer.content.decode()
    assert not ListVersion.objects.exists()

    decide(desk, job, django_capture_on_commit_callbacks, skip_refused="on")
    assert ListVersion.objects.get().name == "甲"


def test_what_the_file_lacks_is_cancelled_only_when_ticked(desk, send, people, django_capture_on_commit_callbacks):
    applied = actions.apply_reading(
        actor=people.clerk,
        reading=actions.read_workbook(powers(power(name="甲"), power(name="乙")), "powers"),
        kind=ListKind.POWERS,
        organisation=people.organisation,
    )
    published(people, applied.change_set)
    answer = send(powers(power(name="甲"), power(name="丙")))
    assert "乙" in desk.get(answer.url + "?tab=missing").content.decode()

    job = ImportJob.objects.get()
    decide(desk, job, django_capture_on_commit_callbacks, remove_missing="on")
    rows = ListChangeSet.objects.latest("id").versions.order_by("id")
    assert [(row.name, row.change) for row in rows] == [("丙", "add"), ("乙", "cancel")]


def test_confirmed_twice_by_two_presses(desk, send, django_capture_on_commit_callbacks):
    send(powers(power(name="甲")))
    job = ImportJob.objects.get()
    for _ in range(2):
        assert decide(desk, job, django_capture_on_commit_callbacks).status_code == 302
    assert ListChangeSet.objects.count() == 1


def test_what_was_typed_survives_a_session_that_ended(desk, send, people, django_capture_on_commit_callbacks):
    send(powers(power(name="甲")))
    job = ImportJob.objects.get()
    address = reverse("powerlist:import_confirm", args=[job.key])
    desk.get(reverse("powerlist:import_job", args=[job.key]))
    desk.cookies.pop("sessionid", None)
    answer = decide(desk, job, django_capture_on_commit_callbacks, title="写了一半的标题")
    assert "login" in answer.url

    desk.force_login(people.clerk)
    page = desk.get(address).content.decode()
    assert "写了一半的标题" in page
    assert "您刚才填写的内容已恢复" in page
    assert not ListVersion.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "空"),
        (b"not a workbook", "a.xlsx", "不是 Excel 工作簿"),
        (b"%PDF-1.4", "a.xlsx", "PDF"),
    ],
)
def test_what_is_no_workbook_is_refused_on_the_form(send, data, name, words):
    answer = send(data, name)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_the_wrong_form_is_refused_with_a_way_on(desk, send):
    answer = send((DATA / "wb02_附件2_职权清理汇总表_林业.xlsx").read_bytes())
    page = desk.get(answer.url).content.decode()

    assert "这份表格没有导入" in page
    assert "附件2" in page
    assert ImportJob.objects.get().state == ImportState.REFUSED


def test_a_file_named_with_a_path_is_stored_under_a_random_name(desk, send):
    send(powers(power()), name="../../x.xlsx")
    job = ImportJob.objects.get()

    assert job.filename == "x.xlsx"
    assert "x.xlsx" not in job.file.name
    answer = desk.get(reverse("powerlist:import_original", args=[job.key]))
    assert b"".join(answer.streaming_content).startswith(b"PK")
    answer.close()


def test_progress_moves_and_then_asks_for_the_page(desk, send, people):
    send(powers(power()))
    job = ImportJob.objects.get()
    address = reverse("powerlist:import_progress", args=[job.key])
    assert desk.get(address)["HX-Refresh"] == "true"

    ImportJob.objects.update(state=ImportState.READING)
    imports._teller(job.pk)("compare", 500, 1000)
    page = desk.get(address).content.decode()
    assert 'value="50"' in page
    assert "第 500 行，共 1000 行" in page
    whole = desk.get(reverse("powerlist:import_job", args=[job.key])).content.decode()
    assert 'http-equiv="refresh"' in whole
    assert f'hx-get="{address}"' in whole


def test_nobody_else_sees_the_import(client, send, people):
    send(powers(power()))
    job = ImportJob.objects.get()
    stranger = office().clerk
    for person in (stranger, people.reviewer):
        client.force_login(person)
        for name in ("import_job", "import_progress", "import_faults", "import_original"):
            assert client.get(reverse(f"powerlist:{name}", args=[job.key])).status_code == 404
        assert client.post(reverse("powerlist:import_confirm", args=[job.key])).status_code == 404
    client.force_login(people.reviewer)
    assert client.get(UPLOAD).status_code == 404


def test_without_a_login_the_page_asks_for_one(client):
    assert client.get(UPLOAD).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_imports_in_a_fixed_number_of_queries(desk, people, count, django_assert_num_queries):
    for number in range(count):
        actions.upload_workbook(
            actor=people.clerk,
            organisation=people.organisation,
            kind=ListKind.POWERS,
            file=SimpleUploadedFile("a.xlsx", powers(power(name=f"甲{number}号"))),
        )
    desk.get(UPLOAD)
    with django_assert_num_queries(QUERIES):
        page = desk.get(UPLOAD).content.decode()
    assert page.count("a.xlsx") == count


QUERIES = 6


def test_long_previews_come_in_pages(desk, send):
    answer = send(powers(*(power(name=f"甲{n}号") for n in range(60))))
    first = desk.get(answer.url).content.decode()
    second = desk.get(answer.url + "?tab=all&from=51").content.decode()

    assert "甲49号" in first and "甲50号" not in first
    assert "甲59号" in second and "甲49号" not in second
    assert desk.get(answer.url + "?tab=x&from=x").status_code == 200


def test_of_several_sheets_a_row_says_its_sheet(desk, send):
    """附件3 comes as one sheet a category: the number of a row alone is ten rows."""
    top = ["序号", "项目名称", "实施依据", "实施对象", "承办机构", "公开范围", "办理数量", "调整意见及理由"]
    data = book(("行政许可", [top, ["1", "同上", BASIS]]), ("行政处罚", [top, ["1", "对乱采的处罚", BASIS]]))
    send(data, kind="details")
    address = reverse("powerlist:import_job", args=[ImportJob.objects.get().key])
    assert "从“行政许可”第 2 行起逐行改正" in desk.get(address).content.decode()
    assert 'class="soft sheet-name">行政处罚<' in desk.get(address + "?tab=all").content.decode()


def test_a_roster_is_shown_as_people_not_as_entries(desk, send, django_capture_on_commit_callbacks):
    heads = ["类别", "姓名", "职务", "办公电话", "手机", "备注"]
    send(
        book(("附件7", [heads, ["负责人", "甲一", "局长", "0932－4862001", "", ""], ["门卫", "乙", "", "", "", ""]])),
        kind="contacts",
    )
    page = desk.get(reverse("powerlist:import_job", args=[ImportJob.objects.get().key])).content.decode()
    assert '<th scope="col">姓名</th>' in page and "实施依据" not in page and "批次" not in page
    answer = decide(desk, ImportJob.objects.get(), django_capture_on_commit_callbacks, skip_refused="on")
    assert answer.status_code == 302
    assert Contact.objects.get().office_phone == "0932-4862001"
