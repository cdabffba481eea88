"""An import is taken back in one act within its day; once it is published, a counter-set brings the texts back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.registers import ChangeSetState, VersionState
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import Aspect, ImportState, ListKind, Verdict
from powerlist.models import ImportJob, ListMove, ListVersion
from tests.factories import staff_with

from .people import a_set, add, listed, office, published
from .sheets import power, powers

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office()


@pytest.fixture
def imported(people, django_capture_on_commit_callbacks):
    """Rows uploaded and confirmed by the clerk."""

    def run(*rows, **decision):
        with django_capture_on_commit_callbacks(execute=True):
            job = actions.upload_workbook(
                actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
                file=SimpleUploadedFile("权责清单.xlsx", powers(*rows)),
            )  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            actions.confirm_job(actor=people.clerk, job=job, title="首次清理", reason="全面清理", **decision)
        job.refresh_from_db()
        assert job.state == ImportState.APPLIED, job.error
        return job

    return run


def back(people, job, **facts):
    return actions.take_back(actor=people.clerk, change_set=job.change_set, note="选错了文件", **facts)


@pytest.mark.parametrize("sent", [False, True])
def test_an_import_is_taken_back_in_one_act(people, imported, sent):
    job = imported(power(name="甲"), power(name="乙"))
    if sent:
        actions.submit(actor=people.clerk, change_set=job.change_set)
    done = back(people, job)

    assert done.state == ChangeSetState.WITHDRAWN
    assert set(ListVersion.objects.values_list("state", flat=True)) == {VersionState.DROPPED}
    job.refresh_from_db()
    assert (job.state, bool(job.undone_at)) == (ImportState.UNDONE, True)
    log = ListMove.objects.filter(subject=done).latest("id")
    assert (log.move, log.note, log.actor_name) == ("take_back", "选错了文件", people.clerk.display_name)
    assert ListVersion.history.filter(history_change_reason="撤销导入").count() == 2
    again = imported(power(name="甲"))
    assert again.change_set.versions.get().entry.versions.count() == 2  # the entry is free and taken up again


def test_a_colleague_of_the_body_may_nobody_else(people, imported):
    job = imported(power(name="甲"))
    with pytest.raises(PermissionDenied):
        actions.take_back(actor=people.reviewer, change_set=job.change_set)
    colleague = staff_with("fill_lists", organisation=people.organisation)
    assert actions.take_back(actor=colleague, change_set=job.change_set, note="x").state == ChangeSetState.WITHDRAWN


def test_after_the_day_it_stands(people, imported, settings):
    job = imported(power(name="甲"))
    with pytest.raises(MoveRefused, match="超过24小时"):
        back(people, job, at=timezone.now() + timedelta(hours=25))
    settings.IMPORT_UNDO_HOURS = 48
    assert back(people, job, at=timezone.now() + timedelta(hours=25)).state == ChangeSetState.WITHDRAWN


def test_what_was_edited_or_added_since_is_named(people, imported):
    job = imported(power(name="甲"), power(name="乙"))
    row = job.change_set.versions.get(name="甲")
    actions.revise(
        actor=people.clerk, version=row, category=row.category, name="甲二", office=row.office, content=row.content
    )
    with pytest.raises(MoveRefused, match="改过或加过行：甲二。"):
        back(people, job)
    actions.drop_row(actor=people.clerk, version=row)
    add(people, job.change_set, name="另加" + "的" * 99)
    with pytest.raises(MoveRefused, match=f"改过或加过行：另加{'的' * 38}…。"):
        back(people, job)


def test_what_was_judged_stands(people, imported):
    job = imported(power(name="甲"))
    actions.submit(actor=people.clerk, change_set=job.change_set)
    row = job.change_set.versions.get()
    actions.give_verdict(actor=people.reviewer, version=row, aspect=Aspect.REASON, verdict=Verdict.PASS, opinion="可以")
    with pytest.raises(MoveRefused, match="已经写了审查结论"):
        back(people, job)


def test_a_set_that_was_not_imported_has_no_such_act(people):
    change_set = a_set(people)
    add(people, change_set)
    with pytest.raises(MoveRefused, match="不是从表格导入的"):
        actions.take_back(actor=people.clerk, change_set=change_set)


# --- once it is published ------------------------------------------------------------------------------------------


def test_a_counter_set_brings_back_what_was(people, imported):
    listed(people, name="甲")
    listed(people, name="丁")
    job = imported(power(name="甲", basis="《中华人民共和国森林法》第五十七条"), power(name="乙"), remove_missing=True)
    published(people, job.change_set, date(2026, 2, 1))
    made = actions.counter_set(actor=people.clerk, change_set=job.change_set)

    rows = {row.name: row for row in made.versions.order_by("id")}
    assert {name: row.change for name, row in rows.items()} == {"甲": "amend", "乙": "cancel", "丁": "add"}
    assert rows["甲"].content["basis"] == ["《中华人民共和国森林法》第五十六条"]
    assert made.state == ChangeSetState.DRAFT
    assert ListMove.objects.filter(subject=made, move="counter", facts__restores=job.change_set.number).exists()

    published(people, made, date(2026, 3, 1))
    in_force = ListVersion.objects.in_force(date(2026, 3, 2))
    assert sorted(in_force.values_list("name", flat=True)) == ["丁", "甲"]


def test_what_changed_again_is_left_out_and_named(people, imported):
    job = imported(power(name="甲"), power(name="乙"))
    published(people, job.change_set)
    actions.counter_set(actor=people.clerk, change_set=job.change_set)
    with pytest.raises(MoveRefused, match="没有可以恢复的事项"):
        actions.counter_set(actor=people.clerk, change_set=job.change_set)


def test_before_publication_there_is_no_counter_set(people, imported):
    job = imported(power(name="甲"))
    with pytest.raises(MoveRefused, match="还没有公布"):
        actions.counter_set(actor=people.clerk, change_set=job.change_set)


# --- the pages -----------------------------------------------------------------------------------------------------


def test_the_way_back_stands_on_the_imports_page(client, people, imported):
    job = imported(power(name="甲"))
    client.force_login(people.clerk)
    address = reverse("powerlist:import_job", args=[job.key])
    assert "撤销这次导入" in client.get(address).content.decode()
    assert "撤销导入" in client.get(reverse("powerlist:desk_change_set", args=[job.change_set.number])).content.decode()
    client.post(reverse("powerlist:import_take_back", args=[job.key]), {"note": ""})
    assert ImportJob.objects.get().state == ImportState.APPLIED
    page = client.post(reverse("powerlist:import_take_back", args=[job.key]), {"note": "选错"}, follow=True)
    assert "这次导入已经撤销" in page.content.decode()


def test_a_published_import_offers_the_counter_set(client, people, imported):
    job = imported(power(name="甲"))
    published(people, job.change_set)
    client.force_login(people.clerk)
    page = client.get(reverse("powerlist:import_job", args=[job.key])).content.decode()
    assert "建立恢复批次" in page and "撤销这次导入" not in page
    answer = client.post(reverse("powerlist:import_counter", args=[job.key]), follow=True)
    assert "恢复《首次清理》之前的内容" in answer.content.decode()


def test_strangers_find_neither(client, people, imported):
    job = imported(power(name="甲"))
    client.force_login(office().clerk)
    for name in ("import_take_back", "import_counter"):
        assert client.post(reverse(f"powerlist:{name}", args=[job.key]), {"note": "x"}).status_code == 404
