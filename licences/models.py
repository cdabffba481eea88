"""Licences: their types, those issued, and the log of what happened to them (GB/T 36901–36906-2018)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.history import recorded
from core.masking import EncryptedJSONField, EncryptedTextField, blind_index
from core.registers import MoveLog

from .enums import (
    HIDDEN,
    RUNNING,
    ActKind,
    ActState,
    CheckMethod,
    CheckResult,
    Handover,
    ImportState,
    LicenceKind,
    LicenceState,
    LineState,
    Source,
    Trust,
)

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}
STAFF_SEE = ("view_cases", "manage_licences", "decide_licences")


class LicenceType(models.Model):
    """A kind of licence that an item's approval yields, or that another authority issues and applications reuse.

    `type_code` is the 21-character code of GB/T 36904. `suspension_basis` is the law that lets it be 暂扣; without
    one it never is. `renewal_days` are calendar days before the end (许可法 50: thirty, unless a law says otherwise).
    """

    code = models.CharField("类型编码", max_length=30, unique=True)
    type_code = models.CharField("证照类型代码", max_length=21)
    name = models.CharField("证照名称", max_length=100)
    kind = models.CharField("种类", max_length=12, choices=LicenceKind, default=LicenceKind.LICENCE)
    handover = models.CharField("送达方式", max_length=8, choices=Handover, default=Handover.ONLINE)
    validity_months = models.PositiveSmallIntegerField(
        "有效期（月）", null=True, blank=True, help_text="留空为长期有效"
    )
    basis = models.CharField("设定依据", max_length=300, blank=True)
    renewable = models.BooleanField("可以延续", default=True)
    renewal_days = models.PositiveSmallIntegerField(
        "延续申请提前天数", default=30, help_text="自然日；许可法第五十条为 30 日，法律、法规另有规定的按规定填"
    )
    suspension_basis = models.CharField(
        "暂扣依据", max_length=300, blank=True, help_text="哪部法律、法规的哪一条；留空的，这种证照不能暂扣"
    )
    is_public = models.BooleanField(
        "结果公开", default=True, help_text="行政许可结果应当公开（许可法第四十条）；身份、户籍、社保等个人证照不公开"
    )
    in_use = models.BooleanField("在用", default=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "证照类型"
        ordering = ["code"]

    def __str__(self):
        return self.name


class LicenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Licences of the holder, and of the bodies at which the person views cases or looks after licences."""
        if user is None or not user.is_authenticated:
            return self.none()
        bodies = self.within_reach(user).values("pk")
        return self.filter(Q(pk__in=self.held_by(user).values("pk")) | Q(pk__in=bodies))

    def within_reach(self, user):
        """For staff: the licences of the bodies at which the person may see them. Fails closed."""
        return self.filter(organisation__in=organisations_where(user, *STAFF_SEE))

    def held_by(self, user):
        """Those of a person's account, and those on the person's ID number or the legal person's credit code."""
        if user is None or not user.is_authenticated:
            return self.none()
        index = holder_index_of(user)
        rows = self.exclude(state__in=HIDDEN)
        return rows.filter(Q(holder=user) | Q(holder_index=index)) if index else rows.filter(holder=user)

    def running(self):
        """In force or suspended, whatever the day."""
        return self.filter(state__in=RUNNING)

    def awaiting_file(self):
        """Issued here, the file still to be printed and sealed."""
        return self.filter(source=Source.HERE, file="")

    def valid_on(self, on: date):
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), state=LicenceState.VALID, valid_from__lte=on)

    def public(self):
        """What the register shows: results of types that are public, issued here or by the authority's own system."""
        rows = self.filter(type__is_public=True, trust__in=[Trust.ISSUED, Trust.SYSTEM])
        return rows.exclude(state__in=HIDDEN)

    def verified(self, *, code: str, number: str = ""):
        """The licence with this verification code (and this number, when one is given), or None.

        What its holder uploaded and what nobody has confirmed yet is vouched for by no one.
        """
        rows = self.exclude(state__in=HIDDEN).exclude(trust=Trust.UPLOADED)
        found = rows.select_related("type", "organisation").filter(verification_code=code)
        return (found.filter(number=number) if number else found).first()


def holder_index_of(user) -> str:
    """The index under which a person's licences, or those of the person's legal person, are found."""
    return blind_index(user.credit_code if user.kind == "legal_person" else user.id_number)


