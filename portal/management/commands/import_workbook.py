"""`import_workbook KIND FILE --organisation CODE`: an official Excel form into a list, or only read and judged."""

import json
import sys
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError

from accounts.actions import log_refusal_of
from accounts.models import Organisation, User
from core.files import secrecy
from core.management import JsonCommand
from core.workbooks import Item, Reading, Refused, read
from core.workflow import MoveRefused
from funds.actions import list_imports
from funds.actions.imports import ImportRefused
from funds.kinds import FORMS as FUND_FORMS
from powerlist import actions
from powerlist.actions.comparing import Preview, read_workbook, unit_warnings
from powerlist.enums import ChangeGround
from powerlist.kinds import FORMS as LIST_FORMS
from powerlist.kinds import form_choices
from powerlist.models import Law

FORMS = {**LIST_FORMS, **FUND_FORMS}
STAGES = {"read": "核对", "compare": "比对", "write": "写入"}
BAR = 30


class Refusal(Exception):
    """The file, or the whole import, is refused."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class Command(JsonCommand):
    help = "导入一份官方 Excel 表格；加 --dry-run 只核对，不写入。有不能导入的行时整体不写入，除非加 --skip-refused。"

    def add_arguments(self, parser):
        parser.add_argument(
            "kind", choices=list(FORMS), help="表的种类：" + "，".join(f"{k}={f.name}" for k, f in FORMS.items())
        )
        parser.add_argument("file", help="工作簿（.xlsx 或 .xls）")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--rows", action="store_true", help="列出每一个可导入的行")
        parser.add_argument(
            "--skip-refused", action="store_true", help="略去不能导入的行，其余照常写入（批次记录里逐行写明）"
        )
        parser.add_argument("--remove-missing", action="store_true", help="文件中没有的现行事项，一并提请取消")
        parser.add_argument("--user", metavar="USERNAME", help="以谁的名义导入；不写则记为“命令行”")
        parser.add_argument("--title", default="", help="批次标题")
        parser.add_argument("--reason", default="", help="变更事由")
        parser.add_argument("--ground", default=ChangeGround.OTHER, choices=ChangeGround.values, help="变更情形")
        parser.add_argument("--json", action="store_true", help="在标准输出给出一个 JSON 值")

    def handle(self, *, json: bool, **options):
        try:
            result = self._import(**options)
        except (Refusal, Refused, MoveRefused, PermissionDenied) as refusal:
            self._refuse(refusal, json)
        if json:
            self._answer(result)
        else:
            self._tell(result)

    def _import(self, *, kind, file, organisation, dry_run, **options) -> dict:
        body = Organisation.objects.filter(code=organisation).first()
        if body is None:
            raise Refusal("organisation_unknown", f"没有编码为“{organisation}”的机构。请核对 --organisation。")
        data = self._bytes(file)
        found = secrecy.mark_in_file(BytesIO(data), Path(file).name)
        if found:
            user = User.objects.filter(username=options["user"] or "").first() or actions.console_user()
            log_refusal_of(user=user, rule=found.rule, words=found.words, place=f"命令行 import_workbook {kind}")
            raise Refusal("classified", f"{found.words}。{secrecy.ADVICE}")
        if kind in dict(form_choices()):
            reading = read_workbook(data, kind, progress=self._progress)
            result = self._store(reading, kind, body, file, dry_run, options)
        else:
            facts = {"laws": Law.objects.index(), **list_imports.caps_of("")}
            reading = read(
                data, FORMS[kind], among=FORMS.values(), facts=facts, max_rows=settings.WORKBOOK_MAX_ROWS,
                progress=lambda done, total: self._progress("read", done, total),
            )  # fmt: skip
            if kind == "funds":
                result = self._store_funds(reading, body, dry_run, options)
            else:
                result = _only_read(reading, body)
                if not dry_run:
                    self.stderr.write(f"{FORMS[kind].name}只核对，不写入数据库。")
        result = {"kind": kind, "file": Path(file).name, **result}
        if options["rows"]:
            result["imported"] = [_imported(item) for item in reading.items if not item.errors]
        return result

    def _store(self, reading: Reading, kind: str, body, file: str, dry_run: bool, options: dict) -> dict:
        if dry_run:
            preview = actions.compare_form(reading, kind=kind, organisation=body, progress=self._progress)
            return _of_preview(preview, None)
        try:
            applied = actions.apply_reading(
                actor=self._actor(options["user"]),
                reading=reading,
                kind=kind,
                organisation=body,
                filename=Path(file).name,
                progress=self._progress,
                **{key: options[key] for key in ("title", "reason", "ground", "skip_refused", "remove_missing")},
            )
        except actions.ImportRefused as refusal:
            if refusal.preview is None:
                raise
            self.stderr.write(f"{refusal} 要略去这些行，请加 --skip-refused。")
            return _of_preview(refusal.preview, None)
        return _of_preview(applied.preview, applied.change_set)

    def _store_funds(self, reading: Reading, body, dry_run: bool, options: dict) -> dict:
        """The list of a budget year: into its draft, by the same act as at the desk."""
        if dry_run:
            return _of_funds(reading, body, list_imports.check_list(reading, body), None)
        try:
            compared, change_set = list_imports.import_list(
                actor=self._actor(options["user"]), reading=reading, organisation=body,
                skip_refused=options["skip_refused"], drop_missing=options["remove_missing"],
            )  # fmt: skip
        except ImportRefused as refusal:
            if refusal.compared is None:
                raise
            self.stderr.write(f"{refusal} 要略去这些行，请加 --skip-refused。")
            return _of_funds(reading, body, refusal.compared, None)
        return _of_funds(reading, body, compared, change_set)

    def _actor(self, username: str | None) -> User:
        if not username:
            return actions.console_user()
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise Refusal("user_unknown", f"没有名为“{username}”的在用账号。请核对 --user。")
        return user

    def _bytes(self, file: str) -> bytes:
        path = Path(file)
        try:
            size = path.stat().st_size
            if size > settings.WORKBOOK_MAX_BYTES:
                most = settings.WORKBOOK_MAX_BYTES // (1024 * 1024)
                raise Refusal("too_large", f"文件有{size / 1024 / 1024:.1f}兆，超过了{most}兆的上限。请拆成几个文件。")
            return path.read_bytes()
        except OSError as error:
            raise Refusal("file_unreadable", f"读不到文件“{file}”：{_reason(error)}。请核对路径。") from None

    def _progress(self, stage: str, done: int, total: int) -> None:
        """One line on a terminal that fills up; on anything else one line when a stage is done."""
        share = done / total if total else 1
        label = STAGES.get(stage, stage)
        if sys.stderr.isatty():
            filled = int(BAR * share)
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\r{label} [{'#' * filled}{'-' * (BAR - filled)}] {done}/{total} 行{end}")
            sys.stderr.flush()
        elif done >= total:
            self.stderr.write(f"{label}：{total}行")

    def _answer(self, value: dict) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False))

    def _refuse(self, refusal: Exception, as_json: bool) -> None:
        message = str(refusal) or "拒绝导入。"
        if as_json:
            code = getattr(refusal, "code", "refused")
            self._answer({"error": {"code": str(code), "message": message}})
            self.stderr.write(message)
            raise SystemExit(1)
        raise CommandError(message, returncode=1)

    def _tell(self, result: dict) -> None:
        for row in result["refused"]:
            self.stdout.write(f"不能导入  {row['sheet']}  {row['message']}")
        for row in result["warnings"]:
            self.stdout.write(f"提示  {row['sheet']}  {row['message']}")
        for row in result.get("imported", ()):
            self.stdout.write(f"可导入  {row['sheet']}  第{row['row']}行  {row['category']}  {row['name']}")
        counts = "，".join(
            f"{label}{result[key]}项"
            for key, label in (("added", "新增"), ("changed", "变更"), ("unchanged", "未变"), ("removed", "文件中没有"))
        )
        self.stdout.write(
            f"共{result['rows']}行：{counts}，不能导入{len({(r['sheet'], r['row']) for r in result['refused']})}行。"
        )
        if result["change_set"]:
            self.stdout.write(f"已写入批次 {result['change_set']}，请到工作台报送审核。")


def _reason(error: OSError) -> str:
    """Why a file can't be read, in words."""
    words = {FileNotFoundError: "没有这个文件", IsADirectoryError: "这是一个目录", PermissionError: "没有读取的权限"}
    return words.get(type(error), error.strerror or str(error))


