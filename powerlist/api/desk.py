"""The desk of the lists for departments' own systems: change sets opened, filled, sent; by the same actions as by hand.

The rights are those of the token's account within the token's body and scopes; guards and words are those of the desk.
"""

from functools import partial

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core.registers import ChangeSetState, VersionState, key_page

from .. import actions
from ..models import ListChangeSet, ListVersion
from ..queries import desk
from .answers import OrganisationAnswer, PageQuery, paged
from .base import page_answer
from .changes import RowInput, proposal, successors
from .errors import ErrorAnswer, Problem
from .token import TokenView
from .writes import (
    ChangeSetAnswer,
    ChangeSetInput,
    ChangeSetWhole,
    NoteInput,
    RowAnswer,
    RowRevision,
    merged,
)

NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH, description="批次号")
ROW = OpenApiParameter("pk", int, OpenApiParameter.PATH, description="行的编号（id）")
FOLLOWER = OpenApiParameter("code", str, OpenApiParameter.PATH, description="承接事项的编码")
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
        summary="加一行：增加、承接、要素变更、取消、合并、分设、下放、转移、主体变更、暂停、恢复、建议",
        parameters=[NUMBER, ONCE],
        request=RowInput,
        responses={201: RowAnswer},
    )
    def post(self, request, number):
        change_set = self.in_sight(number)

        def act():
            row = proposal(self.sent(RowInput), change_set)
            made = actions.propose(actor=request.user, change_set=change_set, **row)
            place = reverse("powerlist:api_row", args=[change_set.number, made.pk], request=request)
            return 201, RowAnswer(made).data, place

        return self.once(act)


class OneRow(OfBody):
    """One row. Whoever changes it says which text was seen."""

    def row_of(self, number: str, pk: int) -> ListVersion:
        rows = self.in_sight(number).versions.filter(pk=pk).exclude(state=VersionState.DROPPED)
        rows = rows.select_related("entry__parent", "organisation", "suspension", "change_set__organisation")
        return self.found(rows.prefetch_related("citations__law", "successions__successor"))

    @staticmethod
    def shown(row: ListVersion) -> Response:
        return Response(RowAnswer(row).data, headers={"ETag": f'"{row.fingerprint}"'})

    def as_seen(self, row: ListVersion, act) -> None:
        """Do `act(seen=…)` with the tag that the asker saw; 412 with the row as it stands when it is another now."""
        tags = self.seen()
        try:
            act(seen=row.fingerprint if row.fingerprint in tags else tags[0])
        except actions.RowChanged as stale:
            message = "您读取之后，这一行已被别人改过。请对照 current 中现在的内容，改好后用它的 etag 再送。"
            raise Problem(412, "stale", message, current=RowAnswer(stale.current).data) from None


class Row(OneRow):
    """The row itself."""

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
        row = self.row_of(number, pk)
        self.seen()
        cells = merged(row.declared, self.sent(RowRevision), row)
        self.as_seen(row, partial(actions.revise, actor=request.user, version=row, **cells))
        return self.shown(self.row_of(number, pk))

    @extend_schema(
        operation_id="drop_row",
        summary="把一行移出批次",
        parameters=[NUMBER, ROW, MATCH],
        request=None,
        responses={204: None, 412: STALE, 428: MISSING},
    )
    def delete(self, request, number, pk):
        row = self.row_of(number, pk)
        self.as_seen(row, partial(actions.drop_seen, actor=request.user, version=row))
        return Response(status=204)


class Duties(OneRow):
    """The duties of a changed power: looked at, and found to hold still."""

    @extend_schema(
        operation_id="confirm_duties",
        summary="确认一项职权变更后，责任事项和追责情形仍然适用",
        parameters=[NUMBER, ROW, MATCH],
        request=None,
        responses={200: ChangeSetWhole, 412: STALE, 428: MISSING},
    )
    def post(self, request, number, pk):
        row = self.row_of(number, pk)
        act = partial(actions.confirm_duties, actor=request.user, change_set=row.change_set, version=row)
        self.as_seen(row, act)
        return Response(ChangeSetWhole(self.in_sight(number)).data)


class SuccessorInput(serializers.Serializer):
    """承接事项."""

    entry = serializers.CharField(max_length=50, help_text="承接事项的编码")


class Successors(OneRow):
    """What follows an ended entry."""

    def change(self, action, number, pk, code) -> Response:
        row = self.row_of(number, pk)
        entry = successors(row.change_set, [code])[0]
        self.as_seen(row, partial(action, actor=self.request.user, version=row, entry=entry))
        return self.shown(self.row_of(number, pk))

    @extend_schema(
        operation_id="name_successor",
        summary="写明一个承接事项",
        parameters=[NUMBER, ROW, MATCH],
        request=SuccessorInput,
        responses={200: RowAnswer, 412: STALE, 428: MISSING},
    )
    def post(self, request, number, pk):
        return self.change(actions.name_successor, number, pk, self.sent(SuccessorInput)["entry"])


class Successor(Successors):
    """One of them."""

    http_method_names = ["delete", "options"]

    @extend_schema(
        operation_id="forget_successor",
        summary="去掉一个承接事项",
        parameters=[
            NUMBER,
            ROW,
            FOLLOWER,
            MATCH,
        ],
        request=None,
        responses={200: RowAnswer, 412: STALE, 428: MISSING},
    )
    def delete(self, request, number, pk, code):
        return self.change(actions.forget_successor, number, pk, code)