class Licence(models.Model):
    """A licence issued on a decision (许可法 39, 44), or one of another authority on file (存量证照).

    `number` is this portal's own; `original_number` is the one that another authority gave, which may be personal.
    `organisation` issued it or answers for the entry; `issuer_name` names the issuer where that is another body.
    Anyone verifies it by verification code. A change or renewal raises `version`; the text before is a LicenceVersion.
    """

    type = models.ForeignKey(LicenceType, on_delete=models.PROTECT, related_name="licences", verbose_name="证照类型")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="licences", verbose_name="颁发机构"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="licences",
        verbose_name="持证账号",
    )
    identifier = models.CharField("电子证照标识", max_length=100, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    trust = models.CharField("可信等级", max_length=1, choices=Trust, default=Trust.ISSUED)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.HERE)
    source_name = models.CharField("来源系统", max_length=100, blank=True)
    original_number = EncryptedTextField("原证照编号", blank=True)
    original_index = models.CharField(max_length=64, blank=True, editable=False)
    issuer_name = models.CharField("颁发机关", max_length=200, blank=True)
    number = models.CharField("证照编号", max_length=60, unique=True)
    verification_code = models.CharField("验证码", max_length=16, unique=True)
    holder_name = models.CharField("持证主体", max_length=200)
    holder_is_person = models.BooleanField("持证主体是自然人", default=True)
    holder_document = EncryptedTextField("持证主体证件号码", blank=True)
    holder_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    item_name = models.CharField("许可事项", max_length=500, blank=True)
    content = models.JSONField("许可内容", default=dict)
    details = EncryptedJSONField("其他登载内容", null=True, blank=True)
    case_number = models.CharField("办件编号", max_length=40, blank=True, db_index=True)
    state = models.CharField("状态", max_length=12, choices=LicenceState, default=LicenceState.VALID)
    issued_on = models.DateField("颁发日期")
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    file = models.FileField("电子证照", upload_to=random_name, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    deemed_on = models.DateField("视为准予延续之日", null=True, blank=True)
    suspended_until = models.DateField("暂扣至", null=True, blank=True)
    ended_on = models.DateField("失效日期", null=True, blank=True)
    ground = models.CharField("失效事由", max_length=20, blank=True)
    reminded = models.PositiveSmallIntegerField("已提醒", null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="录入人", **PERSON)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="确认人", **PERSON)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证照"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")), name="licence_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["case_number", "type"], condition=~Q(case_number=""), name="licence_once_per_case"
            ),
            models.UniqueConstraint(fields=["identifier"], condition=~Q(identifier=""), name="licence_identifier_once"),
            models.UniqueConstraint(
                fields=["type", "organisation", "original_index"],
                condition=~Q(original_index="") & ~Q(state="dropped"),
                name="licence_original_once",
            ),
            models.CheckConstraint(condition=~Q(entered_by=F("confirmed_by")), name="licence_two_people_confirm"),
            models.CheckConstraint(
                condition=~Q(trust="C") | Q(state__in=["pending", "dropped"]) | Q(confirmed_by__isnull=False),
                name="licence_typed_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["revoked", "withdrawn", "penalised", "cancelled", "expired"], ended_on__isnull=False
                )
                | (
                    Q(ended_on__isnull=True)
                    & ~Q(state__in=["revoked", "withdrawn", "penalised", "cancelled", "expired"])
                ),
                name="licence_ended_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="licence_of_body"),
            models.Index(fields=["-issued_on", "-id"], condition=Q(trust__in=["A", "B"]), name="licence_register"),
            models.Index(
                fields=["organisation", "-issued_on", "-id"],
                condition=Q(trust__in=["A", "B"]),
                name="licence_register_of_body",
            ),
            models.Index(
                fields=["valid_to", "id"],
                condition=Q(state__in=["valid", "suspended"], valid_to__isnull=False),
                name="licence_ends",
            ),
            models.Index(fields=["holder", "-id"], name="licence_of_holder"),
            models.Index(fields=["state", "-id"], name="licence_by_state"),
            models.Index(
                fields=["state", "-issued_on", "-id"], condition=Q(trust__in=["A", "B"]), name="licence_register_state"
            ),
            models.Index(
                fields=["holder_name"],
                opclasses=["varchar_pattern_ops"],
                condition=Q(holder_is_person=False),
                name="licence_of_named_body",
            ),
            models.Index(fields=["original_index"], condition=~Q(original_index=""), name="licence_original"),
            models.Index(fields=["id"], condition=Q(source="here", file=""), name="licence_awaits_file"),
        ]

    def __str__(self):
        return f"{self.type} {self.number}"

    def save(self, *args, **kwargs):
        self.holder_index = blind_index(self.holder_document)
        self.original_index = blind_index(self.original_number)
        super().save(*args, **kwargs)

    @property
    def awaits_file(self) -> bool:
        """Issued here, its file still being printed and sealed."""
        return self.source == Source.HERE and not self.file

    def is_valid_on(self, on: date | None = None) -> bool:
        on = on or timezone.localdate()
        started, ended = self.valid_from <= on, self.valid_to is not None and self.valid_to < on
        return self.state == LicenceState.VALID and started and not ended


