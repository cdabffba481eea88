"""`script/manage demo`: build the demo county by calling the actions."""

import json

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from accounts.models import User
from approvals.models import Case
from core.management import JsonCommand
from portal.management.demo import (
    archives,
    campaigns,
    cases,
    catalogue,
    flows,
    funds,
    guides,
    guides_of_duty,
    halls,
    kinds,
    licences,
    lists,
    materials,
    overlaps,
    people,
    reading,
    reforms,
    registers,
    renewals,
    systems,
    voice,
)
from portal.management.demo.sources import Demo
from portal.models import SiteFlag
from powerlist.models import ListVersion, ServiceItemVersion


class Command(JsonCommand):
    help = "建立演示县：机构、人员、清单、办事指南和办件，全部由系统自身的操作生成。须在没有业务数据的库上运行。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="在标准输出给出一个 JSON 值")

    def handle(self, *, json: bool, **options):
        if SiteFlag.objects.filter(name="demo").exists():
            self.stderr.write("演示数据已经建好，不再重复建立。")
            return self._answer(json)
        if User.objects.exists() or ListVersion.objects.exists():
            raise CommandError("库里已有用户或清单。演示数据只能建在空库上：script/setup --fresh 重建后再试。")
        call_command(
            "load_reference", stderr=self.stderr
        )  # adds what is missing: the demo stands on its bodies and laws
        demo = Demo(say=self.stderr.write)
        with transaction.atomic():
            for what, build in (
                ("人员和授权", people.build),
                ("清单", lists.build),
                ("清理任务", campaigns.build),
                ("其他清单", kinds.build),
                ("交叉分散", overlaps.build),
                ("上级目录", catalogue.build),
                ("专项资金", funds.build),
                ("单位系统", systems.build),
                ("办事指南", guides.build),
                ("依职权事项的指南", guides_of_duty.build),
                ("印本和意见", reading.build),
                ("办件与监察", cases.build),
                ("办理流程", flows.build),
                ("大厅和窗口", halls.build),
                ("证照", licences.build),
                ("延续和变更", renewals.build),
                ("容缺和承诺", materials.build),
                ("办件档案", archives.build),
                ("投诉和评价", voice.build),
                ("机构改革", reforms.build),
                ("权力运行和办件结果", registers.build),
                ("只向申请人公开的指南", guides.close_one),
            ):
                self.stderr.write(f"正在建立：{what}")
                build(demo)
            SiteFlag.objects.create(name="demo")
            _write_accounts(demo)
        return self._answer(json)

    def _answer(self, as_json: bool):
        counts = {
            "entries": ListVersion.objects.filter(state="published", valid_to=None).count(),
            "guides": ServiceItemVersion.objects.filter(state="published").count(),
            "cases": Case.objects.count(),
            "accounts": str(settings.VAR_DIR / "demo-accounts.json"),
        }
        if as_json:
            self.stdout.write(_json(counts))
        else:
            self.stderr.write(f"演示县已建好：{_json(counts)}")


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_accounts(demo: Demo):
    path = settings.VAR_DIR / "demo-accounts.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(_json(demo.accounts), encoding="utf-8")
