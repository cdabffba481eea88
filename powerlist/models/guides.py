"""Service items (办事指南): what an applicant must know, versioned; a guide exists only for a published entry."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Deferrable, Exists, F, OuterRef, Q

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.history import recorded
from core.registers import DateRange, VersionQuerySet
from core.workdays import Unit
from licences.models import LicenceType

from ..enums import (
    Audience,
    BodyNature,
    CaseKind,
    Disclosure,
    ExerciseLevel,
    FourWay,
    GuideState,
    HandlingForm,
    HandlingWay,
    LegalTheme,
    OnlineDepth,
    PenaltyKind,
    PersonTheme,
    PowerSource,
    ResultKind,
    ServiceArea,
    ServiceObject,
)
from .lists import ListEntry, ListVersion

NO_FEE = ("", "不收费", "无", "免费")


class ServiceItem(models.Model):
    """实施清单: what one body offers to applicants on the ground of one list entry."""

    entry = models.ForeignKey(
        ListEntry, on_delete=models.PROTECT, related_name="service_items", verbose_name="清单事项"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="service_items", verbose_name="实施主体"
    )
    code = models.CharField("事项编号", max_length=50, unique=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "办事事项"
        ordering = ["code"]

    def __str__(self):
        return self.code


class ServiceItemVersionQuerySet(VersionQuerySet):
    def open_to_public(self, on):
        """The guides that anyone may read on a day: in force, 向社会公开, of an entry that is in force and so too.

        Every public door starts from it; a guide leaves the public with its entry. An item whose present guide is
        closed is closed for all its days, as an entry is.
        """
        now = {"state": GuideState.PUBLISHED, "valid_to__isnull": True}
        closed = ServiceItemVersion.objects.filter(**now).exclude(disclosure=Disclosure.PUBLIC).order_by()
        listed = ListVersion.objects.in_force(on).open_to_public().filter(entry=OuterRef("item__entry"))
        open_now = self.in_force(on).filter(Exists(listed), disclosure=Disclosure.PUBLIC)
        return open_now.exclude(item__in=closed.values("item_id"))

    def open_to_applicants(self):
        """The guides that who has applied may read: 向社会公开 or 向申请人公开, and nothing since has closed them more.

        Closed is a guide whose newest published version, or whose entry's present text, is for the house alone.
        """
        said = (Disclosure.PUBLIC, Disclosure.APPLICANT)
        now = {"state": GuideState.PUBLISHED, "valid_to__isnull": True}
        texts = ListVersion.objects.filter(**now).exclude(disclosure__in=said).order_by()
        guides = ServiceItemVersion.objects.filter(**now).exclude(disclosure__in=said).order_by()
        rows = self.filter(state=GuideState.PUBLISHED, disclosure__in=said)
        return rows.exclude(item__entry__in=texts.values("entry_id")).exclude(item__in=guides.values("item_id"))

    def visible_to(self, user):
        return self.filter(item__organisation__in=organisations_where(user, "manage_guides"))


def _words(label: str, most: int, **options) -> models.CharField:
    return models.CharField(label, max_length=most, blank=True, **options)


def _text(label: str, **options) -> models.TextField:
    return models.TextField(label, blank=True, **options)


def _codes(label: str, choices) -> ArrayField:
    """Several codes of a set."""
    return ArrayField(models.CharField(max_length=2, choices=choices), verbose_name=label, default=list, blank=True)


def _web(label: str) -> models.CharField:
    """An address of the web; nothing but http and https."""
    return models.CharField(label, max_length=300, blank=True, validators=[URLValidator(schemes=["http", "https"])])


def _file(label: str) -> models.FileField:
    return models.FileField(label, upload_to=random_name, max_length=200, blank=True)


class ServiceItemVersion(models.Model):
    """One text of a guide: the elements of the national 实施清单 (ZWFW C0109.2-2018, GB/T 39554.2, GB/T 36114-2018).

    Both limits carry number, unit and article. The steps are those of the entry's text in force, not a second set.
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions", verbose_name="事项")
    number = models.PositiveIntegerField("版本号", default=1)
    state = models.CharField("状态", max_length=10, choices=GuideState, default=GuideState.DRAFT)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    # what it is
    name = models.CharField("事项名称", max_length=500)
    everyday_name = _words("日常用语", 200)
    basic_code = _words("基本编码", 12, help_text="12 位：目录区划 2、类型 2、部门 2、主项 3、子项 3")
    implementation_code = _words("实施编码", 31, help_text="31 位：统一社会信用代码 18、行使层级 1、基本编码 12")
    handling_code = _words("业务办理项编码", 33, help_text="实施编码后加 2 位序号，从 01 起")
    local_code = _words("地方编码", 50, help_text="省、市自定的编码，位数不限")
    disclosure = models.CharField("公开范围", max_length=10, choices=Disclosure, default=Disclosure.PUBLIC)
    by_application = models.BooleanField("依申请办理", default=True)
    case_kind = models.CharField("办件类型", max_length=1, choices=CaseKind, default=CaseKind.PROMISED)
    handling_way = models.CharField("办理方式", max_length=1, choices=HandlingWay, default=HandlingWay.OWN)
    # whose it is
    level = models.CharField("行使层级", max_length=1, choices=ExerciseLevel, default=ExerciseLevel.COUNTY)
    body_nature = models.CharField("实施主体性质", max_length=1, choices=BodyNature, default=BodyNature.STATUTORY)
    power_source = models.CharField("权力来源", max_length=1, choices=PowerSource, default=PowerSource.OWN)
    power_division = _text("权限划分")
    exercise_content = _text("行使内容")
    deciding_body = _words("决定机构", 100)
    entrusting_body = _words("委托部门", 100)
    joint_bodies = _words("联办机构", 300)
    guiding_body = _words("业务指导部门", 100)
    # whom it serves
    serves = _codes("服务对象", ServiceObject)
    audience = models.CharField("办事分类", max_length=8, choices=Audience, default=Audience.BOTH)
    person_theme = _words("个人主题", 3, choices=PersonTheme)
    legal_theme = _words("法人主题", 3, choices=LegalTheme)
    local_theme = _words("地方特色主题", 60)
    # how long
    legal_limit = models.PositiveSmallIntegerField("法定办结时限")
    legal_unit = models.CharField("法定时限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    legal_article = models.CharField("法定时限依据", max_length=200, default="《中华人民共和国行政许可法》第四十二条")
    promised_limit = models.PositiveSmallIntegerField("承诺办结时限")
    promised_unit = models.CharField("承诺时限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    promise_note = _words("时限说明", 300)
    correction_limit = models.PositiveSmallIntegerField(
        "补正期限", null=True, blank=True,
        help_text="法律对申请人补正没有统一期限；只有本事项的专门规定写明期限和后果的才填",
    )  # fmt: skip
    correction_unit = models.CharField("补正期限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    lacking_basis = _words(
        "容缺逾期处理的依据", 300, help_text="承诺的材料到期没有补交，依照哪一条终止办理；没有依据的不能终止办理"
    )
    correction_basis = _words("补正期限依据", 300, help_text="规定名称和条款；没有依据，逾期不补正也不能终止办理")
    # what is asked
    conditions = models.TextField("受理条件")
    standard = _text("审查标准")
    quota = _words("数量限制", 200, default="无")
    prior_approvals = _words("前置审批", 300, default="无")
    intermediary = _words("中介服务", 300, default="无")
    # where and how
    channels = _codes("办理形式", HandlingForm)
    online = models.BooleanField("网上办理", default=True)
    online_depth = _codes("网上办理深度", OnlineDepth)
    online_address = _web("网办地址")
    mobile_address = _web("移动端地址")
    single_sign_on = models.BooleanField("支持单点登录", default=False)
    four_ways = _codes("四办", FourWay)
    visits = models.PositiveSmallIntegerField("到办事现场次数", default=0)
    visits_reason = _words("必须现场办理原因", 200)
    in_hall = models.BooleanField("进驻政务大厅", default=True)
    area = _words("通办范围", 1, choices=ServiceArea)
    area_note = _words("通办说明", 200)
    appointment = models.BooleanField("支持预约", default=False)
    appointment_quota = models.PositiveSmallIntegerField("每日预约量", null=True, blank=True)
    appointment_note = _words("预约办法", 200)
    mail_materials = models.BooleanField("材料可邮寄", default=False)
    mail_results = models.BooleanField("结果可邮寄", default=False)
    mail_note = _words("邮寄说明", 200)
    # what it costs
    fee = models.CharField("收费", max_length=200, default="不收费")
    online_payment = models.BooleanField("支持网上支付", null=True, blank=True)
    # what is levied, what is punished (征收类, 处罚类)
    levy_kind = _words("征收种类", 100)
    levy_standard = _text("征收标准")
    levy_reducible = models.BooleanField("涉及减免审批", default=False)
    levy_reduction = _text("减免情形和依据")
    penalty_act = _text("处罚行为")
    penalty_kinds = _codes("处罚种类", PenaltyKind)
    penalty_range = _text("处罚幅度")
    discretion_title = _words("裁量基准", 300, help_text="文件名称和文号，如《……行政处罚裁量基准》（漳×发〔2026〕1号）")
    discretion_address = _web("裁量基准网址")
    discretion = _file("裁量基准文件")
    discretion_name = _words("裁量基准文件名", 200)
    # what comes out
    result_kind = _words("结果类型", 10, choices=ResultKind)
    result_name = _words("结果名称", 100)
    result_sample = _file("结果样本")
    result_sample_name = _words("结果样本文件名", 200)
    licence_type = models.ForeignKey(
        LicenceType, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结果证照"
    )
    is_e_licence = models.BooleanField("出具电子证照", default=False)
    result_validity = _words("结果有效期", 100)
    result_area = _words("结果适用地域", 100)
    # whom to ask, and what is due to the applicant
    consult_phone = _words("咨询电话", 40)
    consult_ways = _words("其他咨询方式", 300)
    complaint_phone = _words("监督投诉电话", 40)
    complaint_ways = _words("其他投诉方式", 300)
    rights = _text("申请人依法享有的权利")
    obligations = _text("申请人应当履行的义务")
    review_body = _words("行政复议机关", 300)
    court = _words("行政诉讼法院", 300)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="编辑人",
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发布人",
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = ServiceItemVersionQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "办事指南"
        ordering = ["item_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="guide_number_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(valid_from__isnull=False) & Q(publisher__isnull=False)),
                name="guide_published_has_date_and_publisher",
            ),
            models.CheckConstraint(condition=~Q(author=F("publisher")), name="guide_author_not_publisher"),
            models.CheckConstraint(
                condition=Q(correction_limit__isnull=True) | ~Q(correction_basis=""),
                name="guide_correction_limit_has_basis",
                violation_error_message="填了补正期限，就要写明规定它的条款。",
            ),
            ExclusionConstraint(
                name="guide_one_in_force",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def main_window(self):
        """The window that is named first; None without one."""
        return next(iter(self.windows.all()), None)

    @property
    def window_address(self) -> str:
        return self.main_window.address if self.main_window else ""

    @property
    def is_free(self) -> bool:
        return self.fee.strip() in NO_FEE
