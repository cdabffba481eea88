"""Mending rows of an upload beside its file: judged by the file's own rules, never over a colleague's head."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.workflow import MoveRefused
from powerlist import actions, tasks
from powerlist.actions import contacts
from powerlist.actions import imports as imports_actions
from powerlist.enums import ImportState, ListKind
from powerlist.forms.imports import MendForm
from powerlist.models import Contact, ImportJob, ImportMend, ListMove, ListVersion
from tests.factories import staff_with

from .people import listed, office
from .sheets import BASIS, book, power, powers

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office()


@pytest.fixture
def upload(people, django_capture_on_commit_callbacks):
    """Upload rows as the clerk and let the worker read them."""

    def run(*rows, kind=ListKind.POWERS, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            job = actions.upload_workbook(
                actor=people.clerk, organisation=people.organisation, kind=kind,
                file=SimpleUploadedFile("权责清单.xlsx", data or powers(*rows)),
            )  # fmt: skip
        job.refresh_from_db()
        assert job.state == ImportState.PREVIEWED, job.error
        return job

    return run


@pytest.fixture
def confirm(people, django_capture_on_commit_callbacks):
    def run(job, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            actions.confirm_job(actor=people.clerk, job=job, title="首次清理", reason="全面清理", **fields)
        job.refresh_from_db()
        return job

    return run


def line(job, row):
    return job.lines.select_related("job__organisation").get(row=row)


def cells(found, **changed):
    """The cells that the form of a row starts with, some of them changed."""
    start = found.facts["cells"]["form"]
    content = {**start["content"], **changed.pop("content", {})}
    return {
        **{key: start.get(key, "") for key in ("name", "category", "office", "code")},
        **changed,
        "content": content,
    }


def mend(people, found, *, actor=None, seen=0, touched=("name",), **changed):
    return actions.mend_row(
        actor=actor or people.clerk, line=found, cells=cells(found, **changed), touched=list(touched), seen=seen
    )


def test_a_mended_row_is_judged_anew_and_written_with_its_history(people, upload, confirm):
    job = upload(power(name="甲"), power(name="同上"))
    assert job.result["counts"]["refused"] == 1

    job = mend(people, line(job, 4), name="乙")
    assert (job.result["counts"]["refused"], job.result["counts"]["mended"], job.mends) == (0, 1, 1)
    assert (line(job, 4).state, line(job, 4).mended) == ("new", True)

    job = confirm(job)
    assert sorted(ListVersion.objects.values_list("name", flat=True)) == ["乙", "甲"]
    row = ListVersion.objects.get(name="乙")
    assert row.content["basis"] == [BASIS] and row.content["duties"]
    log = ListMove.objects.get(subject=job.change_set, move="import")
    assert f"改正1行：第4行乙（{people.clerk.display_name}）" in log.note
    assert log.facts["mended"] == [{"sheet": "权责清单", "row": 4, "name": "乙", "by": people.clerk.display_name}]


def test_the_file_stays_as_it_is_and_says_what_was_mended_beside_it(people, upload):
    job = upload(power(name="甲"), power(name="同上"))
    before = job.sha256
    job = mend(people, line(job, 4), name="乙")
    sheet = load_workbook(io.BytesIO(actions.annotated_file(job=job))).active
    assert sheet.cell(4, 2).value == "同上"
    assert "已在网上改正" in sheet.cell(4, sheet.max_column).value
    assert ImportJob.objects.get().sha256 == before


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "同上"}, "请写出完整的名称"),
        ({"name": "乙", "category": ""}, "类别"),
        ({"name": "甲"}, "相同"),
        ({"name": "乙", "content": {"basis": []}}, "请写明法规全称和条款"),
        ({"name": "乙", "content": {"basis": ["《中华人民共和国水法》第九百条"]}}, "没有第900条"),
        ({"name": "乙", "office": "股" * 101}, "超过了100字"),
    ],
)
def test_what_the_rules_refuse_in_a_file_they_refuse_in_a_mend(people, upload, changed, words):
    actions.load_laws()
    job = upload(power(name="甲"), power(name="同上"))
    job = mend(people, line(job, 4), **changed)
    found = line(job, 4)
    assert found.state == "refused"
    assert words in " ".join(error["message"] for error in found.facts["errors"])
    assert found.facts["cells"]["form"]["name"] == changed["name"]  # what was typed comes back


def test_a_mended_first_row_frees_its_double(people, upload):
    job = upload(power(name="甲"), power(name="甲"))
    assert line(job, 4).state == "refused"
    actions.omit_row(actor=people.clerk, line=line(job, 3), reason="重复", seen=0)
    assert (line(job, 3).state, line(job, 4).state) == ("omitted", "new")


def test_a_row_left_out_is_named_with_its_reason(people, upload, confirm):
    job = upload(power(name="甲"), power(name="同上"))
    job = actions.omit_row(actor=people.clerk, line=line(job, 4), reason="与第3行重复", seen=0)
    assert (job.result["counts"]["refused"], job.result["counts"]["omitted"]) == (0, 1)
    job = confirm(job)
    assert ListVersion.objects.get().name == "甲"
    log = ListMove.objects.get(subject=job.change_set, move="import")
    assert log.facts["omitted"][0]["reason"] == "与第3行重复" and "与第3行重复" in log.note


def test_leaving_a_row_out_takes_its_entry_for_present(people, upload):
    listed(people, name="甲")
    job = upload(power(name="甲", basis=BASIS), power(name="乙"))
    job = actions.omit_row(actor=people.clerk, line=line(job, 3), reason="不改", seen=0)
    assert job.result["counts"]["removed"] == 0


def test_a_row_may_be_restored(people, upload):
    job = upload(power(name="甲"), power(name="同上"))
    job = actions.omit_row(actor=people.clerk, line=line(job, 4), reason="重复", seen=0)
    job = actions.restore_row(actor=people.clerk, line=line(job, 4), seen=1)
    assert line(job, 4).state == "refused"
    assert [act.kind for act in ImportMend.objects.order_by("id")] == ["omit", "restore"]


def test_two_people_cannot_overwrite_each_other(people, upload):
    job = upload(power(name="甲"), power(name="同上"))
    colleague = staff_with("fill_lists", organisation=people.organisation)
    found = line(job, 4)
    mend(people, found, name="乙")
    with pytest.raises(actions.MendedBefore, match="已经改正了这一行") as late:
        mend(people, found, actor=colleague, name="丙")
    assert late.value.current.cells["name"] == "乙"
    mend(people, found, actor=colleague, name="丙", seen=1)
    assert line(job, 4).name == "丙"


def test_who_confirms_has_seen_every_mend(people, upload):
    job = upload(power(name="甲"), power(name="同上"))
    mend(people, line(job, 4), name="乙")
    with pytest.raises(MoveRefused, match="有同事改过"):
        actions.confirm_job(actor=people.clerk, job=job, title="t", reason="r", seen=0)


def test_mends_are_the_bodys_own_and_end_with_the_preview(people, upload, confirm):
    job = upload(power(name="甲"), power(name="乙", basis="水法第七条"))
    found = line(job, 4)
    with pytest.raises(PermissionDenied):
        mend(people, found, actor=people.reviewer, name="丙")
    confirm(job)
    with pytest.raises(MoveRefused, match="不能再改行"):
        mend(people, found, name="丙")


def test_what_was_mended_is_never_rewritten(people, upload):
    job = upload(power(name="甲"), power(name="同上"))
    mend(people, line(job, 4), name="乙")
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportMend.objects.update(reason="x")


def test_what_the_form_has_no_column_for_stays_unless_it_was_touched(people, upload, confirm):
    listed(people, name="甲", content={"measures": [{"kind": "日常监管", "content": "查"}], "time_limit": "5日"})
    job = upload(power(name="甲", category="行政许克"))
    found = line(job, 3)
    assert found.facts["cells"]["form"]["content"]["time_limit"] == "5日"
    mend(
        people, found, category="01", touched=("category", "time_limit"), content={"time_limit": "9日", "measures": []}
    )
    confirm(job)
    text = ListVersion.objects.order_by("-id").first().content
    assert (text["time_limit"], len(text["measures"])) == ("9日", 1)


def test_a_long_file_is_judged_by_the_worker(people, upload, settings, django_capture_on_commit_callbacks):
    settings.IMPORT_MEND_AT_ONCE = 1
    job = upload(power(name="甲"), power(name="同上"))
    with django_capture_on_commit_callbacks() as sent:
        job = mend(people, line(job, 4), name="乙")
    assert (job.state, len(sent)) == (ImportState.READING, 1)
    tasks.read_import(job.pk)
    assert line(job, 4).state == "new"


def test_the_clearing_forms_are_mended_too(people, upload):
    header = ["序号", "项目名称", "类别", "实施依据", "实施对象", "承办机构", "公开范围", "办理数量", "调整意见及理由"]
    sheet = book(("分表", [header, [1, "同上", "行政许可", BASIS, "企业", "水政股", "向社会公开", "12", "保留"]]))
    job = upload(kind="details", data=sheet)
    found = line(job, 2)
    assert found.facts["cells"]["form"]["content"]["handled"] == 12
    mend(people, found, name="取水许可")
    assert line(job, 2).state == "new"


# --- the pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, people):
    client.force_login(people.clerk)
    return client


def place(job, row, name="import_row"):
    return reverse(f"powerlist:{name}", args=[job.key, line(job, row).position])


def typed(job, row, **changed):
    """What the browser sends of a row's form, unchanged but for some fields."""
    form = MendForm(line=line(job, row), initial=MendForm.start(line(job, row)))
    sent = {}
    for field in form:
        value = field.value()
        if isinstance(value, list):
            for number, values in enumerate(value):
                sent |= {f"{field.name}-{number}-{key}": text for key, text in values.items()}
        elif value is not None:
            sent[field.name] = value
    return {**sent, "seen": "0", **changed}


