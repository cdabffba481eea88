"""A workbook on its way into a list: uploaded, read, looked at, applied."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.masking import EncryptedJSONField
from core.registers import ChangeSetState, VersionState

from ..enums import ImportState, LineState
from ..kinds import form_choices
from .lists import ListChangeSet, ListMove, ListVersion
from .review import RowVerdict


class ImportJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "fill_lists"))


class ImportJob(models.Model):
    """One file. `result` holds what the preview says of the whole (counts, warnings, digest); its rows are ImportLine.

    Nothing is written before apply. `mends` counts the changes of its rows: who decides names the number that he saw.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("清单", max_length=20, choices=form_choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    file = models.FileField("文件", upload_to=random_name)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    done = models.PositiveIntegerField("已处理行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    result = models.JSONField("结果", default=dict)
    error = models.TextField("拒绝原因", blank=True)
    change_set = models.ForeignKey(
        ListChangeSet, on_delete=models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="变更批次"
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    mends = models.PositiveIntegerField("改正次数", default=0)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    # of 附件7, while it can be taken back: {"before": people, "after": people}; forgotten then, for it holds numbers
    rosters = EncryptedJSONField("更换前后的名单", null=True, blank=True, editable=False)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        ordering = ["-id"]

    def __str__(self):
        return self.filename


class ImportLine(models.Model):
    """One row of a preview, in the order of the file; what the file lacks stands behind its last row.

    `facts` are those of actions.comparing.Line that a reader needs (category, bases, errors, warnings, changes, and
    `cells`: what the row's form starts with). Rows are made anew whenever the file is judged.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=LineState)
    name = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    warned = models.BooleanField(default=False)
    mended = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "导入预览行"
        ordering = ["job_id", "position"]
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="importline_position_once")]
        indexes = [
            models.Index(fields=["job", "state", "position"], name="importline_by_state"),
            models.Index(fields=["job", "position"], condition=models.Q(warned=True), name="importline_warned"),
            models.Index(fields=["job", "position"], condition=models.Q(mended=True), name="importline_mended"),
            models.Index(fields=["job", "sheet", "row"], name="importline_place"),
        ]

    def __str__(self):
        return f"{self.sheet} {self.row}"


class ImportMend(models.Model):
    """What a person did to a row of a file that stays as it is; append-only, the last one of a row counts.

    `cells` replace the file's (name, category, office, code, content); `touched` names those that the person changed.
    """

    class Kind(models.TextChoices):
        MEND = "mend", "改正"
        OMIT = "omit", "略去"
        RESTORE = "restore", "恢复原样"

    job = models.ForeignKey(ImportJob, on_delete=models.PROTECT, related_name="mended")
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    number = models.PositiveIntegerField()  # of the row's mends, from 1
    kind = models.CharField("办法", max_length=8, choices=Kind)
    cells = models.JSONField(default=dict)
    touched = models.JSONField(default=list)
    reason = models.CharField("理由", max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField("办理人", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "导入改正"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["job", "sheet", "row", "number"], name="importmend_number_once")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.sheet} {self.row}"


# --- taking an import back -------------------------------------------------------------------------------------------


def import_of(change_set) -> ImportJob | None:
    """The import that made a change set; asked once for each row in hand."""
    if not hasattr(change_set, "_import"):
        change_set._import = ImportJob.objects.filter(change_set=change_set).defer("result").order_by("id").first()
    return change_set._import


def undo_until(job: ImportJob):
    """The moment until which an import is taken back in one act."""
    return job.finished_at + timedelta(hours=settings.IMPORT_UNDO_HOURS)


NAMED = 40  # characters of a name in a refusal


def why_kept(change_set, at) -> str:
    """Why the import that made this change set can't be taken back in one act, in words; "" when it can."""
    job = import_of(change_set)
    if job is None or job.state != ImportState.APPLIED:
        return "这一批次不是从表格导入的，请用“撤回批次”。"
    if change_set.state not in (ChangeSetState.DRAFT, ChangeSetState.SUBMITTED):
        return f"这一批次现在是“{change_set.get_state_display()}”，不能再撤销导入。"
    if at > undo_until(job):
        hours = settings.IMPORT_UNDO_HOURS
        return f"导入已经超过{hours}小时，不能一次撤销。填报中的批次可以撤回，或者逐行改正。"
    if RowVerdict.objects.filter(version__change_set=change_set, round=change_set.round).exists():
        return "审核人已经写了审查结论，不能再撤销导入。请联系县委编办退回。"
    names = _changed_since(change_set)
    if names:
        named = "、".join(name if len(name) <= NAMED else f"{name[:NAMED]}…" for name in names[:5])
        more = f"等{len(names)}行" if len(names) > 5 else ""
        return f"导入之后有人改过或加过行：{named}{more}。为了不丢掉这些修改，不能一次撤销；请逐行处理。"
    return ""


def _changed_since(change_set) -> list[str]:
    """Names of the rows in the set that somebody edited, or added, after the import wrote it."""
    written = ListMove.objects.filter(subject=change_set, move="import").order_by("id").first()
    standing = ListVersion.objects.filter(change_set=change_set, state=VersionState.PROPOSED).values("id")
    history = ListVersion.history.filter(id__in=standing, history_type__in="+~")
    if written is not None:
        history = history.exclude(history_type="+", history_date__lte=written.at)
    return list(dict.fromkeys(history.order_by("id", "history_id").values_list("name", flat=True)))
