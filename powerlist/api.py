"""The open data of the lists: /api/v1/, read-only, for everyone, as of any day.

Lists page by key (`next` and `previous` are addresses); every answer carries an ETag made of the publication numbers,
so that asking again costs one query and no body.
"""

import hashlib
from datetime import date

from django.db.models import Max
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from core.models import Publication
from core.registers import KeyPage, key_page

from .enums import ListKind
from .kinds import category_choices, public_kinds
from .models import Law, ListChangeSet, ListVersion, ServiceItemVersion
from .queries import public

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


class EntryQuery(DayQuery, PageQuery):
    kind = KindField(required=False, default=ListKind.POWERS.value, help_text="哪一张清单")
    organisation = serializers.CharField(required=False, max_length=30, default="", help_text="实施主体的机构编码")
    category = CategoryField(required=False, default="", help_text="类别代码")
    q = serializers.CharField(required=False, max_length=100, default="", help_text="名称、依据或编码里的词")


class GuideQuery(DayQuery, PageQuery):
    organisation = serializers.CharField(required=False, max_length=30, default="", help_text="实施主体的机构编码")


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
    page = serializers.CharField(source="entry.get_absolute_url")
    content = serializers.DictField(source="public_content", help_text="这张清单自己的栏目；内部栏目不在其中")

    class Meta:
        model = ListVersion
        fields = [
            "code",
            "kind",
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


class EntryAnswer(serializers.Serializer):
    """An entry on a day: its text, its legal basis, its guides, and the numbers of all its texts."""

    as_of = serializers.DateField()
    in_force = serializers.BooleanField()
    text = TextAnswer()
    citations = CitationAnswer(many=True)
    guides = serializers.ListField(child=serializers.CharField(), help_text="办事指南的实施编码")
    versions = serializers.ListField(child=serializers.IntegerField(), help_text="历次文本的版本号，新的在前")


class ListAnswer(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
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


class GuideAnswer(serializers.ModelSerializer):
    """A guide in force, with its materials, steps and questions."""

    code = serializers.CharField(source="item.code")
    entry = serializers.CharField(source="item.entry.code")
    organisation = OrganisationAnswer(source="item.organisation")
    materials = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()

    class Meta:
        model = ServiceItemVersion
        fields = [
            "code",
            "entry",
            "number",
            "name",
            "everyday_name",
            "organisation",
            "audience",
            "person_theme",
            "legal_theme",
            "case_kind",
            "legal_limit",
            "legal_unit",
            "legal_article",
            "promised_limit",
            "promised_unit",
            "visits",
            "visits_reason",
            "conditions",
            "fee",
            "fee_basis",
            "result_name",
            "online",
            "window_address",
            "window_hours",
            "consult_phone",
            "complaint_phone",
            "valid_from",
            "valid_to",
            "materials",
            "steps",
            "questions",
        ]

    def get_materials(self, guide) -> list[dict]:
        return [
            {"name": m.name, "necessity": m.necessity, "source": m.source, "copies": m.copies, "note": m.note}
            for m in guide.materials.all()
        ]

    def get_steps(self, guide) -> list[dict]:
        return [{"kind": s.kind, "office": s.office, "limit": s.limit, "note": s.note} for s in guide.steps.all()]

    def get_questions(self, guide) -> list[dict]:
        return [{"question": q.question, "answer": q.answer} for q in guide.questions.all()]


def paged(answer: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The answer of a list: rows and the addresses of its neighbours."""
    fields = {
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": answer(many=True),
    }
    return type(f"{answer.__name__}Page", (serializers.Serializer,), fields)


# --- the doors -------------------------------------------------------------------------------------------------------


class OpenView(APIView):
    """Open to everyone; answers 304 when nothing was published since the ETag that the asker holds."""

    authentication_classes = []
    permission_classes = []
    publications = ("lists",)
    reads_laws = False
    query = DayQuery

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        asked = self.query(data=request.query_params)
        asked.is_valid(raise_exception=True)
        self.asked = asked.validated_data
        self.day: date = self.asked.get("as_of") or timezone.localdate()

    def etag(self, request) -> str:
        parts = [request.get_full_path(), str(self.day), *self._numbers()]
        return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'

    def _numbers(self) -> list[str]:
        numbers = dict(Publication.objects.filter(name__in=self.publications).values_list("name", "number"))
        laws = [str(Law.history.aggregate(last=Max("history_id"))["last"])] if self.reads_laws else []
        return [f"{name}:{numbers.get(name, 0)}" for name in self.publications] + laws

    def get(self, request, *args, **kwargs):
        etag = self.etag(request)
        known = [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
        response = Response(status=304) if etag in known or "*" in known else self.answer(request, **kwargs)
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        return response

    def page(self, request, page: KeyPage, answer, **more) -> Response:
        def address(**key):
            query = request.query_params.copy()
            for name in ("after", "before"):
                query.pop(name, None)
            query.update(key)
            return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

        return Response(
            {
                **more,
                "next": address(after=page.next) if page.next else None,
                "previous": address(before=page.previous) if page.previous else None,
                "results": answer(page.rows, many=True).data,
            }
        )

    @property
    def keys(self) -> dict:
        return {
            "after": self.asked.get("after", ""),
            "before": self.asked.get("before", ""),
            "size": self.asked["limit"],
        }


class Root(OpenView):
    """Where everything is."""

    @extend_schema(operation_id="root", summary="接口目录", responses={200: dict})
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        names = ("lists", "entries", "changes", "guides", "schema")
        return Response({name: reverse(f"powerlist:api_{name}", request=request) for name in names})


class Lists(OpenView):
    @extend_schema(operation_id="lists", summary="清单及其项数", parameters=[DayQuery], responses=ListAnswer(many=True))
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = []
        for kind in public_kinds():
            sums = public.sums(kind.key, self.day)
            place = reverse("powerlist:api_entries", request=request)
            rows.append(
                {
                    "kind": kind.key,
                    "label": kind.label,
                    "count": sums.total,
                    "changed_on": sums.changed_on,
                    "entries": f"{place}?kind={kind.key}",
                }
            )
        return Response(ListAnswer(rows, many=True).data)


class Entries(OpenView):
    query = EntryQuery

    @extend_schema(
        operation_id="entries",
        summary="某日有效的清单事项",
        parameters=[EntryQuery],
        responses=paged(TextAnswer),
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        filters = public.Filters(
            kind=self.asked["kind"],
            on=self.day,
            department=self.asked["organisation"],
            category=self.asked["category"],
            text=self.asked["q"],
        )
        page = key_page(public.all_rows(filters), public.LIST_ORDER, **self.keys)
        return self.page(request, page, TextAnswer, as_of=self.day)


CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="编码")


class Entry(OpenView):
    publications = ("lists", "guides")
    reads_laws = True

    @extend_schema(
        operation_id="entry", summary="一个事项在某日的文本", parameters=[DayQuery, CODE], responses=EntryAnswer
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request, code, number=None):
        found = public.public_entry(None, code, on=self.day, number=number)
        if found is None:
            raise Http404
        return Response(
            EntryAnswer(
                {
                    "as_of": self.day,
                    "in_force": found.in_force,
                    "text": found.version,
                    "citations": found.citations,
                    "guides": [guide.item.code for guide in found.guides],
                    "versions": [version.number for version in found.versions],
                }
            ).data
        )


class Version(Entry):
    @extend_schema(
        operation_id="version",
        summary="一个事项的某一版文本",
        parameters=[CODE, OpenApiParameter("number", int, OpenApiParameter.PATH, description="版本号")],
        responses=EntryAnswer,
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)


class Changes(OpenView):
    query = PageQuery

    @extend_schema(
        operation_id="changes",
        summary="变更公告，新的在前",
        parameters=[PageQuery],
        responses=paged(ChangeAnswer),
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        return self.page(request, public.gazette(**self.keys), ChangeAnswer)


class Change(OpenView):
    query = PageQuery

    @extend_schema(
        operation_id="change",
        summary="一次变更改了什么",
        parameters=[PageQuery, OpenApiParameter("number", str, OpenApiParameter.PATH, description="批次号")],
        responses=paged(ChangeRowAnswer),
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request, number):
        change_set = public.published_change_set(number)
        if change_set is None:
            raise Http404
        page = public.changes_of(change_set, **self.keys)
        for row in page:
            if row.before is not None:
                row.before.entry, row.before.organisation = row.entry, row.organisation
        return self.page(request, page, ChangeRowAnswer, change_set=ChangeAnswer(change_set).data)


class Guides(OpenView):
    publications = ("guides",)
    query = GuideQuery

    @extend_schema(
        operation_id="guides", summary="某日有效的办事指南", parameters=[GuideQuery], responses=paged(GuideAnswer)
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = guides_on(self.day)
        if self.asked["organisation"]:
            rows = rows.filter(item__organisation__code=self.asked["organisation"])
        return self.page(request, key_page(rows, ("item_id", "id"), **self.keys), GuideAnswer, as_of=self.day)


class Guide(OpenView):
    publications = ("guides",)

    @extend_schema(operation_id="guide", summary="一份办事指南", parameters=[DayQuery, CODE], responses=GuideAnswer)
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request, code):
        guide = guides_on(self.day).filter(item__code=code).order_by("id").first()
        if guide is None:
            raise Http404
        return Response(GuideAnswer(guide).data)


def guides_on(day: date):
    rows = ServiceItemVersion.objects.in_force(day).select_related("item__entry", "item__organisation")
    return rows.prefetch_related("materials", "steps", "questions")
