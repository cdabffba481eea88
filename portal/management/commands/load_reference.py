"""`script/manage load_reference`: organisations, laws, the calendar and the settings that the product brings."""

import json

from django.core.management.base import BaseCommand

from accounts.actions import load_notice_templates, load_organisations
from approvals.actions import load_case_papers, load_retention_rules
from core.workdays import load_statutory_calendar
from funds.actions import load_function_classes
from funds.actions import load_rules as load_fund_rules
from powerlist.actions import (
    load_creation_rules,
    load_duty_templates,
    load_kind_settings,
    load_laws,
    load_paper_templates,
    load_paths,
)
from supervision.actions import load_complaint_rules, load_mending_rule, load_rules

LOADERS = (
    ("organisations", "机构", load_organisations),
    ("laws", "法规", load_laws),
    ("creation_rules", "设定权限", load_creation_rules),
    ("duty_templates", "责任模板", load_duty_templates),
    ("kinds", "清单规则", load_kind_settings),
    ("paths", "审核路径", load_paths),
    ("papers", "文书样式", load_paper_templates),
    ("calendar", "放假与调休日", load_statutory_calendar),
    ("case_papers", "办件文书样式", load_case_papers),
    ("retention", "档案保管期限", load_retention_rules),
    ("rules", "监察规则", load_rules),
    ("complaint_rules", "投诉受理设置", load_complaint_rules),
    ("mending_rule", "差评整改设置", load_mending_rule),
    ("fund_rules", "专项资金规则", load_fund_rules),
    ("notices", "通知模板", load_notice_templates),
    ("function_classes", "功能分类科目", load_function_classes),
)


class Command(BaseCommand):
    help = "载入机构、法规、放假安排和各项规则。可以重复运行：已有的不动，只补缺的。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="在标准输出给出一个 JSON 值")

    def handle(self, *, json: bool, **options):
        added = {}
        for name, label, load in LOADERS:
            added[name] = load()
            if added[name]:
                self.stderr.write(f"载入{label}：{added[name]}")
        if json:
            self.stdout.write(as_json(added))


def as_json(value) -> str:
    return json.dumps(value, ensure_ascii=False)
