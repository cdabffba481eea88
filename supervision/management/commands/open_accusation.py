"""`open_accusation`: for the commission's own machine, where its private key is; the portal has none."""

import base64
import json
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management.base import BaseCommand, CommandError

from supervision.adapters import print_of, unseal


class Command(BaseCommand):
    help = "在县纪委监委自己的机器上：生成密钥（--new），或者用私钥打开一件密封的检举控告。"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("key", type=Path, help="私钥文件（32 字节）")
        parser.add_argument("envelope", type=Path, nargs="?", help="密封件，文件名是编号，如 JB20261122000013.hpke")
        parser.add_argument("--new", action="store_true", help="生成新的私钥，打印公钥（base64）和指纹")

    def handle(self, *, key: Path, envelope: Path | None, new: bool, **options):
        if new:
            self._make(key)
        elif envelope is None:
            raise CommandError("请给出密封件的文件名。")
        else:
            self._open(key, envelope)

    def _open(self, key: Path, envelope: Path) -> None:
        try:
            content = unseal(envelope.stem, envelope.read_bytes(), key.read_bytes())
        except InvalidTag as error:
            raise CommandError("打不开：不是给这把钥匙的，或者文件名（编号）被改过。") from error
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))

    def _make(self, key: Path) -> None:
        if key.exists():
            raise CommandError(f"{key} 已经存在，不覆盖。")
        made = X25519PrivateKey.generate()
        key.touch(mode=0o600)
        key.write_bytes(made.private_bytes_raw())
        public = made.public_key().public_bytes_raw()
        self.stdout.write(f"ACCUSATION_KEY={base64.b64encode(public).decode()}\n指纹 {print_of(public)}")
