"""`script/manage check_paper FILE`: what the electronic signatures of a PDF are worth."""

import json as as_json
from pathlib import Path

from django.core.management.base import CommandError

from accounts.queries import signatures_of
from core.management import JsonCommand


class Command(JsonCommand):
    help = "核对一个 PDF 文件的电子签章：谁签的、什么时候签的、签后有没有改动。"

    def add_arguments(self, parser):
        parser.add_argument("file", help="PDF 文件")
        parser.add_argument("--json", action="store_true", help="在标准输出给出一个 JSON 值")

    def handle(self, *, file: str, json: bool, **options):
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"没有这个文件：{file}")
        found = [
            {
                "seal": f"{seal.name}{seal.get_kind_display()}" if seal else signature.name,
                "known": seal is not None,
                "legal": bool(seal and seal.legal),
                "signed_at": signature.at.isoformat() if signature.at else None,
                "intact": signature.intact,
                "whole": signature.whole,
                "trusted": signature.trusted,
                "good": signature.good,
            }
            for signature, seal in signatures_of(path.read_bytes())
        ]
        if json:
            self.stdout.write(as_json.dumps({"file": path.name, "signatures": found}, ensure_ascii=False))
            return
        if not found:
            self.stdout.write("没有电子签章，或者不是完整的 PDF。")
        for one in found:
            word = "有效，没有改动" if one["good"] else "无效"
            self.stdout.write(f"{one['seal']}：{word}{'' if one['legal'] else '（演示签章，不具法定效力）'}")
