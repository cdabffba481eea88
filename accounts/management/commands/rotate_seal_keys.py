"""`script/manage rotate_seal_keys`: the keys of the local seals, encrypted anew with the newest of FIELD_KEYS."""

from django.core.management.base import BaseCommand

from accounts.adapters import LocalSeals


class Command(BaseCommand):
    help = "FIELD_KEYS 换了新密钥后，把演示印章的密钥文件重新加密；换完再撤旧密钥。"

    def handle(self, **options):
        self.stdout.write(f"重新加密 {LocalSeals().rotate()} 个密钥文件。")
