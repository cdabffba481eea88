"""The desk of the lists for departments' own systems: change sets opened, filled, sent; by the same actions as by hand.

The rights are those of the token's account within the token's body and scopes; guards and words are those of the desk.
"""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core.registers import ChangeKind, ChangeSetState, VersionState, key_page

from .. import actions
from ..kinds import KINDS
from ..models import ListChangeSet, ListEntry, ListVersion
from ..queries import desk
from ..queries.texts import READABLE
from .answers import OrganisationAnswer, PageQuery, paged
from .base import page_answer
from .errors import ErrorAnswer, Problem
from .token import TokenView
from .writes import (
    ChangeSetAnswer,
    ChangeSetInput,
    ChangeSetWhole,
    NoteInput,
    RowAnswer,
    RowInput,
    RowRevision,
    merged,
)

NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH, description="批次号")
ROW = OpenApiParameter("pk", int, OpenApiParameter.PATH, description="行的编号（id）")
ONCE = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="这次新建的键，重发时不变"
)
MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="读到的 ETag")
STALE = OpenApiResponse(ErrorAnswer, "这一行已被别人改过，error.current 是现在的内容")
MISSING = OpenApiResponse(ErrorAnswer, "没有带 If-Match")
MOST_ROWS = 50


class StateQuery(PageQuery):
    state = serializers.ChoiceField(ChangeSetState.choices, required=False, default="", help_text="状态")


class TokenAnswer(serializers.Serializer):
    """What a token is and may."""

    prefix = serializers.CharField(help_text="令牌的编号")
    name = serializers.CharField(help_text="系统名称")
    account = serializers.CharField(source="user.username")
    organisation = OrganisationAnswer()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()


class Me(TokenView):
    """The token itself."""

    @extend_schema(operation_id="token", summary="令牌自己的范围和期限", responses=TokenAnswer)
    def get(self, request):
        return Response(TokenAnswer(request.auth).data)


class OfBody(TokenView):
    """What concerns the change sets of the token's body."""

    def reachable(self):
        rows = ListChangeSet.objects.visible_to(self.request.user).filter(organisation=self.organisation)
        return rows.select_related("organisation", "author__organisation")

    def in_sight(self, number: str) -> ListChangeSet:
        return self.found(self.reachable().filter(number=number))


class ChangeSets(OfBody):
    """The change sets of the body."""

    @extend_schema(
        operation_id="change_sets",
        summary="本单位的批次，新的在前",
        parameters=[StateQuery],
        responses=paged(ChangeSetAnswer),
    )
    def get(self, request):
        asked = StateQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        asked = asked.validated_data
        rows = self.reachable()
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        keys = {"after": asked.get("after", ""), "before": asked.get("before", ""), "size": asked["limit"]}
        page = key_page(rows, ("id",), newest_first=True, **keys)
        return page_answer(request, page, ChangeSetAnswer(page.rows, many=True).data)

    @extend_schema(
        operation_id="open_change_set",
        summary="建立批次",
        parameters=[ONCE],
        request=ChangeSetInput,
        responses={201: ChangeSetWhole},
    )
    def post(self, request):
        def act():
            made = actions.open_change_set(
                actor=request.user, organisation=self.organisation, **self.sent(ChangeSetInput)
            )
            place = reverse("powerlist:api_change_set", args=[made.number], request=request)
            return 201, ChangeSetWhole(made).data, place

        return self.once(act)


class ChangeSetView(OfBody):
    """One change set."""

    @extend_schema(
        operation_id="change_set",
        summary="一个批次的状态、意见和办理经过",
        parameters=[NUMBER],
        responses=ChangeSetWhole,
    )
    def get(self, request, number):
        return Response(ChangeSetWhole(self.in_sight(number)).data)


class Submit(OfBody):
    """报送."""

    @extend_schema(
        operation_id="submit_change_set",
        summary="报送批次",
        parameters=[NUMBER],
        request=None,
        responses=ChangeSetWhole,
    )
    def post(self, request, number):
        actions.submit(actor=request.user, change_set=self.in_sight(number))
        return Response(ChangeSetWhole(self.in_sight(number)).data)


class Withdraw(OfBody):
    """撤回."""

    @extend_schema(
        operation_id="withdraw_change_set",
        summary="撤回还没有报送的批次",
        parameters=[NUMBER],
        request=NoteInput,
        responses=ChangeSetWhole,
    )
    def post(self, request, number):
        actions.withdraw(actor=request.user, change_set=self.in_sight(number), **self.sent(NoteInput))
        return Response(ChangeSetWhole(self.in_sight(number)).data)


