"""The clerk's import as a job: uploaded, read by the worker, confirmed, written once whatever happens to the worker."""

import io
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from powerlist import actions, tasks
from powerlist.actions import imports
from powerlist.actions.comparing import read_workbook
from powerlist.enums import ImportState, ListKind
from powerlist.models import ImportJob, ListChangeSet, ListEntry, ListVersion

from .people import office
from .sheets import power, powers

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data" / "workbooks"
ENVIRONMENT = DATA / "wb01_附件6_权责清单_环保.xlsx"


@pytest.fixture
def people():
    return office()


def upload(data, name="权责清单.xlsx"):
    return SimpleUploadedFile(name, data)


@pytest.fixture
def eager(django_capture_on_commit_callbacks):
    def run(act, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return act(**arguments)

    return run


def test_from_upload_to_change_set(people, eager):
    job = eager(
        actions.upload_workbook, actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
        file=upload(ENVIRONMENT.read_bytes(), "../../环保.xlsx"),
    )  # fmt: skip
    job.refresh_from_db()
    assert job.state == ImportState.PREVIEWED
    assert job.filename == "环保.xlsx"
    assert ".." not in job.file.name
    assert job.result["counts"]["added"] == 58
    assert not ListVersion.objects.exists()

    eager(actions.confirm_job, actor=people.clerk, job=job, title="首次清理", reason="全面清理")
    job.refresh_from_db()
    assert job.state == ImportState.APPLIED
    assert job.change_set.versions.count() == 58
    assert (job.change_set.title, job.change_set.author) == ("首次清理", people.clerk)


def test_confirming_and_delivering_twice_writes_once(people, eager):
    job = eager(
        actions.upload_workbook, actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
        file=upload(powers(power())),
    )  # fmt: skip
    job.refresh_from_db()
    for _ in range(2):
        eager(actions.confirm_job, actor=people.clerk, job=job, title="t", reason="r")
    tasks.apply_import(job.pk)
    tasks.read_import(job.pk)

    assert ListChangeSet.objects.count() == 1
    assert ListVersion.objects.count() == 1
    assert ImportJob.objects.get().state == ImportState.APPLIED


def test_a_worker_that_died_in_the_middle_is_followed_by_another(people, eager, monkeypatch):
    job = eager(
        actions.upload_workbook, actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
        file=upload(powers(power(name="甲"), power(name="乙"))),
    )  # fmt: skip
    job.refresh_from_db()

    def die(*args, **kwargs):
        raise SystemError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(imports, "write_citations", die)
        with pytest.raises(SystemError):
            eager(actions.confirm_job, actor=people.clerk, job=job, title="t", reason="r")
    assert not ListChangeSet.objects.exists() and not ListEntry.objects.exists()
    assert ImportJob.objects.get().state == ImportState.APPLYING

    tasks.apply_import(job.pk)

    assert ListVersion.objects.count() == 2
    assert ImportJob.objects.get().state == ImportState.APPLIED


def test_jobs_without_a_sign_of_life_are_sent_again(people):
    job = actions.upload_workbook(
        actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS, file=upload(powers(power()))
    )
    later = timezone.now() + timezone.timedelta(minutes=5)
    imports._teller(job.pk)("read", 0, 0)
    assert imports.resume_jobs(at=later) == 0
    cache.clear()
    assert imports.resume_jobs(at=later) == 1
    job.refresh_from_db()
    assert job.state == ImportState.PREVIEWED


def test_the_list_moved_shows_the_preview_again(people, eager):
    job = eager(
        actions.upload_workbook, actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
        file=upload(powers(power(name="甲"), power(name="乙"))),
    )  # fmt: skip
    job.refresh_from_db()
    reading = read_workbook(powers(power(name="甲")), ListKind.POWERS)
    actions.apply_reading(actor=people.clerk, reading=reading, kind=ListKind.POWERS, organisation=people.organisation)
    eager(actions.confirm_job, actor=people.clerk, job=job, title="t", reason="r")
    job.refresh_from_db()

    assert job.state == ImportState.PREVIEWED
    assert "又有了变化" in job.error
    assert job.result["counts"]["unchanged"] == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty_file"), (b"not one", "not_a_workbook")],
)
def test_what_is_no_workbook_makes_no_job(people, data, code):
    with pytest.raises(actions.ImportRefused) as refused:
        actions.upload_workbook(
            actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS, file=upload(data)
        )
    assert refused.value.code == code
    assert not ImportJob.objects.exists()


def test_too_large_a_file(people, settings):
    settings.WORKBOOK_MAX_BYTES = 1000
    with pytest.raises(actions.ImportRefused) as refused:
        actions.upload_workbook(
            actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS, file=upload(powers(power()))
        )
    assert refused.value.code == "too_large"


def test_the_wrong_form_is_refused_with_its_name(people, eager):
    data = (DATA / "wb02_附件2_职权清理汇总表_林业.xlsx").read_bytes()
    job = eager(
        actions.upload_workbook, actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
        file=upload(data),
    )  # fmt: skip
    job.refresh_from_db()
    assert job.state == ImportState.REFUSED
    assert "附件2" in job.error


def test_faults_come_back_beside_the_rows(people, eager):
    job = eager(
        actions.upload_workbook, actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
        file=upload(powers(power(name="甲"), power(name="同上"))),
    )  # fmt: skip
    job.refresh_from_db()
    sheet = load_workbook(io.BytesIO(actions.annotated_file(job=job))).active
    assert "同上" in sheet.cell(4, sheet.max_column).value


def test_a_file_that_nobody_foresaw_is_refused_and_not_read_for_ever(people, monkeypatch):
    job = actions.upload_workbook(
        actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS, file=upload(powers(power()))
    )

    def surprised(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(imports, "read_workbook", surprised)
    tasks.read_import(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.REFUSED and "没有写入任何内容" in job.error
    cache.clear()
    assert imports.resume_jobs(at=timezone.now() + timezone.timedelta(minutes=5)) == 0


def test_a_grant_that_ended_before_the_writing_writes_nothing_and_says_so(people, eager):
    job = eager(
        actions.upload_workbook, actor=people.clerk, organisation=people.organisation, kind=ListKind.POWERS,
        file=upload(powers(power(name="甲"))),
    )  # fmt: skip
    job.refresh_from_db()
    actions.confirm_job(actor=people.clerk, job=job, title="t", reason="r")
    people.clerk.holdings.update(valid_to=timezone.localdate())
    tasks.apply_import(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.PREVIEWED and "没有填报" in job.error
    assert not ListChangeSet.objects.exists()
