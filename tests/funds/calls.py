"""A fund with its department, a call of it, projects, experts, and the ways from one state to the next."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.enums import UserKind
from accounts.models import Organisation
from funds import actions
from funds.enums import ApplicantKind
from funds.models import FundChangeSet, FundVersion, Measure
from tests.factories import OrganisationFactory, UserFactory, staff_with

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FINE = "不涉及国家秘密，可以公开"
CRITERIA = [{"key": "c1", "name": "必要性", "max": 60}, {"key": "c2", "name": "可行性", "max": 40}]


def pdf(name="申报书.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def at(day: str, hour: str = "10:00"):
    return timezone.make_aware(datetime.fromisoformat(f"{day} {hour}"))


def a_measure(entry, author, publisher, year=2026):
    """A 管理办法 in force since the year before."""
    return Measure.objects.create(
        entry=entry, number=1, title="资金管理办法", dated=date(year - 1, 11, 1), valid_from=date(year - 1, 12, 1),
        issued_by="主管部门", file="x", file_name="办法.pdf", sha256="0" * 64, state="published", author=author,
        publisher=publisher, published_at=at(f"{year - 1}-11-02"),
    )  # fmt: skip


def a_fund(name="农业产业发展资金", year=2026, measured=True):
    """(fund, its writer, its publisher, 财政局's person); with a 管理办法 in force."""
    office = OrganisationFactory()
    writer = staff_with("fill_funds", organisation=office)
    change_set = FundChangeSet.objects.filter(year=year).first()
    change_set = change_set or actions.open_list(actor=writer, organisation=office, year=year)
    version = actions.add_funds(actor=change_set.author, change_set=change_set, rows=[(office, name, "1000000")])[0]
    FundVersion.objects.filter(pk=version.pk).update(state="published", valid_from=date(year, 1, 20))
    publisher = staff_with("fill_funds", organisation=office)
    if measured:
        a_measure(version.entry, writer, publisher, year)
    return SimpleNamespace(
        entry=version.entry,
        office=office,
        writer=writer,
        publisher=publisher,
        finance=staff_with("review_funds", organisation=office),
    )


def a_call(fund, published=True, **other):
    facts = {
        "year": 2026,
        "title": "2026年农业产业项目申报通知",
        "conditions": "在本县登记",
        "applicants": [ApplicantKind.UNIT, ApplicantKind.ENTERPRISE],
        "materials": [{"name": "申报书", "required": True, "note": ""}],
        "criteria": CRITERIA,
        "experts": 3,
        "drop_extremes": False,
        "pass_mark": Decimal(60),
        "budget": Decimal("500000.00"),
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 3, 31),
        "notice_days": 5,
        "contact": "0932-4862xxx",
    } | other
    call = actions.write_call(actor=fund.writer, entry=fund.entry, at=at("2026-02-20"), **facts)
    if published:
        call = actions.publish_call(actor=fund.publisher, call=call, opinion=FINE, at=at("2026-02-25"))
    return call


def an_enterprise(name="漳县沙棘开发有限公司", **other):
    return UserFactory(kind=UserKind.LEGAL_PERSON, legal_name=name, credit_code="91621125MA00000000", **other)


def a_township():
    """A clerk who fills for a township."""
    return staff_with("fill_funds", organisation=OrganisationFactory(township=True))


def a_project(fund, owner, title="沙棘种植基地", **other):
    facts = {
        "content": "种植",
        "total_cost": Decimal("300000.00"),
        "contact_name": "王小明",
        "contact_mobile": "13993212345",
    }
    return actions.save_project(actor=owner, entry=fund.entry, title=title, **(facts | other))


def submitted(call, owner, amount="100000.00", when=None, project=None, fund=None, title="沙棘种植基地"):
    when = when or at("2026-03-10")
    project = project or a_project(fund or SimpleNamespace(entry=call.entry), owner, title)
    row = actions.begin_application(actor=owner, project=project, call=call, amount_asked=Decimal(amount), at=when)
    actions.attach_material(actor=owner, application=row, material="申报书", upload=pdf(), at=when)
    return actions.submit_application(actor=owner, application=row, at=when)


def passed(call, fund, owner, **other):
    row = submitted(call, owner, **other)
    return actions.check_application(actor=fund.writer, application=row, move="pass", at=at("2026-03-20"))


def next_day(day: date) -> date:
    return day + timedelta(days=1)


def county() -> Organisation:
    return OrganisationFactory(county=True)
