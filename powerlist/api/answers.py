"""What may be asked of the open data, and what is answered."""

from functools import cache

from rest_framework import serializers

from accounts.enums import Nature
from accounts.models import Organisation

from ..documents import public_steps
from ..enums import Audience, LawLevel, LawStatus, LegalTheme, ListKind, PersonTheme
from ..kinds import category_choices, public_kinds
from ..models import Law, LawSuccession, ListChangeSet, ListVersion, ServiceItemVersion

MOST = 200


# --- what is asked ---------------------------------------------------------------------------------------------------


class DayQuery(serializers.Serializer):
    as_of = serializers.DateField(
        required=False,
        help_text="查看哪一天的文本，如 2026-01-31；不填为今天",
        error_messages={"invalid": "日期没有读懂，请写成 2026-01-31 这样。"},
    )


class PageQuery(serializers.Serializer):
    after = serializers.CharField(required=False, help_text="上一次回答里 next 的键")
    before = serializers.CharField(required=False, help_text="上一次回答里 previous 的键")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST, default=50, help_text="每页条数")


class KindField(serializers.ChoiceField):
    """A list that the public reads; the choices are those of the moment."""

    def __init__(self, **options):
        super().__init__([(kind.key, kind.label) for kind in public_kinds()], **options)


class CategoryField(serializers.ChoiceField):
    def __init__(self, **options):
        super().__init__(category_choices(), **options)


class ObjectField(serializers.ChoiceField):
    """服务对象, by which one guide of the entry must serve."""

    def __init__(self, **options):
        super().__init__([(a.value, a.label) for a in (Audience.PERSON, Audience.LEGAL)], **options)


SINCE = {"invalid": "日期没有读懂，请写成 2026-01-31 这样。"}
BODY = {"required": False, "max_length": 30, "default": ""}


class EntryQuery(DayQuery, PageQuery):
    kind = KindField(required=False, default=ListKind.POWERS.value, help_text="哪一张清单")
    organisation = serializers.CharField(help_text="实施主体的机构编码", **BODY)
    township = serializers.CharField(help_text="乡镇的机构编码", **BODY)
    category = CategoryField(required=False, default="", help_text="类别代码")
    object = ObjectField(required=False, default="", help_text="服务对象")
    person_theme = serializers.ChoiceField(
        PersonTheme.choices, required=False, default="", help_text="面向自然人的主题代码"
    )
    legal_theme = serializers.ChoiceField(
        LegalTheme.choices, required=False, default="", help_text="面向法人的主题代码"
    )
    changed_since = serializers.DateField(
        required=False, help_text="现行文本自这一天或以后生效的，如 2026-01-31", error_messages=SINCE
    )
    q = serializers.CharField(required=False, max_length=100, default="", help_text="名称、依据或编码里的词")


class ChangeQuery(PageQuery):
    kind = KindField(required=False, default="", help_text="哪一张清单")
    organisation = serializers.CharField(help_text="单位的机构编码", **BODY)
    since = serializers.DateField(required=False, help_text="自这一天或以后公布的", error_messages=SINCE)


class GuideQuery(DayQuery, PageQuery):
    organisation = serializers.CharField(help_text="实施主体的机构编码", **BODY)
    entry = serializers.CharField(required=False, max_length=50, default="", help_text="清单事项的编码")


class LawQuery(PageQuery):
    level = serializers.ChoiceField(LawLevel.choices, required=False, default="", help_text="效力位阶")
    status = serializers.ChoiceField(LawStatus.choices, required=False, default="", help_text="时效")
    q = serializers.CharField(required=False, max_length=100, default="", help_text="标题里的词")


class OrganisationQuery(DayQuery, PageQuery):
    nature = serializers.ChoiceField(Nature.choices, required=False, default="", help_text="机构性质")


# --- what is answered ------------------------------------------------------------------------------------------------


class OrganisationAnswer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()


