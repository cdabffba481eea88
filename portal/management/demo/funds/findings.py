"""监督检查: findings in each state, one past its day, one put off, one closed and public."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from funds.actions import findings
from funds.models import FundVersion

from ..sources import Demo

PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# (days ago found, days to mend, text, demand, 元, how far it has come)
FOUND = (
    (
        70,
        30,
        "部分补助资金拨付到乡镇后滞留超过三个月，没有及时兑付到户。",
        "立即清理滞留资金，一个月内兑付到户。",
        128000,
        "open",
    ),
    (20, 45, "两个项目没有按合同约定提供验收资料。", "补齐验收资料，报检查单位复核。", None, "open"),
    (60, 40, "从专项资金中列支办公用品购置费，超出规定的使用范围。", "归还原资金渠道，调整账务。", 23500, "mended"),
    (90, 45, "受益农户公示时间少于规定的天数。", "按规定重新公示，并留存照片。", None, "again"),
    (150, 60, "未按管理办法规定进行年度绩效评价。", "补做绩效评价，并向社会公开。", None, "closed"),
    (180, 60, "招标文件设置了与项目无关的资格条件。", "修订招标文件范本，组织培训。", 86000, "public"),
)


def build(demo: Demo):
    audit = demo.people["fund_inspector"]
    versions = FundVersion.objects.filter(year=demo.today.year, state="published", valid_to__isnull=True)
    versions = versions.select_related("entry__organisation", "organisation").order_by("sort_key", "id")[::3]
    for number, (version, facts) in enumerate(zip(versions, FOUND, strict=False), start=1):
        ago, days, text, demand, amount, state = facts
        row = findings.find(
            actor=audit, entry=version.entry, year=version.year, kind="audit", found_by=audit.organisation,
            document_number=f"漳审报〔{demo.day(ago).year}〕{number + 6}号", found_on=demo.day(ago), text=text,
            demand=demand, due_on=demo.day(ago - days), amount=Decimal(amount) if amount else None,
            at=demo.moment(ago - 1, 10),
        )  # fmt: skip
        if state != "open":
            _mended(demo, row, version.organisation.name.removeprefix("漳"), audit, ago, state)


def _mended(demo: Demo, row, department: str, audit, ago: int, state: str):
    findings.mend(
        actor=demo.people[f"fund:{department}"], finding=row, at=demo.moment(ago - 30, 10),
        mending="已按要求整改：成立专班，逐项核对，相关凭证和照片附后。",
        upload=SimpleUploadedFile("整改报告.pdf", PROOF, "application/pdf"),
    )  # fmt: skip
    if state == "again":
        findings.send_back_mending(
            actor=audit, finding=row, verdict="公示照片不全，请补充后重新报送。", at=demo.moment(ago - 35, 10)
        )
        findings.put_off(
            actor=audit, finding=row, due_on=demo.day(-20), reason="需要重新公示，给予合理期限。",
            at=demo.moment(ago - 36, 10),
        )  # fmt: skip
    if state in ("closed", "public"):
        row = findings.close(actor=audit, finding=row, verdict="整改到位，予以销号。", at=demo.moment(ago - 40, 10))
    if state == "public":
        findings.publish(
            actor=demo.people[f"disclose:{department}"], finding=row, opinion="不涉及国家秘密，可以公开",
            at=demo.moment(ago - 45, 10),
        )  # fmt: skip
