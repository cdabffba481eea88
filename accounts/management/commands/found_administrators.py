"""`found_administrators --organisation CODE --system ACCOUNT NAME …`: the first three of an installation, once."""

import json
import secrets

from django.core.exceptions import ValidationError
from django.core.management import CommandError

from accounts.actions import found_administrators
from accounts.enums import AdminRole
from accounts.models import Organisation, User
from core.management import JsonCommand

ROLES = {"system": AdminRole.SYSTEM, "security": AdminRole.SECURITY, "audit": AdminRole.AUDIT}


class Command(JsonCommand):
    help = "指定系统、安全、审计三名管理员，只在还没有管理员时可用；随机密码只显示这一次，登录后请立即修改。"

    def add_arguments(self, parser):
        parser.add_argument("--organisation", required=True, metavar="CODE", help="三员所在机构的编码")
        for name, role in ROLES.items():
            parser.add_argument(f"--{name}", nargs=2, required=True, metavar=("ACCOUNT", "NAME"), help=role.label)
        parser.add_argument("--json", action="store_true", help="在标准输出给出一个 JSON 值")

    def handle(self, *, organisation, json: bool, **options):
        people = {role: (*options[name], secrets.token_urlsafe(12)) for name, role in ROLES.items()}
        body = Organisation.objects.filter(code=organisation).first()
        if body is None:
            return self._refuse(
                "organisation_unknown", f"没有编码为“{organisation}”的机构。请核对 --organisation。", json
            )
        try:
            for account, _, _ in people.values():
                User._meta.get_field("username").run_validators(account)
                if User.objects.filter(username=account).exists():
                    raise ValidationError(f"账号“{account}”已经有人用了，请换一个。")
            found_administrators(people=people, organisation=body)
        except ValidationError as error:
            return self._refuse("refused", "".join(error.messages), json)
        made = {
            str(role): {"username": account, "name": name, "password": word}
            for role, (account, name, word) in people.items()
        }
        if json:
            self.stdout.write(_dumped(made))
        else:
            for role, person in made.items():
                label = AdminRole(role).label
                self.stdout.write(f"{label}　{person['name']}　账号 {person['username']}　密码 {person['password']}")
        return None

    def _refuse(self, code: str, message: str, as_json: bool):
        if as_json:
            self.stdout.write(_dumped({"error": {"code": code, "message": message}}))
        raise CommandError(message, returncode=1)


def _dumped(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False)
