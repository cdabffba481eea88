"""`rotate_keys`: encrypt all personal data with the newest of FIELD_KEYS, so that the older ones can go."""

from django.apps import apps
from django.core.management import BaseCommand

from core.masking import rotate


class Command(BaseCommand):
    help = "用最新的密钥重新加密全部个人信息，之后可以从 FIELD_KEYS 去掉旧密钥。"

    def handle(self, **options):
        for model in apps.get_models():
            if count := rotate(model):
                self.stdout.write(f"{model._meta.verbose_name}：{count} 行")
