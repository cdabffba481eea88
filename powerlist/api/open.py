"""The open data of the lists: read-only, for everyone, as of any day.

Lists page by key (`next` and `previous` are addresses); every answer carries an ETag made of the publication numbers,
so that asking again costs one query and no body.
"""

from datetime import date, datetime, time

from django.apps import apps
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.enums import Nature
from core.registers import ChangeSetState, key_page

from ..kinds import public_kinds
from ..models import Law, ListChangeSet, ListVersion
from ..queries import public
from ..queries.guides import public_guides, with_texts
from ..queries.levels import levels
from ..queries.names import named_then, named_when_published
from ..queries.texts import READABLE
from .answers import (
    ChangeAnswer,
    ChangeQuery,
    ChangeRowAnswer,
    DayQuery,
    EntryAnswer,
    EntryQuery,
    GuideAnswer,
    GuideQuery,
    ListAnswer,
    PageQuery,
    TextAnswer,
    paged,
)
from .base import OpenView


class Root(OpenView):
    """Where everything is."""

    @extend_schema(operation_id="root", summary="接口目录", responses={200: dict})
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        names = ("lists", "entries", "changes", "guides", "laws", "catalogue", "organisations", "codes", "schema")
        found = {name: reverse(f"powerlist:api_{name}", request=request) for name in names}
        if "funds" in apps.app_configs:  # the app above this one has open data of its own
            found["funds"] = request.build_absolute_uri("/api/v1/funds/")
        return Response(found)


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
                    "levels": levels(sums.total, sums.nested).as_json,
                    "changed_on": sums.changed_on,
                    "entries": f"{place}?kind={kind.key}",
                }
            )
        return Response(ListAnswer(rows, many=True).data)


class Entries(OpenView):
    publications = ("lists", "guides")
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
        asked = self.asked
        bodies = {code for code in (asked["organisation"], asked["township"]) if code}
        filters = public.Filters(
            kind=asked["kind"],
            on=self.day,
            department=min(bodies, default=""),
            category=asked["category"],
            text=asked["q"],
            audience=asked["object"],
            person_theme=asked["person_theme"],
            legal_theme=asked["legal_theme"],
        )
        rows = public.all_rows(filters) if len(bodies) < 2 else public.all_rows(filters).none()
        if asked["township"]:
            rows = rows.filter(organisation__nature=Nature.TOWNSHIP)
        if asked.get("changed_since"):
            rows = rows.filter(valid_from__gte=asked["changed_since"])
        page = key_page(rows, public.LIST_ORDER, **self.keys)
        if self.day < timezone.localdate():
            named_then(page, self.day)
        return self.page(request, page, TextAnswer, as_of=self.day)


CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="编码")


class Entry(OpenView):
    publications = ("lists", "guides")
    recorded = (Law,)

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
                    "parent": found.entry.parent.code if found.entry.parent else None,
                    "below": [text.entry.code for text in found.below],
                    "catalogue": found.entry.item,
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


class Versions(OpenView):
    """All texts that an entry ever had, the newest first."""

    query = PageQuery

    @extend_schema(
        operation_id="versions",
        summary="一个事项的历次文本，新的在前",
        parameters=[PageQuery, CODE],
        responses=paged(TextAnswer),
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request, code):
        rows = public_texts(code)
        page = key_page(rows, ("number", "id"), newest_first=True, **self.keys)
        if not page.rows and not rows.exists():
            raise Http404
        named_then(page)
        return self.page(request, page, TextAnswer)


class Changes(OpenView):
    query = ChangeQuery

    @extend_schema(
        operation_id="changes",
        summary="变更公告，新的在前",
        parameters=[ChangeQuery],
        responses=paged(ChangeAnswer),
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = published_change_sets(**{name: self.asked.get(name) for name in ("organisation", "kind", "since")})
        page = key_page(rows, ("published_at", "id"), newest_first=True, **self.keys)
        named_when_published(page)
        return self.page(request, page, ChangeAnswer)


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
        return self.page(request, page, ChangeRowAnswer, change_set=ChangeAnswer(change_set).data)


class Guides(OpenView):
    publications = ("guides", "lists")
    query = GuideQuery

    @extend_schema(
        operation_id="guides", summary="某日有效的办事指南", parameters=[GuideQuery], responses=paged(GuideAnswer)
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = public_guides(self.day)
        if self.asked["organisation"]:
            rows = rows.filter(item__organisation__code=self.asked["organisation"])
        if self.asked["entry"]:
            rows = rows.filter(item__entry__code=self.asked["entry"])
        page = key_page(rows, ("item_id", "id"), **self.keys)
        with_texts(page.rows, self.day)
        return self.page(request, page, GuideAnswer, as_of=self.day)


class Guide(OpenView):
    publications = ("guides", "lists")

    @extend_schema(operation_id="guide", summary="一份办事指南", parameters=[DayQuery, CODE], responses=GuideAnswer)
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request, code):
        guide = public_guides(self.day).filter(item__code=code).order_by("id").first()
        if guide is None:
            raise Http404
        with_texts([guide], self.day)
        return Response(GuideAnswer(guide).data)


def public_texts(code: str):
    """Every text of an entry that was ever in force, as far as the public may read it."""
    rows = ListVersion.objects.open_to_public().open_to_all().filter(entry__code=code)
    return rows.filter(state__in=READABLE, valid_from__isnull=False).select_related("entry", "organisation")


def published_change_sets(*, organisation: str = "", kind: str = "", since: date | None = None):
    """The gazette, of one body, of one list, published on or after a day."""
    rows = ListChangeSet.objects.filter(state=ChangeSetState.PUBLISHED, kind__in=[k.key for k in public_kinds()])
    if organisation:
        rows = rows.filter(organisation__code=organisation)
    if kind:
        rows = rows.filter(kind=kind)
    if since:
        rows = rows.filter(published_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    return rows.select_related("organisation")
