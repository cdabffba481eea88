"""A body with its clerks, an item in force, and cases brought to each state by the real acts."""

from dataclasses import dataclass
from datetime import date, datetime

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Organisation, User
from approvals import actions
from approvals.models import Case
from licences.models import LicenceType
from powerlist.actions.guides import PARTS
from powerlist.enums import Category, FieldKind, GuideState, ListKind
from powerlist.models import (
    ItemMaterial,
    ListChangeSet,
    ListEntry,
    ListVersion,
    ServiceItem,
    ServiceItemVersion,
)
from tests.factories import OrganisationFactory, UserFactory, staff_with

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ID_NUMBER = "621125199001010017"
CATEGORY = Category.LICENSING
RECEIVED = "2026-03-02 09:30"  # a Monday; no day off until 清明


def at(text: str) -> datetime:
    """A moment in the county's own time."""
    return timezone.make_aware(datetime.fromisoformat(text))


def pdf(name: str = "身份证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


class LicenceTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LicenceType

    code = factory.Sequence(lambda n: f"XK{n:03d}")
    type_code = factory.Sequence(lambda n: f"11100000000013338W{n % 1000:03d}")
    name = "食品小作坊登记证"
    validity_months = 36


def listed(organisation) -> ListEntry:
    """An entry with a text in force since 2020: a guide exists only for a published entry."""
    number = ListEntry.objects.count()
    entry = ListEntry.objects.create(
        kind=ListKind.POWERS, organisation=organisation, code=f"E{organisation.pk}-{number}"
    )
    change_set = ListChangeSet.objects.create(
        number=f"T{entry.pk}", title="首次公布", reason="编制清单", kind=ListKind.POWERS, organisation=organisation,
        author=UserFactory(staff=True),
    )  # fmt: skip
    ListVersion.objects.create(
        entry=entry, change_set=change_set, kind=ListKind.POWERS, organisation=organisation, category=CATEGORY,
        name="食品小作坊登记", state="published", valid_from=date(2020, 1, 1),
        content={
            "basis": ["《中华人民共和国食品安全法》第三十六条"],
            "steps": [{"stage": "审查", "body": "审批股", "post": "审查岗", "limit": "3"}],
        },
    )  # fmt: skip
    return entry


MATERIALS = [{"name": "经营者身份证"}, {"name": "场所照片", "necessity": "2"}]
FIELDS = [
    {"key": "shop", "label": "作坊名称", "kind": FieldKind.TEXT, "required": True, "group": "作坊情况"},
    {"key": "id_number", "label": "身份证号码", "kind": FieldKind.ID_NUMBER, "required": True, "group": "经营者"},
    {"key": "opened", "label": "开业日期", "kind": FieldKind.DATE, "required": False, "group": "经营者"},
]


class VersionFactory(factory.django.DjangoModelFactory):
    """A guide in force: promised 7, legal 20 working days; one required material, three fields."""

    class Meta:
        model = ServiceItemVersion
        skip_postgeneration_save = True

    state = GuideState.PUBLISHED
    valid_from = date(2020, 1, 1)
    name = "食品小作坊登记"
    legal_limit = 20
    promised_limit = 7
    conditions = "有固定场所。"
    correction_limit = 10
    correction_basis = "《甘肃省食品小作坊小经营店小摊点监督管理条例》第八条"
    licence_type = factory.SubFactory(LicenceTypeFactory)
    publisher = factory.SubFactory(UserFactory, staff=True)

    @classmethod
    def _create(cls, model, *args, organisation=None, item=None, parts=None, **kwargs):
        """`parts` are rows by the names of PARTS, instead of the usual ones; a guide is published with all it holds."""
        organisation = organisation or OrganisationFactory(credit_code="116211250139900157")
        if item is None:
            entry = listed(organisation)
            item = ServiceItem.objects.create(
                entry=entry, organisation=organisation, code=f"IT{organisation.pk}{entry.pk:04d}"
            )
        state = kwargs.pop("state")
        version = super()._create(model, *args, item=item, state=GuideState.DRAFT, **kwargs)
        for name, rows in {"materials": MATERIALS, "fields": FIELDS, **(parts or {})}.items():
            for place, row in enumerate(rows, 1):
                PARTS[name].objects.create(**{"version": version, "position": place, **row})
        version.state = state
        version.save()
        return version


@dataclass
class Office:
    """A body, its people, its item and a citizen."""

    organisation: Organisation
    version: ServiceItemVersion
    citizen: User
    window: User
    handler: User
    decider: User

    @property
    def form(self) -> dict:
        return {"shop": "老李豆腐坊", "id_number": ID_NUMBER, "opened": "2026-01-05"}

    @property
    def material(self) -> ItemMaterial:
        return self.version.materials.get(position=1)

    def submit(self, moment: str = RECEIVED, **options) -> Case:
        import uuid

        defaults = {
            "actor": self.citizen,
            "version": self.version,
            "form": self.form,
            "files": [(self.material, pdf())],
            "submission_key": uuid.uuid4(),
            "at": at(moment),
        }
        return actions.submit_case(**defaults | options)

    def accepted(self, moment: str = "2026-03-03 10:00", **options) -> Case:
        return actions.accept(case=self.submit(**options), actor=self.window, at=at(moment))

    def correcting(self, moment: str = "2026-03-04 10:00", **options) -> Case:
        return actions.ask_correction(
            case=self.submit(**options), actor=self.window, items=["身份证照片不清楚，请重新上传"], at=at(moment)
        )

    def reviewed(self, moment: str = "2026-03-05 10:00", **options) -> Case:
        return actions.review(case=self.accepted(**options), actor=self.handler, opinion="符合条件", at=at(moment))

    def granted(self, moment: str = "2026-03-06 10:00", **options) -> Case:
        return actions.grant(case=self.reviewed(**options), actor=self.decider, at=at(moment))

    def refused(self, moment: str = "2026-03-06 10:00", **options) -> Case:
        return actions.refuse(
            case=self.reviewed(**options), actor=self.decider, reason="场所不符合卫生条件。", at=at(moment)
        )

    def special(self, moment: str = "2026-03-05 10:00", **options) -> Case:
        """In a special procedure of five working days that the applicant was told of."""
        said = {"kind": "experts", "notified_days": 5, "document": "漳审〔2026〕1号", "performer": "县专家组"}
        return actions.begin_procedure(case=self.accepted(), actor=self.handler, at=at(moment), **said | options)

    def not_needed(self, moment: str = "2026-03-03 10:00") -> Case:
        return actions.tell_not_needed(
            case=self.submit(), actor=self.window, reason="自产自销农产品依法不需要登记。", at=at(moment)
        )

    def terminated(self, moment: str = "2026-04-02 10:00") -> Case:
        """Not corrected in the time of the item's own rule, and told before."""
        case = self.correcting()
        warned = {"warned_until": date(2026, 4, 1), "at": at("2026-03-20 10:00")}
        case = actions.warn_termination(case=case, actor=self.window, **warned)
        return actions.terminate(case=case, actor=self.decider, reason="逾期没有补正", at=at(moment))

    def void(self, moment: str = "2026-03-03 10:00") -> Case:
        return actions.void(case=self.at_counter(), actor=self.window, reason="重复登记", at=at(moment))

    def at_counter(self, **options) -> Case:
        """Filed at the window for the citizen."""
        fields = {"applicant": self.citizen, "applicant_name": self.citizen.name, "applicant_document": ID_NUMBER}
        return self.submit(actor=self.window, channel="8", **fields | options)

    def ready(self, moment: str = "2026-03-06 11:00", **options) -> Case:
        """Granted, the paper made and waiting at the window."""
        self.version.licence_type.handover = "window"
        self.version.licence_type.save()
        return actions.issue_licence(case=self.granted(**options), at=at(moment))

    def delivered(self, moment: str = "2026-03-09 10:00", **options) -> Case:
        return actions.issue_licence(case=self.granted(**options), at=at(moment))

    def not_accepted(self, moment: str = "2026-03-03 10:00", **options) -> Case:
        return actions.not_accept(
            case=self.submit(**options), actor=self.window, reason="本事项不属于本机关职权。", at=at(moment)
        )

    def withdrawn(self, moment: str = "2026-03-03 10:00", **options) -> Case:
        return actions.withdraw(case=self.submit(**options), actor=self.citizen, at=at(moment))

    def draft(self) -> Case:
        return actions.save_draft(actor=self.citizen, version=self.version, form=self.form)

    def in_state(self, state: str) -> Case:
        made = {"received": self.submit, "review": self.accepted, "decision": self.reviewed, "made": self.ready}
        return made.get(state, getattr(self, state, None))()


def office(**guide) -> Office:
    version = VersionFactory(**guide)
    organisation = version.item.organisation
    return Office(
        organisation=organisation,
        version=version,
        citizen=UserFactory(name="李小明", id_number=ID_NUMBER, mobile="13893200001"),
        window=staff_with("receive_cases", "view_cases", organisation=organisation, name="窗口甲"),
        handler=staff_with("handle_cases", "view_cases", organisation=organisation, name="经办乙"),
        decider=staff_with("decide_cases", "view_cases", organisation=organisation, name="局长丙"),
    )
