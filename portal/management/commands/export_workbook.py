"""`export_workbook KIND FILE --organisation CODE [--as-of DATE]`: a body's list as the official form."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Organisation
from core.management import JsonCommand
from funds.queries.list_desk import exported
from funds.resources import list_workbook
from powerlist.kinds import FORMS, KINDS, form_choices
from powerlist.models import Contact
from powerlist.resources import form_rows, form_workbook


class Command(JsonCommand):
    help = "把一个单位某一天的清单导出为官方 Excel 表格。内容相同，文件逐字节相同。"

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[*(key for key, _ in form_choices()), "funds"])
        parser.add_argument("file", help="要写的 .xlsx 文件")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="哪一天的清单（2026-11-22），不写是今天")
        parser.add_argument("--drafts", action="store_true", help="按填报中的内容导出；附件1至附件4不写日期时总是这样")
        parser.add_argument("--mobiles", action="store_true", help="附件7写出完整的手机号，不写则打码")
        parser.add_argument("--json", action="store_true", help="在标准输出给出一个 JSON 值")

    def handle(self, *, kind, file, organisation, as_of, json: bool, drafts=False, mobiles=False, **options):
        body = Organisation.objects.filter(code=organisation).first()
        if body is None:
            return self._refuse(
                "organisation_unknown", f"没有编码为“{organisation}”的机构。请核对 --organisation。", json
            )
        if kind == "funds":
            return self._funds(body, file, as_of, json)
        clearing = kind not in KINDS or not KINDS[kind].is_public
        on = as_of or (None if drafts or clearing else timezone.localdate())
        data = form_workbook(kind=kind, organisation=body, on=on, with_mobiles=mobiles)
        try:
            Path(file).write_bytes(data)
        except OSError as error:
            return self._refuse("file_unwritable", f"写不了文件“{file}”：{error.strerror}。请核对路径。", json)
        people = Contact.objects.filter(organisation=body)
        count = (people if kind == "contacts" else form_rows(kind, body, on)).count()
        result = {
            "kind": kind,
            "file": Path(file).name,
            "organisation": body.code,
            "as_of": on.isoformat() if on else None,
            "rows": count,
        }
        self._answer(result) if json else self.stdout.write(f"已导出{FORMS[kind].name}，共{count}项：{file}")
        return None

    def _funds(self, body, file: str, as_of: date | None, as_json: bool) -> None:
        """The list of the year of a day: a department's own rows; the whole list for the body that keeps it."""
        on = as_of or timezone.localdate()
        rows, form = exported(body, on)
        try:
            Path(file).write_bytes(list_workbook(on.year, form, rows))
        except OSError as error:
            return self._refuse("file_unwritable", f"写不了文件“{file}”：{error.strerror}。请核对路径。", as_json)
        found = {"kind": "funds", "file": Path(file).name, "organisation": body.code, "as_of": on.isoformat()}
        found["rows"] = len(rows)
        self._answer(found) if as_json else self.stdout.write(f"已导出专项资金清单，共{len(rows)}项：{file}")
        return None

    def _answer(self, value: dict) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False))

    def _refuse(self, code: str, message: str, as_json: bool) -> None:
        if as_json:
            self._answer({"error": {"code": code, "message": message}})
            self.stderr.write(message)
            raise SystemExit(1)
        raise CommandError(message, returncode=1)


def _day(text: str) -> date:
    return date.fromisoformat(text)
