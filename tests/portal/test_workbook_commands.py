"""`import_workbook`, `export_workbook`, `check_citations`: one JSON value on standard output, whatever happens."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from powerlist import actions
from powerlist.models import ListChangeSet, ListEntry, ListMove, ListVersion
from tests.powerlist.people import office, published
from tests.powerlist.sheets import power, powers

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data" / "workbooks"
ENVIRONMENT = DATA / "wb01_附件6_权责清单_环保.xlsx"
KEYS = ["kind", "file", "rows", "added", "changed", "unchanged", "removed", "refused", "warnings", "change_set"]


@pytest.fixture
def people():
    return office(name="县环境保护局", short_name="县环保局")


def run(command, *arguments, code=0, **options):
    out = io.StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command(command, *map(str, arguments), "--json", stdout=out, stderr=io.StringIO(), **options)
        assert ended.value.code == code
    else:
        call_command(command, *map(str, arguments), "--json", stdout=out, stderr=io.StringIO(), **options)
    return json.loads(out.getvalue())


def take(people, path, *arguments, kind="powers", **options):
    return run("import_workbook", kind, path, "--organisation", people.organisation.code, *arguments, **options)


def saved(tmp_path, data, name="表.xlsx"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_dry_run_writes_nothing_and_lists_every_row(people):
    found = take(people, ENVIRONMENT, "--dry-run", "--rows")

    assert list(found) == [*KEYS, "imported"]
    assert (found["rows"], found["added"], found["refused"], found["change_set"]) == (58, 58, [], None)
    assert {key: found["imported"][0][key] for key in ("sheet", "row", "name", "category", "basis")} == {
        "sheet": "权责清单",
        "row": 5,
        "name": "一般建设项目环境影响评价审批",
        "category": "行政许可",
        "basis": ["《中华人民共和国环境影响评价法》第二十二条"],
    }
    assert not ListEntry.objects.exists()


def test_an_import_makes_a_change_set_in_the_consoles_name(people):
    found = take(people, ENVIRONMENT)

    change_set = ListChangeSet.objects.get(number=found["change_set"])
    assert change_set.versions.count() == 58
    assert change_set.author.username == "console"
    assert not change_set.author.has_usable_password()
    assert ListVersion.history.filter(history_user_id=change_set.author_id).count() == 58


def test_unchanged_rows_are_imported_too(people):
    take(people, ENVIRONMENT)
    found = take(people, ENVIRONMENT, "--rows")

    assert (found["added"], found["unchanged"], found["change_set"]) == (0, 58, None)
    assert len(found["imported"]) == 58


def test_a_named_person_needs_the_grant(people):
    assert take(people, ENVIRONMENT, "--user", people.reviewer.username, code=1)["error"]["message"]
    assert not ListEntry.objects.exists()
    found = take(people, ENVIRONMENT, "--user", people.clerk.username, "--title", "清理", "--reason", "首次")
    assert ListChangeSet.objects.get(number=found["change_set"]).author == people.clerk


def test_faulty_rows_are_told_and_nothing_is_written_unless_they_are_left_out(people, tmp_path):
    path = saved(tmp_path, powers(power(name="甲"), power(name="")))
    found = take(people, path)

    assert [(row["sheet"], row["row"], row["code"]) for row in found["refused"]] == [("权责清单", 4, "missing_name")]
    assert found["change_set"] is None
    assert not ListVersion.objects.exists()

    found = take(people, path, "--skip-refused")
    assert ListVersion.objects.get().name == "甲"
    assert ListMove.objects.get(move="import").facts["left_out"][0]["row"] == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"x", "not_a_workbook"),
        (powers(), "no_rows"),
        ((DATA / "wb04_专项资金管理清单.xlsx").read_bytes(), "wrong_form"),
    ],
)
def test_a_file_refused_as_a_whole(people, tmp_path, data, code):
    assert take(people, saved(tmp_path, data), code=1)["error"]["code"] == code


def test_names_that_do_not_exist(people, tmp_path):
    assert take(people, tmp_path / "没有.xlsx", code=1)["error"]["code"] == "file_unreadable"
    found = run("import_workbook", "powers", ENVIRONMENT, "--organisation", "x", code=1)
    assert found["error"]["code"] == "organisation_unknown"


def test_another_body_on_the_sheet_is_told_once(people):
    people.organisation.name = people.organisation.short_name = "县林业局"
    people.organisation.save()
    for dry_run in (["--dry-run"], []):
        found = take(people, ENVIRONMENT, *dry_run)
        assert [row["code"] for row in found["warnings"]].count("unit_mismatch") == 1


def test_wrong_usage_is_not_a_refusal(people):
    with pytest.raises(CommandError):
        call_command("import_workbook", "nothing", "x.xlsx", "--organisation", "1")


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("wb02_附件2_职权清理汇总表_林业.xlsx", "summary", 52),
        ("wb03_附件3_分表_文广.xlsx", "details", 62),
        ("wb04_专项资金管理清单.xlsx", "funds", 24),
        ("wb05_附件1_4_5.xlsx", "duties", 16),
        ("wb05_附件1_4_5.xlsx", "overlaps", 6),
        ("wb05_附件1_4_5.xlsx", "public_services", 40),
        ("wb06_项目支出绩效自评表.xlsx", "fund_evaluation", 25),
    ],
)
def test_every_kind_reads(people, name, kind, rows):
    found = take(people, DATA / name, "--rows", "--dry-run", kind=kind)

    assert (found["rows"], len(found["imported"]), found["refused"]) == (rows, rows, [])
    assert all(row["name"] and row["sheet"] and row["row"] for row in found["imported"])


def test_export_then_import_is_a_round_trip(people, tmp_path):
    applied = take(people, ENVIRONMENT)
    published(people, ListChangeSet.objects.get(number=applied["change_set"]))
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (first, second):
        found = run(
            "export_workbook", "powers", path, "--organisation", people.organisation.code, "--as-of", "2026-02-01"
        )
    assert found == {
        "kind": "powers", "file": "b.xlsx", "organisation": people.organisation.code, "as_of": "2026-02-01", "rows": 58
    }  # fmt: skip
    assert first.read_bytes() == second.read_bytes()
    again = take(people, first, "--dry-run")
    assert (again["unchanged"], again["added"], again["changed"], again["removed"]) == (58, 0, 0, 0)


def test_export_refused_in_words(people, tmp_path):
    assert run("export_workbook", "powers", tmp_path / "a", "--organisation", "x", code=1)["error"]["code"]
    missing = tmp_path / "no" / "a.xlsx"
    found = run("export_workbook", "powers", missing, "--organisation", people.organisation.code, code=1)
    assert found["error"]["code"] == "file_unwritable"


@pytest.mark.parametrize("loaded", [True, False])
def test_citations_one_a_line(monkeypatch, loaded):
    if loaded:
        actions.load_laws()
    lines = "《中华人民共和国水法》第七条\n《邮政法》第七十三条\r\n\n《中华人民共和国水污染防治法》第八十三条\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode()), encoding="utf-8"))
    found = run("check_citations")

    assert [row["verdict"] for row in found] == ["ok", "short_title", "unreadable", "repealed"]
    assert all(list(row) == ["text", "verdict", "title", "article", "message"] for row in found)


@pytest.mark.parametrize(
    "arguments",
    [
        ("import_workbook", "nonsense", "x.xlsx", "--organisation", "1"),
        ("import_workbook", "powers"),
        ("export_workbook", "powers", "x.xlsx", "--organisation", "1", "--as-of", "tomorrow"),
        ("check_citations", "--no-such"),
        ("sweep", "--no-such"),
        ("workdays", "--no-such"),
    ],
)
def test_a_misuse_is_told_as_json_too(arguments, capsys):
    """As a person types it: argparse refuses before the command begins (exit 2)."""
    with pytest.raises(SystemExit) as ended:
        load_command_class(app_of(arguments[0]), arguments[0]).run_from_argv(["manage.py", *arguments, "--json"])
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert json.loads(said.out)["error"]["code"] == "usage"
    assert "usage: manage.py" in said.err


def app_of(command: str) -> str:
    return get_commands()[command]


def test_a_protected_workbook_and_one_with_too_many_rows_are_refused_as_a_whole(people, tmp_path, settings):
    protected = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage\0".encode("utf-16-le")
    assert take(people, saved(tmp_path, protected), code=1)["error"]["code"] == "password_protected"
    settings.WORKBOOK_MAX_ROWS = 3
    many = powers(*(power(name=f"事项{n}") for n in range(4)))
    assert take(people, saved(tmp_path, many), code=1)["error"]["code"] == "too_many_rows"
    assert not ListVersion.objects.exists()