def _of_preview(preview: Preview, change_set) -> dict:
    counts = preview.counts
    return {
        **{key: counts[key] for key in ("rows", "added", "changed", "unchanged", "removed")},
        "refused": preview.refused,
        "warnings": _sorted(preview.all_warnings),
        "change_set": change_set.number if change_set else None,
    }


def _of_funds(reading: Reading, body, compared, change_set) -> dict:
    """The answer for the list: what the form found in the rows, and what the draft says to them."""
    counts = compared.counts
    refused = [finding.as_dict() for finding in reading.refused]
    warnings = [*unit_warnings(reading, body), *(finding.as_dict() for finding in reading.all_warnings)]
    for line, item in zip(compared.lines, reading.items, strict=True):
        said = {finding.message for finding in (*item.errors, *item.warnings)}
        place = {"sheet": line.sheet, "row": line.row}
        fresh = [m for m in line.errors if m not in said]
        codes = line.codes[len(line.codes) - len(fresh) :]
        refused += [{**place, "code": code, "message": m} for code, m in zip(codes, fresh, strict=True)]
        warnings += [{**place, "code": "note", "message": m} for m in line.warnings if m not in said]
    return {
        "rows": counts["rows"],
        "added": counts["new"],
        "changed": counts["changed"],
        "unchanged": counts["unchanged"],
        "removed": counts["missing"],
        "refused": refused,
        "warnings": _sorted(warnings),
        "change_set": change_set.number if change_set else None,
    }


def _only_read(reading: Reading, body) -> dict:
    """Forms that no list keeps yet: every row that reads well would be new."""
    good = [item for item in reading.items if not item.errors]
    warnings = [*unit_warnings(reading, body), *(finding.as_dict() for finding in reading.all_warnings)]
    return {
        "rows": len(reading.items),
        "added": len(good),
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
        "refused": [finding.as_dict() for finding in reading.refused],
        "warnings": _sorted(warnings),
        "change_set": None,
    }


def _sorted(findings: list[dict]) -> list[dict]:
    order: dict[str, int] = {}
    for row in findings:
        order.setdefault(row["sheet"], len(order))
    return sorted(findings, key=lambda row: (order[row["sheet"]], row["row"]))


def _imported(item: Item) -> dict:
    """One row that can be imported, with whatever its form says of it."""
    data = item.data
    category = data.get("category")
    row = {
        "sheet": item.sheet,
        "row": item.row,
        "name": data["name"],
        "category": category.label if category else "",
        "basis": list(data.get("basis", ())),
    }
    skipped = {"name", "category", "basis", "citations", "judgements", "as_filed", "office_phone", "mobile"}
    row |= {key: _plain(value) for key, value in data.items() if key not in skipped and value not in ("", None, [])}
    return row


def _plain(value):
    return value if isinstance(value, (str, int, list)) else str(value)