class Rows(OfBody):
    """The rows of a change set."""

    @extend_schema(
        operation_id="rows", summary="批次里的各行", parameters=[NUMBER, PageQuery], responses=paged(RowAnswer)
    )
    def get(self, request, number):
        asked = PageQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        asked = asked.validated_data
        keys = {"after": asked.get("after", ""), "before": asked.get("before", "")}
        page = desk.rows_of(self.in_sight(number), size=min(asked["limit"], MOST_ROWS), **keys)
        return page_answer(request, page, RowAnswer(page.rows, many=True).data)

    @extend_schema(
        operation_id="add_row",
        summary="加一行：增加、变更或取消一个事项",
        parameters=[NUMBER, ONCE],
        request=RowInput,
        responses={201: RowAnswer},
    )
    def post(self, request, number):
        change_set = self.in_sight(number)

        def act():
            sent = self.sent(RowInput)
            entry = self._entry(sent, change_set)
            cells = {}
            text = self._standing(entry)
            if sent["change"] == ChangeKind.ADD or (sent["change"] == ChangeKind.AMEND and text):
                cells = merged(KINDS[change_set.kind], sent, text)
            made = actions.propose(
                actor=request.user, change_set=change_set, change=sent["change"], entry=entry, **cells
            )
            place = reverse("powerlist:api_row", args=[change_set.number, made.pk], request=request)
            return 201, RowAnswer(made).data, place

        return self.once(act)

    @staticmethod
    def _standing(entry: ListEntry | None) -> ListVersion | None:
        """The text over which a change is written: the one in force, else the last that was."""
        if entry is None:
            return None
        return entry.versions.filter(state__in=READABLE).order_by("-number").first()

    def _entry(self, sent: dict, change_set) -> ListEntry | None:
        code = sent.get("entry", "")
        if not code:
            if sent["change"] != ChangeKind.ADD:
                raise serializers.ValidationError({"entry": "变更或取消请写明事项编码。"})
            return None
        rows = ListEntry.objects.filter(code=code, organisation=self.organisation, kind=change_set.kind)
        entry = rows.order_by("pk").first()
        if entry is None:
            raise serializers.ValidationError({"entry": f"这个单位的这张清单里没有编码为“{code}”的事项，请核对。"})
        return entry


class Row(OfBody):
    """One row. Whoever changes it says which text was seen."""

    def row_of(self, number: str, pk: int) -> ListVersion:
        rows = self.in_sight(number).versions.filter(pk=pk).exclude(state=VersionState.DROPPED)
        return self.found(rows.select_related("entry", "change_set__organisation").prefetch_related("citations__law"))

    @staticmethod
    def shown(row: ListVersion) -> Response:
        return Response(RowAnswer(row).data, headers={"ETag": f'"{row.fingerprint}"'})

    @extend_schema(operation_id="row", summary="一行的内容和 ETag", parameters=[NUMBER, ROW], responses=RowAnswer)
    def get(self, request, number, pk):
        return self.shown(self.row_of(number, pk))

    @extend_schema(
        operation_id="revise_row",
        summary="修改一行",
        parameters=[NUMBER, ROW, MATCH],
        request=RowRevision,
        responses={200: RowAnswer, 412: STALE, 428: MISSING},
    )
    def patch(self, request, number, pk):
        row, tags = self.row_of(number, pk), self.seen()
        cells = merged(row.declared, self.sent(RowRevision), row)
        seen = row.fingerprint if row.fingerprint in tags else tags[0]
        try:
            actions.revise(actor=request.user, version=row, seen=seen, **cells)
        except actions.RowChanged as stale:
            raise _stale(stale) from None
        return self.shown(self.row_of(number, pk))

    @extend_schema(
        operation_id="drop_row",
        summary="把一行移出批次",
        parameters=[NUMBER, ROW, MATCH],
        request=None,
        responses={204: None, 412: STALE, 428: MISSING},
    )
    def delete(self, request, number, pk):
        row, tags = self.row_of(number, pk), self.seen()
        seen = row.fingerprint if row.fingerprint in tags else tags[0]
        try:
            actions.drop_seen(actor=request.user, version=row, seen=seen)
        except actions.RowChanged as stale:
            raise _stale(stale) from None
        return Response(status=204)


def _stale(stale: actions.RowChanged) -> Problem:
    """412 with the row as it stands now, to be set beside the own one."""
    message = "您读取之后，这一行已被别人改过。请对照 current 中现在的内容，改好后用它的 etag 再送。"
    return Problem(412, "stale", message, current=RowAnswer(stale.current).data)
