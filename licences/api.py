"""存量证照 from departments' own systems: reported with a token of one body, as they stand there (trust B).

A licence is known by its type and the number that the authority gave it, so that the same report twice is one licence.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import Problem, TokenView
from accounts.enums import TokenScope
from core.masking import mask_id_number, mask_name
from core.registers import key_page

from . import actions
from .enums import SHOWN_STATES, LicenceState, Source, Trust
from .models import Licence, LicenceType

MOST = 200


class ReportInput(serializers.Serializer):
    type = serializers.SlugRelatedField(
        slug_field="code", queryset=LicenceType.objects.filter(in_use=True).order_by("pk"), help_text="证照类型编码"
    )
    original_number = serializers.CharField(max_length=100, help_text="颁发机关给的证照编号")
    holder_name = serializers.CharField(max_length=200)
    holder_document = serializers.CharField(max_length=30, help_text="身份证号码或者统一社会信用代码")
    issuer_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="颁发机关全称；由令牌所在单位颁发的不填"
    )
    item_name = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    identifier = serializers.CharField(
        max_length=100, required=False, allow_blank=True, default="", help_text="电子证照标识（GB/T 36904-2018）"
    )
    issued_on = serializers.DateField(required=False)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True, default=None, help_text="长期有效的不填")
    state = serializers.ChoiceField(choices=SHOWN_STATES, required=False, default=LicenceState.VALID)
    details = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True), required=False, allow_null=True, default=None,
        help_text="其他登载内容，名称和内容",
    )  # fmt: skip

    def validate(self, sent):
        if sent["valid_to"] and sent["valid_to"] <= sent["valid_from"]:
            raise serializers.ValidationError({"valid_to": "有效期至应当在有效期自之后。"})
        return sent


class BatchInput(serializers.Serializer):
    licences = ReportInput(many=True, min_length=1, max_length=MOST)


class ReportAnswer(serializers.Serializer):
    number = serializers.CharField(help_text="本平台的证照编号")
    outcome = serializers.ChoiceField(choices=[("new", "新增"), ("changed", "有变化"), ("unchanged", "未变")])
    state = serializers.ChoiceField(choices=SHOWN_STATES)


class LicenceAnswer(serializers.ModelSerializer):
    """What is on file, masked: who reported it has the rest."""

    state = serializers.ChoiceField(choices=SHOWN_STATES)
    type = serializers.CharField(source="type.code")
    original_number = serializers.SerializerMethodField()
    holder_name = serializers.SerializerMethodField()

    class Meta:
        model = Licence
        fields = [
            "number", "type", "original_number", "holder_name", "issued_on", "valid_from", "valid_to", "state", "trust",
        ]  # fmt: skip

    def get_original_number(self, row) -> str:
        return mask_id_number(row.original_number) if row.holder_is_person else row.original_number

    def get_holder_name(self, row) -> str:
        return mask_name(row.holder_name) if row.holder_is_person else row.holder_name


class PageQuery(serializers.Serializer):
    type = serializers.CharField(required=False, default="", max_length=30, help_text="证照类型编码")
    after = serializers.CharField(required=False, default="", max_length=300)
    before = serializers.CharField(required=False, default="", max_length=300)


class PageAnswer(serializers.Serializer):
    after = serializers.CharField(allow_null=True, help_text="下一页的键")
    before = serializers.CharField(allow_null=True, help_text="上一页的键")
    results = LicenceAnswer(many=True)


class OfLicences(TokenView):
    reads = writes = TokenScope.WRITE_LICENCES


class Licences(OfLicences):
    """The licences on file of the token's body."""

    @extend_schema(
        operation_id="licences", summary="本单位报送的存量证照，新的在前", parameters=[PageQuery],
        responses=PageAnswer,
    )  # fmt: skip
    def get(self, request):
        asked = PageQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        asked = asked.validated_data
        rows = Licence.objects.filter(organisation=self.organisation, trust=Trust.SYSTEM).select_related("type")
        if asked["type"]:
            rows = rows.filter(type__code=asked["type"])
        page = key_page(rows, ("id",), after=asked["after"], before=asked["before"], size=100, newest_first=True)
        return Response(PageAnswer({"after": page.next, "before": page.previous, "results": page.rows}).data)

    @extend_schema(
        operation_id="report_licence",
        summary="报送一份存量证照；同一份再报，按新的内容更新",
        request=ReportInput,
        responses={200: ReportAnswer, 201: ReportAnswer},
    )
    def post(self, request):
        answer = report(request, self.organisation, self.sent(ReportInput))
        return Response(ReportAnswer(answer).data, status=201 if answer["outcome"] == "new" else 200)


class Batch(OfLicences):
    """Many at once."""

    @extend_schema(
        operation_id="report_licences",
        summary=f"一次报送最多 {MOST} 份；有一份不对，整批不写入",
        request=BatchInput,
        responses=ReportAnswer(many=True),
    )
    def post(self, request):
        with transaction.atomic():
            done = [report(request, self.organisation, one) for one in self.sent(BatchInput)["licences"]]
        return Response(ReportAnswer(done, many=True).data)


def report(request, organisation, sent: dict) -> dict:
    """Take one report; what is wrong with the document's number is told by field."""
    try:
        licence, outcome = actions.enter(
            actor=request.user, organisation=organisation, trust=Trust.SYSTEM, source=Source.API,
            source_name=request.auth.name[:100], **sent,
        )  # fmt: skip
    except ValidationError as wrong:
        raise Problem(
            400, "invalid", f"{sent['original_number']}：{wrong.messages[0]}",
            fields=[{"field": "holder_document", "message": wrong.messages[0]}],
        ) from None  # fmt: skip
    return {"number": licence.number, "outcome": outcome, "state": licence.state}
