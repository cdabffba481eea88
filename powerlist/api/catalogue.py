"""The catalogues above: what is exercised here, for everyone; for a department's own system, what it may claim."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core.registers import key_page

from ..actions import claims
from ..models import CatalogueItem, Law, ListChangeSet
from ..models.catalogue import CatalogueLevel
from ..queries import catalogue
from .answers import CatalogueAnswer, CategoryField, CitationAnswer, DayQuery, OrganisationAnswer, PageQuery, paged
from .base import OpenView, page_answer
from .desk import ONCE, OfBody
from .writes import RowAnswer

ITEM = OpenApiParameter("pk", int, OpenApiParameter.PATH, description="目录事项的编号（id）")


class ItemQuery(PageQuery):
    level = serializers.ChoiceField(CatalogueLevel.choices, required=False, default="", help_text="哪一级的目录")
    category = CategoryField(required=False, default="", help_text="类别代码")
    q = serializers.CharField(required=False, max_length=100, default="", help_text="名称里的词，或编码的开头")


class OpenItemQuery(DayQuery, ItemQuery):
    pass


class ClaimQuery(ItemQuery):
    state = serializers.ChoiceField(
        [(key or "all", label) for key, label in catalogue.STATES.items()], required=False, default="open",
        help_text="open 未认领，claimed 已认领，declined 不认领，all 全部",
    )  # fmt: skip


class ItemAnswer(CatalogueAnswer, serializers.ModelSerializer):
    """An item of a catalogue above."""

    category_label = serializers.CharField(source="get_category_display")
    department = serializers.CharField(source="hint.name", default="", help_text="目录里写的部门")
    parent = serializers.IntegerField(source="parent_id", allow_null=True, help_text="主项的 id")
    basis = serializers.ListField(child=serializers.CharField(), help_text="设定依据")

    class Meta:
        model = CatalogueItem
        fields = [
            "id", "level", "level_label", "code", "basic_code", "local_code", "name", "category", "category_label",
            "basis", "department", "main_name", "parent", "document_number", "valid_from", "valid_to",
        ]  # fmt: skip


class ExercisedAnswer(serializers.Serializer):
    """A body's entry of an item."""

    code = serializers.CharField(source="entry.code", help_text="清单事项的编码")
    name = serializers.CharField()
    organisation = OrganisationAnswer()


class ItemWhole(ItemAnswer):
    """An item with its bases as judged, and who exercises it."""

    citations = CitationAnswer(many=True)
    entries = ExercisedAnswer(source="exercised", many=True, help_text="本县认领它的清单事项")

    class Meta(ItemAnswer.Meta):
        fields = [*ItemAnswer.Meta.fields, "citations", "entries"]


class Items(OpenView):
    """Items that some body of the county exercises on a day."""

    query = OpenItemQuery

    @extend_schema(
        operation_id="catalogue", summary="本县实施的上级目录事项", parameters=[OpenItemQuery],
        responses=paged(ItemAnswer),
    )  # fmt: skip
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = catalogue.exercised_items(self.day, **{name: self.asked[name] for name in ("level", "category")})
        rows = catalogue.named_like(rows, self.asked["q"])
        return self.page(request, key_page(rows, catalogue.ORDER, **self.keys), ItemAnswer, as_of=self.day)


class ItemView(OpenView):
    """One of them."""

    recorded = (Law,)

    @extend_schema(
        operation_id="catalogue_item", summary="一个上级目录事项和实施它的单位", parameters=[DayQuery, ITEM],
        responses=ItemWhole,
    )  # fmt: skip
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request, pk):
        found = catalogue.public_item(pk, self.day)
        if found is None:
            raise NotFound
        found.item.exercised = [*found.others, *found.townships]
        return Response(ItemWhole(found.item).data)


# --- 认领 ------------------------------------------------------------------------------------------------------------