class LicenceMove(MoveLog):
    """What happened to a licence; append-only."""

    subject = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "证照记录"


class LicenceVersion(models.Model):
    """The text of a licence before it was changed or renewed, with its file; append-only."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="versions", verbose_name="证照")
    number = models.PositiveSmallIntegerField("版本")
    identifier = models.CharField("电子证照标识", max_length=100, blank=True)
    holder_name = models.CharField("持证主体", max_length=200)
    item_name = models.CharField("许可事项", max_length=500, blank=True)
    content = models.JSONField("许可内容", default=dict)
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    file = models.FileField("电子证照", upload_to=random_name, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField("更换时间")

    class Meta:
        verbose_name = verbose_name_plural = "证照历次版本"
        ordering = ["licence_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["licence", "number"], name="licenceversion_number_once")]

    def __str__(self):
        return f"{self.licence_id} {self.number}"


class LicenceAct(models.Model):
    """An act on a licence: proposed by one person with its ground, decided by another, with its paper.

    `facts` are what the ground's article asks for (kinds.GROUNDS) and, of a change, the new text.
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="acts", verbose_name="证照")
    kind = models.CharField("事项", max_length=10, choices=ActKind)
    ground = models.CharField("事由", max_length=20)
    state = models.CharField("状态", max_length=10, choices=ActState, default=ActState.PROPOSED)
    applied_on = models.DateField("申请日期", null=True, blank=True)
    case_number = models.CharField("办件编号", max_length=40, blank=True, db_index=True)
    facts = EncryptedJSONField("要素", null=True, blank=True)
    reason = models.TextField("理由")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="提出人", **PERSON)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="决定人", **PERSON)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    opinion = models.TextField("决定意见", blank=True)
    number = models.CharField("文号", max_length=100, blank=True)
    file = models.FileField("文书", upload_to=random_name, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证照事项"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["licence"], condition=Q(state="proposed"), name="licenceact_one_open"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="licenceact_number_once"),
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="licenceact_two_people"),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "refused"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(number="")),
                name="licenceact_decision_is_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="licenceact_has_reason"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number or self.get_state_display()}"


class LicenceCheck(models.Model):
    """核验: somebody looked into the authenticity of a licence; append-only. A material of a case may point to it.

    `case_number` is the matter for which it was asked, when there was one.
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="checks", verbose_name="证照")
    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="核验人", **PERSON)
    actor_name = models.CharField("核验人姓名", max_length=100)
    method = models.CharField("核验方式", max_length=10, choices=CheckMethod)
    result = models.CharField("核验结果", max_length=10, choices=CheckResult)
    note = models.CharField("说明", max_length=500, blank=True)
    case_number = models.CharField("办件编号", max_length=40, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "证照核验"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_result_display()}"


class LicenceImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "manage_licences", "decide_licences"))


class LicenceImport(models.Model):
    """存量证照 in a workbook on its way in: uploaded, read by the worker, looked at, written whole or not at all.

    The file goes when it has been read: its rows, which are personal data, are kept encrypted (LicenceImportLine).
    Of rows typed from paper (C) a second person confirms the whole.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    type = models.ForeignKey(LicenceType, on_delete=models.PROTECT, related_name="+", verbose_name="证照类型")
    trust = models.CharField("可信等级", max_length=1, choices=Trust)
    source_name = models.CharField("来源系统", max_length=100, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="上传人", **PERSON)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="确认人", **PERSON)
    file = models.FileField("文件", upload_to=random_name, blank=True)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    done = models.PositiveIntegerField("已处理行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    counts = models.JSONField("结果", default=dict)
    warnings = models.JSONField("提示", default=list)
    error = models.TextField("拒绝原因", blank=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = LicenceImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存量证照导入"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(uploaded_by=F("confirmed_by")), name="licenceimport_two_people")
        ]

    def __str__(self):
        return self.filename


class LicenceImportLine(models.Model):
    """One row of a workbook with what is wrong with it; `cells` is what would be written."""

    job = models.ForeignKey(LicenceImport, on_delete=models.CASCADE, related_name="lines")
    row = models.PositiveIntegerField("行")
    state = models.CharField("结果", max_length=10, choices=LineState)
    name = models.CharField("持证主体（遮盖）", max_length=200, blank=True)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    cells = EncryptedJSONField(null=True, blank=True)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, null=True, blank=True, related_name="import_lines")

    class Meta:
        verbose_name = verbose_name_plural = "存量证照导入行"
        ordering = ["job_id", "row", "id"]
        indexes = [models.Index(fields=["job", "state", "row", "id"], name="licenceimportline_by_state")]

    def __str__(self):
        return f"第 {self.row} 行"
