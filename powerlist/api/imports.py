"""A workbook sent by a department's own system: read in the background, looked at, confirmed."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.actions import log_refusal
from core.files import secrecy

from .. import actions
from ..enums import ImportState
from ..kinds import KINDS
from ..models import ImportJob
from ..queries import imports
from .desk import ONCE
from .errors import Problem
from .token import TokenView
from .writes import ConfirmInput, ImportAnswer, ImportPreview, UploadInput

KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="导入的编号")
TABS = ("all", "refused", "new", "changed", "unchanged")


class PreviewQuery(serializers.Serializer):
    tab = serializers.ChoiceField(TABS, required=False, default="all", help_text="看哪些行")
    start = serializers.IntegerField(required=False, default=0, min_value=0, help_text="从第几行起")


class Uploads(TokenView):
    """Workbooks of the body."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="upload_workbook",
        summary="上传工作簿",
        parameters=[ONCE],
        request=UploadInput,
        responses={202: ImportAnswer},
    )
    def post(self, request):
        def act():
            sent = self.sent(UploadInput)
            self._refuse_secrets(sent["file"])
            job = actions.upload_workbook(actor=request.user, organisation=self.organisation, **sent)
            place = reverse("powerlist:api_import", args=[job.key], request=request)
            return 202, ImportAnswer(job).data, place

        return self.once(act)

    def _refuse_secrets(self, file) -> None:
        """Who sends by token is unknown to the middleware that opens files, so that they are judged here."""
        found = secrecy.mark_in_file(file, file.name or "")
        if found:
            log_refusal(self.request, rule=found.rule, words=found.words, place="/api/v1/imports/")
            raise Problem(422, "classified", f"{found.words}。{secrecy.ADVICE}")
        file.seek(0)


class OfBody(TokenView):
    """What concerns the imports of the token's body."""

    def in_sight(self, key) -> ImportJob:
        """An import of a list of this body; rosters with people's numbers are the desk's alone."""
        rows = ImportJob.objects.visible_to(self.request.user).filter(organisation=self.organisation, key=key)
        rows = rows.filter(kind__in=list(KINDS))
        return self.found(rows.select_related("organisation", "change_set"))


class Upload(OfBody):
    """One workbook on its way."""

    @extend_schema(
        operation_id="import",
        summary="导入的进度和逐行预览",
        parameters=[KEY, PreviewQuery],
        responses=ImportPreview,
    )
    def get(self, request, key):
        asked = PreviewQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        job = self.in_sight(key)
        preview = None
        if "counts" in job.result:
            preview = imports.preview_of(job, asked.validated_data["tab"], asked.validated_data["start"])
        return Response(ImportPreview(job, context={"preview": preview}).data)


class Confirm(OfBody):
    """The decision on a preview."""

    @extend_schema(
        operation_id="confirm_import",
        summary="确认导入，写成一个批次",
        parameters=[KEY],
        request=ConfirmInput,
        responses={202: ImportAnswer},
    )
    def post(self, request, key):
        job = self.in_sight(key)
        if job.state in (ImportState.UPLOADED, ImportState.READING):
            raise Problem(409, "not_ready", "表格还在核对，请稍后读取这次导入，状态为 previewed 后再确认。")
        actions.confirm_job(actor=request.user, job=job, **self.sent(ConfirmInput))
        return Response(ImportAnswer(self.in_sight(key)).data, status=202)