class TextAnswer(serializers.ModelSerializer):
    """One text of an entry."""

    code = serializers.CharField(source="entry.code")
    category_label = serializers.CharField(source="get_category_display")
    organisation = OrganisationAnswer()
    level = serializers.IntegerField(source="entry.level", help_text="1 主项，2 子项，3 业务办理项")
    page = serializers.CharField(source="entry.get_absolute_url")
    content = serializers.DictField(source="public_content", help_text="这张清单自己的栏目；内部栏目不在其中")

    class Meta:
        model = ListVersion
        fields = [
            "code",
            "kind",
            "level",
            "number",
            "name",
            "category",
            "category_label",
            "organisation",
            "office",
            "content",
            "state",
            "valid_from",
            "valid_to",
            "page",
        ]


class CitationAnswer(serializers.Serializer):
    text = serializers.CharField()
    title = serializers.CharField()
    article = serializers.CharField()
    verdict = serializers.CharField(help_text="读入时核对的结果")
    law_status = serializers.CharField(source="law.status", default=None, allow_null=True, help_text="法规现在的时效")


class CatalogueAnswer(serializers.Serializer):
    """The item of a catalogue above from which an entry is claimed."""

    level = serializers.CharField()
    level_label = serializers.CharField(source="get_level_display")
    code = serializers.CharField(help_text="基本编码，没有的为地方编码")
    basic_code = serializers.CharField()
    name = serializers.CharField()
    document_number = serializers.CharField(source="edition.document_number")


class EntryAnswer(serializers.Serializer):
    """An entry on a day: its text, its legal basis, its guides, and the numbers of all its texts."""

    as_of = serializers.DateField()
    in_force = serializers.BooleanField()
    text = TextAnswer()
    citations = CitationAnswer(many=True)
    guides = serializers.ListField(child=serializers.CharField(), help_text="办事指南的实施编码")
    parent = serializers.CharField(allow_null=True, help_text="上级事项（主项或子项）的编码")
    below = serializers.ListField(child=serializers.CharField(), help_text="直接下级事项的编码")
    catalogue = CatalogueAnswer(allow_null=True, help_text="认领自上级目录的哪一项；没有的为本地特有")
    versions = serializers.ListField(child=serializers.IntegerField(), help_text="历次文本的版本号，新的在前")