class ClaimableAnswer(ItemAnswer):
    """An item, and how it stands to the token's body."""

    entry = serializers.CharField(source="entry_code", allow_null=True, help_text="认领它的清单事项，没有的为 null")
    declined = serializers.CharField(source="declined_for", allow_null=True, help_text="不认领的理由")

    class Meta(ItemAnswer.Meta):
        fields = [*ItemAnswer.Meta.fields, "entry", "declined"]


class ItemsInput(serializers.Serializer):
    items = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=claims.MOST, help_text="目录事项的 id"
    )

    def validate_items(self, keys: list[int]) -> list[CatalogueItem]:
        found = catalogue.chosen(keys)
        missing = sorted(set(keys) - {item.pk for item in found})
        if missing:
            named = "、".join(map(str, missing[:5]))
            raise serializers.ValidationError(f"现行目录里没有 id 为 {named} 的事项，请核对。")
        return found


class ClaimInput(ItemsInput):
    """认领."""

    change_set = serializers.CharField(
        required=False, max_length=30, help_text="放进哪个还没有报送的批次；不填时新建（权责清单、公共服务清单各一个）"
    )


class DeclineInput(ItemsInput):
    """不认领."""

    reason = serializers.CharField(max_length=300, help_text="理由，如“本县没有海域，无此项职能”")


class LeftOutAnswer(serializers.Serializer):
    item = serializers.IntegerField(help_text="目录事项的 id")
    reason = serializers.CharField()


class ClaimedAnswer(serializers.Serializer):
    """What a claim did."""

    change_sets = serializers.ListField(child=serializers.CharField(), help_text="放进了哪些批次")
    rows = RowAnswer(many=True)
    linked = serializers.ListField(child=serializers.CharField(), help_text="内容相同、直接对应的清单事项的编码")
    left_out = LeftOutAnswer(many=True)


class DeclinedAnswer(serializers.Serializer):
    declined = serializers.IntegerField(help_text="登记了几项；已登记过的不再计")


class Claims(OfBody):
    """The items that concern the token's body."""

    @extend_schema(
        operation_id="claims", summary="与本单位有关的上级目录事项和认领情况", parameters=[ClaimQuery],
        responses=paged(ClaimableAnswer),
    )  # fmt: skip
    def get(self, request):
        asked = ClaimQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        asked = asked.validated_data
        state = "" if asked["state"] == "all" else asked["state"]
        page = catalogue.items_for(
            catalogue.Asked(self.organisation, state, asked["level"], asked["category"], text=asked["q"]),
            after=asked.get("after", ""), before=asked.get("before", ""), size=asked["limit"],
        )  # fmt: skip
        return page_answer(request, page, ClaimableAnswer(page.rows, many=True).data)

    @extend_schema(
        operation_id="claim", summary="认领上级目录事项，放进批次", parameters=[ONCE], request=ClaimInput,
        responses={201: ClaimedAnswer},
    )  # fmt: skip
    def post(self, request):
        def act():
            sent = self.sent(ClaimInput)
            change_set: ListChangeSet | None = None
            if sent.get("change_set"):
                change_set = self.in_sight(sent["change_set"])
            done = claims.claim(
                actor=request.user, organisation=self.organisation, items=sent["items"], change_set=change_set
            )
            place = ""
            if done.change_sets:
                place = reverse("powerlist:api_change_set", args=[done.change_sets[0].number], request=request)
            answer = {
                "change_sets": [row.number for row in done.change_sets],
                "rows": done.rows,
                "linked": [entry.code for entry in done.linked],
                "left_out": [{"item": item.pk, "reason": why} for item, why in done.left_out],
            }
            return 201, ClaimedAnswer(answer).data, place

        return self.once(act)


class Declines(OfBody):
    """不认领."""

    @extend_schema(
        operation_id="decline_items", summary="登记不认领的上级目录事项和理由", parameters=[ONCE],
        request=DeclineInput, responses={201: DeclinedAnswer},
    )  # fmt: skip
    def post(self, request):
        def act():
            count = claims.decline(actor=request.user, organisation=self.organisation, **self.sent(DeclineInput))
            return 201, {"declined": count}, ""

        return self.once(act)
