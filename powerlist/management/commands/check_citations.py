"""`check_citations`: one citation a line on standard input, one verdict each on standard output."""

import json
import sys

from core.management import JsonCommand
from powerlist.actions import shipped_laws
from powerlist.citations import LawIndex
from powerlist.models import Law


class Command(JsonCommand):
    help = "逐行核对标准输入中的法律依据，在标准输出给出 JSON 数组。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="输出总是 JSON；这个参数只为统一写法")

    def handle(self, **options):
        laws = Law.objects.index()
        if not laws.laws:
            laws = LawIndex.from_rows(shipped_laws())
        stream = getattr(sys.stdin, "buffer", None)
        text = stream.read().decode("utf-8-sig", "replace") if stream else sys.stdin.read()
        lines = [line.rstrip("\r") for line in text.split("\n")]
        if lines and not lines[-1]:
            lines.pop()
        self.stdout.write(json.dumps([laws.check(line).as_dict() for line in lines], ensure_ascii=False))
