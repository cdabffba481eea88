"""What the lists rest on, as open data: laws, the bodies of the county, the code sets."""

import hashlib
from dataclasses import replace

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from accounts.enums import Authority, Nature
from accounts.models import Organisation
from core.registers import ChangeKind, ChangeSetState, key_page

from ..enums import (
    Audience,
    ChangeGround,
    FourWay,
    LawLevel,
    LawStatus,
    LegalTheme,
    PenaltyKind,
    PersonTheme,
    PlaceKind,
    PointKind,
)
from ..kinds import category_choices, public_kinds
from ..models import Law
from ..queries.names import names_on
from .answers import BodyAnswer, CodeSetAnswer, DayQuery, LawAnswer, LawQuery, OrganisationQuery, PageQuery, paged
from .base import OpenView

CODE_SETS = {
    "kinds": ("清单", lambda: [(kind.key, kind.label) for kind in public_kinds()]),
    "categories": ("类别（GB/T 39046-2020）", category_choices),
    "person_themes": ("面向自然人的主题", lambda: PersonTheme.choices),
    "legal_themes": ("面向法人的主题", lambda: LegalTheme.choices),
    "four_ways": ("四办", lambda: FourWay.choices),
    "place_kinds": ("受理地点", lambda: PlaceKind.choices),
    "point_kinds": ("自助和代办", lambda: PointKind.choices),
    "penalty_kinds": ("处罚种类（行政处罚法第九条）", lambda: PenaltyKind.choices),
    "objects": ("服务对象", lambda: Audience.choices),
    "changes": ("变更类型", lambda: ChangeKind.choices),
    "grounds": ("变更情形", lambda: ChangeGround.choices),
    "change_set_states": ("批次状态", lambda: ChangeSetState.choices),
    "law_levels": ("效力位阶", lambda: LawLevel.choices),
    "law_statuses": ("法规时效", lambda: LawStatus.choices),
    "natures": ("机构性质", lambda: Nature.choices),
    "authorities": ("主体类型", lambda: Authority.choices),
}


class Laws(OpenView):
    """The register of laws, by rank."""

    publications = ()
    recorded = (Law,)
    query = LawQuery

    @extend_schema(operation_id="laws", summary="法规库", parameters=[LawQuery], responses=paged(LawAnswer))
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = Law.objects.prefetch_related("successions__successor")
        for name in ("level", "status"):
            if self.asked[name]:
                rows = rows.filter(**{name: self.asked[name]})
        if self.asked["q"]:
            rows = rows.filter(title__icontains=self.asked["q"])
        return self.page(request, key_page(rows, ("level", "title", "id"), **self.keys), LawAnswer)


class LawView(OpenView):
    """One law."""

    publications = ()
    recorded = (Law,)
    query = PageQuery

    @extend_schema(
        operation_id="law",
        summary="一部法规",
        parameters=[OpenApiParameter("pk", int, OpenApiParameter.PATH, description="法规的编号")],
        responses=LawAnswer,
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request, pk):
        law = Law.objects.prefetch_related("successions__successor").filter(pk=pk).order_by("pk").first()
        if law is None:
            raise NotFound
        return Response(LawAnswer(law).data)


class Organisations(OpenView):
    """The bodies that exist on a day, in the county's own order."""

    publications = ()
    recorded = (Organisation,)
    query = OrganisationQuery

    @extend_schema(
        operation_id="organisations",
        summary="某日存在的机构",
        parameters=[OrganisationQuery],
        responses=paged(BodyAnswer),
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = Organisation.objects.current(self.day).select_related("parent")
        if self.asked["nature"]:
            rows = rows.filter(nature=self.asked["nature"])
        page, known = key_page(rows, ("sort_key", "id"), **self.keys), names_on(self.day)
        page = replace(page, rows=[known.of(body, self.day) for body in page])
        return self.page(request, page, BodyAnswer, as_of=self.day)


class Codes(OpenView):
    """The code sets, whole: categories with their national codes, both taxonomies of themes, states."""

    publications = ()
    query = DayQuery

    @extend_schema(operation_id="codes", summary="代码表", parameters=[], responses=CodeSetAnswer(many=True))
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def etag(self, request) -> str:
        self.sets = [
            {"name": name, "label": label, "codes": [{"code": str(c), "label": str(text)} for c, text in choices()]}
            for name, (label, choices) in CODE_SETS.items()
        ]
        return f'W/"{hashlib.sha256(repr(self.sets).encode()).hexdigest()[:32]}"'

    def answer(self, request):
        return Response(CodeSetAnswer(self.sets, many=True).data)