class ListAnswer(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    levels = serializers.DictField(child=serializers.IntegerField(), help_text="主项、子项、业务办理项各多少")
    changed_on = serializers.DateField(allow_null=True)
    entries = serializers.CharField()


class ChangeAnswer(serializers.ModelSerializer):
    """A published change set."""

    organisation = OrganisationAnswer()
    ground_label = serializers.CharField(source="get_ground_display")

    class Meta:
        model = ListChangeSet
        fields = [
            "number",
            "title",
            "kind",
            "organisation",
            "ground",
            "ground_label",
            "reason",
            "meeting",
            "decided_on",
            "document_number",
            "effective_on",
            "published_at",
        ]


class ChangeRowAnswer(serializers.Serializer):
    change = serializers.CharField()
    text = TextAnswer(source="*")
    before = TextAnswer(allow_null=True)


MATERIAL_FIELDS = (
    "name", "kind", "medium", "necessity", "necessity_note", "source", "source_note", "copy_form", "copies",
    "originals", "photocopies", "size", "note", "acceptance", "basis", "in_person", "shared",
)  # fmt: skip


class GuideAnswer(serializers.ModelSerializer):
    """A guide in force, with its materials, steps and questions."""

    code = serializers.CharField(source="item.code")
    entry = serializers.CharField(source="item.entry.code")
    organisation = OrganisationAnswer(source="item.organisation")
    materials = serializers.SerializerMethodField()
    windows = serializers.SerializerMethodField()
    points = serializers.SerializerMethodField()
    charges = serializers.SerializerMethodField()
    procedures = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()

    class Meta:
        model = ServiceItemVersion
        fields = [
            "code", "entry", "number", "name", "everyday_name", "organisation", "audience", "person_theme",
            "legal_theme", "case_kind", "legal_limit", "legal_unit", "legal_article", "promised_limit",
            "promised_unit", "visits", "visits_reason", "conditions", "fee", "result_name", "online",
            "consult_phone", "complaint_phone", "valid_from", "valid_to", "basic_code", "implementation_code",
            "handling_code", "local_code", "by_application", "handling_way", "level", "body_nature",
            "power_source", "serves", "channels", "online_depth", "area", "in_hall", "appointment",
            "online_address", "mobile_address", "single_sign_on", "four_ways", "appointment_quota", "levy_kind",
            "levy_standard", "levy_reducible", "levy_reduction", "penalty_act", "penalty_kinds", "penalty_range",
            "discretion_title", "discretion_address",
            "mail_materials", "mail_results", "online_payment", "standard", "quota", "prior_approvals",
            "result_kind", "is_e_licence", "result_validity", "rights", "obligations", "review_body", "court",
            "materials", "windows", "points", "charges", "procedures", "steps", "questions",
        ]  # fmt: skip

    def get_materials(self, guide) -> list[dict]:
        stem = guide.implementation_code
        return [
            {
                "code": f"{stem}{m.number or f'{m.position:03d}'}" if stem else "",
                **{name: getattr(m, name) for name in MATERIAL_FIELDS},
                "blank_form": bool(m.blank_form),
                "sample": bool(m.sample),
            }
            for m in guide.materials.all()
        ]

    def get_windows(self, guide) -> list[dict]:
        names = ("name", "kind", "address", "phone", "hours", "transit", "longitude", "latitude")
        return [{name: getattr(row, name) for name in names} for row in guide.windows.all()]

    def get_points(self, guide) -> list[dict]:
        """自助终端, 代办 and 帮办."""
        names = ("kind", "name", "offers", "address", "phone", "hours", "transit", "longitude", "latitude")
        return [{name: getattr(row, name) for name in names} for row in guide.points.all()]

    def get_charges(self, guide) -> list[dict]:
        names = ("name", "standard", "amount", "counted_by", "basis", "pay_first", "reducible", "reduction")
        return [{name: getattr(row, name) for name in names} for row in guide.charges.all()]

    def get_procedures(self, guide) -> list[dict]:
        names = ("name", "kind", "limit", "unit", "basis")
        return [{name: getattr(row, name) for name in names} for row in guide.procedures.all()]

    def get_steps(self, guide) -> list[dict]:
        """Those of the entry's text on the day, as far as anyone may read them."""
        return public_steps(guide.listed)

    def get_questions(self, guide) -> list[dict]:
        return [{"question": q.question, "answer": q.answer} for q in guide.questions.all()]


class LawFollowed(serializers.ModelSerializer):
    """One law that replaces another, with the part that it replaces when it isn't the whole."""

    id = serializers.IntegerField(source="successor_id")
    title = serializers.CharField(source="successor.title")

    class Meta:
        model = LawSuccession
        fields = ["id", "title", "note"]


class LawAnswer(serializers.ModelSerializer):
    """A law on record, with what replaced it when it holds no more."""

    level_label = serializers.CharField(source="get_level_display")
    status_label = serializers.CharField(source="get_status_display")
    successor = serializers.SerializerMethodField(help_text="替代它的第一部法规；有几部时看 successors")
    successors = LawFollowed(source="successions", many=True, help_text="替代它的各部法规，note 是替代的部分")

    class Meta:
        model = Law
        fields = [
            "id",
            "title",
            "level",
            "level_label",
            "number",
            "issuer",
            "articles",
            "status",
            "status_label",
            "effective_on",
            "repealed_on",
            "successor",
            "successors",
        ]

    def get_successor(self, law) -> str | None:
        return next((link.successor.title for link in law.successions.all()), None)


class BodyAnswer(serializers.ModelSerializer):
    """A body of the county."""

    nature_label = serializers.CharField(source="get_nature_display")
    authority_label = serializers.CharField(source="get_authority_display")
    parent = serializers.CharField(source="parent.code", default=None, allow_null=True, help_text="上级机构的编码")

    class Meta:
        model = Organisation
        fields = [
            "code",
            "name",
            "short_name",
            "nature",
            "nature_label",
            "authority",
            "authority_label",
            "parent",
            "region_code",
            "credit_code",
            "phone",
            "address",
            "office_hours",
            "valid_from",
            "valid_to",
        ]


class CodeAnswer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()


class CodeSetAnswer(serializers.Serializer):
    """One code set."""

    name = serializers.CharField()
    label = serializers.CharField()
    codes = CodeAnswer(many=True)


@cache
def paged(answer: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The answer of a list: rows and the addresses of its neighbours."""
    fields = {
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": answer(many=True),
    }
    return type(f"{answer.__name__}Page", (serializers.Serializer,), fields)