def test_a_refused_row_is_opened_mended_and_the_next_is_shown(desk, upload):
    job = upload(power(name="甲"), power(name="同上"), power(name="丙", category="行政许克"))
    page = desk.get(reverse("powerlist:import_job", args=[job.key])).content.decode()
    assert place(job, 4) in page
    page = desk.get(place(job, 4)).content.decode()
    assert "请写出完整的名称" in page and "文件里的这一行" in page and place(job, 5) in page

    answer = desk.post(place(job, 4), typed(job, 4, name="乙", next="1"))
    assert answer.url == place(job, 5)
    page = desk.get(answer.url).content.decode()
    assert "请选择" in page  # no category is chosen for the clerk
    answer = desk.post(place(job, 5), typed(job, 5, category="01"), follow=True)
    assert "第 5 行已改正" in answer.content.decode()
    assert job.lines.filter(state="new").count() == 3


def test_a_mend_that_is_no_better_stays_on_the_page(desk, upload):
    job = upload(power(name="甲"), power(name="同上"))
    answer = desk.post(place(job, 4), typed(job, 4, name="甲"), follow=True)
    assert "还有1处要改" in answer.content.decode()


def test_the_second_of_two_sees_what_the_first_wrote(desk, people, upload):
    job = upload(power(name="甲"), power(name="同上"))
    sent = typed(job, 4, name="丙")
    mend(people, line(job, 4), name="乙")
    answer = desk.post(place(job, 4), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "同事刚保存的内容" in page and "乙" in page and 'value="1"' in page
    assert line(job, 4).name == "乙"


def test_a_row_is_left_out_with_a_reason_and_restored(desk, upload):
    job = upload(power(name="甲"), power(name="同上"))
    assert desk.post(place(job, 4, "import_omit"), {"omit-seen": "0"}).status_code == 422
    desk.post(place(job, 4, "import_omit"), {"omit-seen": "0", "omit-reason": "重复"})
    assert line(job, 4).state == "omitted"
    page = desk.get(reverse("powerlist:import_job", args=[job.key]) + "?tab=omitted").content.decode()
    assert "略去：重复" in page
    desk.post(place(job, 4, "import_restore"), {"seen": "1"})
    assert line(job, 4).state == "refused"


def test_strangers_and_missing_rows_are_404(client, people, desk, upload):
    listed(people, name="在册")
    job = upload(power(name="甲"), power(name="同上"))
    missing = job.lines.get(state="missing").position
    assert desk.get(reverse("powerlist:import_row", args=[job.key, missing])).status_code == 404
    assert desk.get(reverse("powerlist:import_row", args=[job.key, 999999])).status_code == 404
    address = place(job, 4)
    client.force_login(office().clerk)
    assert client.get(address).status_code == 404
    assert client.post(place(job, 4, "import_omit"), {"omit-reason": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 60])
def test_any_page_of_a_preview_costs_the_same(desk, upload, count, django_assert_num_queries):
    job = upload(*(power(name=f"甲{n}号") for n in range(count)))
    address = reverse("powerlist:import_job", args=[job.key])
    desk.get(address)
    with django_assert_num_queries(7):
        desk.get(address + "?tab=new")
    assert "lines" not in ImportJob.objects.get().result


def test_a_worker_that_died_over_a_mend_is_followed_by_another(people, upload, settings):
    """The mend is kept before the file is judged: what the next worker reads holds it."""
    settings.IMPORT_MEND_AT_ONCE = 1
    job = upload(power(name="甲"), power(name="同上"))
    mend(people, line(job, 4), name="乙")
    ImportJob.objects.update(state=ImportState.READING)
    imports_actions.read_job(job_id=job.pk)
    assert line(job, 4).name == "乙"


# --- 附件2 and 附件7 --------------------------------------------------------------------------------------------------

ROSTER = [
    ["部门权责清单工作负责人和联络员名单"],
    ["", "姓名", "职务", "办公电话", "手机", "备注"],
    ["看门人", "甲一", "副局长", "", "13893200001", ""],
    ["联络员", "丙三", "科员", "", "13893200003", ""],
]


@pytest.fixture
def browser(client, people):
    client.force_login(people.clerk)
    return client


def test_a_row_of_a_roster_is_mended_in_place_and_its_number_is_never_in_clear(upload, browser, people):
    job = upload(kind="contacts", data=book(("附件7", ROSTER)))
    wrong = line(job, 3)
    assert wrong.state == "refused" and "13893200001" not in str(wrong.facts)
    place = reverse("powerlist:import_row", args=[job.key, wrong.position])
    page = browser.get(place).content.decode()
    assert "138****0001" in page and '<option value="联络员">' in page
    sent = {**{key: wrong.facts["cells"]["form"][key] for key in ("name", "position", "mobile")}, "seen": 0}
    assert browser.post(place, {**sent, "role": "看门人"}).status_code == 422
    assert browser.post(place, {**sent, "role": "联络员", "name": ""}).status_code == 422
    assert browser.post(place, {**sent, "role": "分管领导"}).status_code == 302
    job.refresh_from_db()
    assert (job.result["counts"]["refused"], job.result["counts"]["added"]) == (0, 2)
    again = browser.post(place, {**sent, "role": "分管领导", "mobile": "13893200009", "seen": 1})
    assert again.status_code == 302
    assert browser.post(place, {**sent, "role": "分管领导", "mobile": "138****0009", "seen": 2}).status_code == 302
    assert "1389320" not in str(list(ImportMend.objects.values_list("cells", flat=True)))
    late = browser.post(place, {**sent, "role": "联络员", "seen": 0})
    assert late.status_code == 409 and "13893200009" not in late.content.decode()


def test_a_row_of_the_summary_is_mended_in_place(upload, browser, confirm):
    rows = [
        ["序号", "职权名称及数量", "需要调整职权", "备注"],
        ["行政许可", "共2项", ""],
        ["1", "", "保留"],
        ["2", "乙", ""],
    ]
    job = upload(kind="summary", data=book(("附件2", rows)))
    wrong = job.lines.get(state="refused")
    place = reverse("powerlist:import_row", args=[job.key, wrong.position])
    sent = {**wrong.facts["cells"]["form"], "name": "林木采伐许可", "seen": 0}
    assert browser.post(place, sent).status_code == 302
    job.refresh_from_db()
    assert job.result["counts"]["refused"] == 0
    done = confirm(job)
    assert set(done.change_set.versions.values_list("name", flat=True)) == {"林木采伐许可", "乙"}


# --- a roster taken back ----------------------------------------------------------------------------------------------


def people_of(organisation):
    return list(Contact.objects.filter(organisation=organisation).values_list("role", "name", "position"))


@pytest.fixture
def replaced(upload, confirm):
    """Two rosters one after the other; the second import."""
    first = [*ROSTER[:2], ["分管领导", "甲一", "副局长", "", "13893200001", ""], ROSTER[3]]
    confirm(upload(kind="contacts", data=book(("附件7", first))))
    return confirm(upload(kind="contacts", data=book(("附件7", [*ROSTER[:2], ["联络员", "丁四", "科员", "", "", ""]]))))


def test_a_roster_is_taken_back_with_its_numbers_within_the_day(replaced, people, browser):
    place = reverse("powerlist:import_job", args=[replaced.key])
    assert "撤销这次导入" in browser.get(place).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rosters FROM powerlist_importjob WHERE id = %s", [replaced.pk])
        assert "甲一" not in cursor.fetchone()[0]
    browser.post(reverse("powerlist:import_take_back", args=[replaced.key]), {"note": "选错了文件"})
    assert people_of(people.organisation) == [("leader", "甲一", "副局长"), ("liaison", "丙三", "科员")]
    assert Contact.objects.get(name="甲一").mobile == "13893200001"
    replaced.refresh_from_db()
    assert replaced.state == ImportState.UNDONE and replaced.rosters is None
    assert "名单已换回导入之前的" in browser.get(place).content.decode()
    assert "选错了文件" in Contact.history.filter(name="丁四", history_type="-").get().history_change_reason


def test_a_roster_that_changed_since_or_whose_day_is_over_stays(replaced, people):
    with pytest.raises(MoveRefused, match="超过"):
        actions.take_back_roster(actor=people.clerk, job=replaced, note="晚了", at=timezone.now() + timedelta(hours=25))
    Contact.objects.filter(name="丁四").update(position="副主任")
    with pytest.raises(MoveRefused, match="又有了变化"):
        actions.take_back_roster(actor=people.clerk, job=replaced, note="选错了")
    assert contacts.forget_rosters(at=timezone.now() + timedelta(hours=25)) == 2
    assert not ImportJob.objects.filter(rosters__isnull=False).exists()
