"""The rows of a guide: materials, windows, charges, special procedures, pages and fields of the form, questions."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import Post
from core.files import random_name
from core.workdays import Unit

from ..enums import (
    ARTICLE_45_STEPS,
    ConditionTest,
    CopyForm,
    DayRange,
    FieldKind,
    MaterialKind,
    MaterialSource,
    Medium,
    Necessity,
    PlaceKind,
    PointKind,
    ProcedureKind,
    StepKind,
)
from .guides import ServiceItemVersion


class _Part(models.Model):
    """A row that belongs to one version of a guide, in its order."""

    position = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        abstract = True
        ordering = ["version_id", "position", "id"]


class _Place(_Part):
    """A row with a place on the earth (WGS 84, degrees); both numbers or none."""

    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(73), MaxValueValidator(136)], help_text="东经，度，如 104.472",
    )  # fmt: skip
    latitude = models.DecimalField(
        "纬度", max_digits=8, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(3), MaxValueValidator(54)], help_text="北纬，度，如 34.848",
    )  # fmt: skip

    class Meta(_Part.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True, latitude__isnull=True)
                | models.Q(longitude__isnull=False, latitude__isnull=False),
                violation_error_message="经度和纬度要么都填，要么都不填。",
                name="%(class)s_both_coordinates",
            )
        ]

    @property
    def geo(self) -> str:
        """The place as a `geo:` address (RFC 5870), which a telephone opens in its own map; empty without one."""
        return "" if self.latitude is None else f"geo:{self.latitude.normalize():f},{self.longitude.normalize():f}"

    @property
    def coordinates(self) -> str:
        """The place in words; empty without one."""
        if self.latitude is None:
            return ""
        return f"东经 {self.longitude.normalize():f}°，北纬 {self.latitude.normalize():f}°"


class ItemMaterial(_Part):
    """申请材料 with the attributes of the national 实施清单; 许可法 30, 31: nothing is asked that isn't listed."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField("材料名称", max_length=200)
    number = models.CharField("材料序号", max_length=3, blank=True, help_text="3 位，材料编码为实施编码加这 3 位")
    kind = models.CharField("材料类型", max_length=10, choices=MaterialKind, default=MaterialKind.DOCUMENT)
    medium = models.CharField("材料形式", max_length=10, choices=Medium, default=Medium.EITHER)
    necessity = models.CharField("必要性", max_length=1, choices=Necessity, default=Necessity.REQUIRED)
    necessity_note = models.CharField("非必要情形说明", max_length=300, blank=True)
    source = models.CharField("来源渠道", max_length=2, choices=MaterialSource, default=MaterialSource.APPLICANT)
    source_note = models.CharField("来源说明", max_length=200, blank=True)
    copy_form = models.CharField("原件或复印件", max_length=1, choices=CopyForm, default=CopyForm.EITHER)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    originals = models.PositiveSmallIntegerField("原件份数", default=0)
    photocopies = models.PositiveSmallIntegerField("复印件份数", default=0)
    size = models.CharField("规格", max_length=20, blank=True, help_text="如 A4")
    note = models.CharField("填报须知", max_length=500, blank=True)
    acceptance = models.CharField("受理标准", max_length=500, blank=True)
    basis = models.CharField("要求提供的依据", max_length=500, blank=True)
    in_person = models.BooleanField("需本人到场填写", default=False)
    shared = models.BooleanField("可由电子证照或共享数据免交", default=False)
    licence_code = models.CharField(
        "可以免交的证照", max_length=30, blank=True, help_text="证照类型编码；持有这类有效证照的，不再提交本材料"
    )
    shared_source = models.CharField(
        "共享数据的来源", max_length=200, blank=True, help_text="由工作人员核查、不要求申请人提交的，写明从哪里核查"
    )
    pledge_text = models.TextField(
        "告知承诺书的内容", blank=True,
        help_text="可以用告知承诺代替的才填：证明义务、证明内容和不实承诺的法律责任。直接涉及国家安全、公共安全、金融审慎监管、"
        "生态环境保护和人身健康、生命财产安全的事项不适用（国办发〔2020〕42号）",
    )  # fmt: skip
    pledge_consequence = models.CharField("违反承诺的处理", max_length=300, blank=True, help_text="写明依据的条款")
    blank_form = models.FileField("空白表格", upload_to=random_name, max_length=200, blank=True)
    blank_form_name = models.CharField("空白表格文件名", max_length=200, blank=True)
    sample = models.FileField("示例样表", upload_to=random_name, max_length=200, blank=True)
    sample_name = models.CharField("示例样表文件名", max_length=200, blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "申请材料"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pledge_text="") | ~models.Q(pledge_consequence=""),
                violation_error_message="可以告知承诺的，要写明违反承诺怎样处理。",
                name="material_pledge_has_consequence",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def pledgeable(self) -> bool:
        """Whether a 告知承诺 may stand in for it (国办发〔2020〕42号); the applicant is free to choose."""
        return bool(self.pledge_text)

    @property
    def may_lack(self) -> bool:
        """Whether it may come in later (容缺受理)."""
        return self.necessity == Necessity.LATER

    @property
    def code(self) -> str:
        """材料编码: 实施编码 + 3 digits; empty while the guide has no 实施编码."""
        stem = self.version.implementation_code
        return f"{stem}{self.number or f'{self.position:03d}'}" if stem else ""


class ServiceWindow(_Place):
    """办理窗口: where, when, how to get there."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="windows")
    name = models.CharField("窗口名称", max_length=100)
    kind = models.CharField("受理地点", max_length=1, choices=PlaceKind, blank=True)
    address = models.CharField("地址", max_length=200)
    phone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("办公时间", max_length=200, blank=True)
    transit = models.CharField("交通指引", max_length=200, blank=True)

    class Meta(_Place.Meta):
        verbose_name = verbose_name_plural = "办理窗口"

    def __str__(self):
        return self.name


class ServicePoint(_Place):
    """自助终端, and who does it for one: what can be done there or by them (national elements 自助终端, 代办)."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField("种类", max_length=1, choices=PointKind, default=PointKind.TERMINAL)
    name = models.CharField("名称", max_length=100, help_text="终端或服务点的名称，或者代办、帮办人员")
    offers = models.CharField("可以办什么", max_length=200, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("服务时间", max_length=200, blank=True)
    transit = models.CharField("交通指引", max_length=200, blank=True)

    class Meta(_Place.Meta):
        verbose_name = verbose_name_plural = "自助和代办"

    def __str__(self):
        return self.name


class ItemCharge(_Part):
    """收费项目 with its standard and its basis."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="charges")
    name = models.CharField("收费项目", max_length=100)
    standard = models.CharField("收费标准", max_length=200, blank=True)
    basis = models.CharField("收费依据", max_length=300, blank=True)
    amount = models.DecimalField(
        "单价（元）", max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="收费标准写成数字，开缴款通知时按它计算、不能超过；标准不能写成数字的留空，不在网上收",
    )  # fmt: skip
    counted_by = models.CharField("计量单位", max_length=20, blank=True, help_text="如 立方米；按件收的留空")
    pay_first = models.BooleanField("先缴费后发证", default=False, help_text="法律、法规规定先缴费的才选")
    reducible = models.BooleanField("允许减免", default=False)
    reduction = models.CharField("减免依据和情形", max_length=300, blank=True)

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "收费项目"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gt=0),
                violation_error_message="单价要大于 0；不收费的不列收费项目。",
                name="charge_amount_above_nothing",
            )
        ]

    def __str__(self):
        return self.name


class SpecialProcedure(_Part):
    """特别程序: its time isn't counted in the limit when the applicant was told of it in writing (许可法 45)."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="procedures")
    name = models.CharField("程序名称", max_length=100)
    kind = models.CharField("种类", max_length=1, choices=ProcedureKind, default=ProcedureKind.OTHER)
    limit = models.PositiveSmallIntegerField("时限")
    unit = models.CharField("时限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    basis = models.CharField("依据和说明", max_length=300, blank=True)

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "特别程序"

    def __str__(self):
        return self.name


class FieldGroup(_Part):
    """A page of the application form, with the help that stands above its fields."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="field_groups")
    name = models.CharField("分组", max_length=60)
    help = models.CharField("本页说明", max_length=500, blank=True, help_text="写在本页最上面，说这一页要填什么")

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "表单分组"
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="field_group_once")]

    def __str__(self):
        return self.name


class ItemField(_Part):
    """A field of the application form; a running case keeps the version under which it was filed.

    What `least`, `most` and `options` mean goes by the kind (kinds/form_fields.py): characters of a text, the value of
    a number, rows of a table, files; the choices of a choice, the codes of the licence types of a licence number.
    """

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="fields")
    key = models.SlugField("字段名", max_length=40)
    label = models.CharField("标签", max_length=100)
    kind = models.CharField("类型", max_length=12, choices=FieldKind, default=FieldKind.TEXT)
    required = models.BooleanField("必填", default=True)
    hint = models.CharField("填写说明", max_length=200, blank=True)
    example = models.CharField("示例", max_length=100, blank=True, help_text="淡色写在空格里，申请人一填就消失")
    options = models.JSONField("选项", default=list, blank=True)
    group = models.CharField("分组", max_length=60, default="申请内容")
    least = models.DecimalField("最少", max_digits=18, decimal_places=4, null=True, blank=True)
    most = models.DecimalField("最多", max_digits=18, decimal_places=4, null=True, blank=True)
    days = models.CharField("日期范围", max_length=10, choices=DayRange, blank=True)
    columns = models.JSONField("表格的列", default=list, blank=True)
    when_key = models.SlugField("显示条件：字段", max_length=40, blank=True)
    when_test = models.CharField("显示条件", max_length=10, choices=ConditionTest, blank=True)
    when_value = models.CharField("显示条件：值", max_length=100, blank=True)
    source = models.CharField("带入来源", max_length=120, blank=True)
    skip_held = models.BooleanField(
        "政府已有的不再问", default=False, help_text="带入的内容只显示、不用再填；没有可带入的才请申请人填写"
    )

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "表单字段"
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="field_key_once"),
            models.CheckConstraint(
                condition=models.Q(when_key="", when_test="") | ~(models.Q(when_key="") | models.Q(when_test="")),
                name="field_condition_is_whole",
            ),
        ]

    def __str__(self):
        return self.label


class FlowStep(_Part):
    """A step of the review (流程环节): who does what, in how long, in which order; a running case keeps its version's.

    Steps with one `group` stand beside each other and are done in parallel. `stage` names the row of the entry's 环节
    to which the step belongs: those rows stay the one set for chart and risks. `off_clock`: its time isn't counted in
    the limit of a licence, once the applicant was told of it in writing (许可法 45).
    """

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="flow_steps")
    name = models.CharField("环节名称", max_length=60)
    kind = models.CharField("种类", max_length=12, choices=StepKind, default=StepKind.FIRST)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理岗位"
    )
    limit = models.PositiveSmallIntegerField("时限", default=1, help_text="0 为当日")
    unit = models.CharField("时限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    group = models.PositiveSmallIntegerField("并行组", null=True, blank=True)
    when_key = models.SlugField("条件：字段", max_length=40, blank=True)
    when_test = models.CharField("条件", max_length=10, choices=ConditionTest, blank=True)
    when_value = models.CharField("条件：值", max_length=100, blank=True)
    stage = models.CharField("所属环节", max_length=60, blank=True)
    off_clock = models.BooleanField("不计入办理时限", default=False)

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "流程环节"
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="flow_step_once"),
            models.CheckConstraint(
                condition=models.Q(when_key="", when_test="") | ~(models.Q(when_key="") | models.Q(when_test="")),
                name="flow_condition_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(off_clock=False) | models.Q(kind__in=ARTICLE_45_STEPS),
                name="flow_only_article_45_stops_the_clock",
            ),
        ]

    def __str__(self):
        return self.name


class ItemQuestion(_Part):
    """常见问题."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField("问题", max_length=200)
    answer = models.TextField("解答")

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "常见问题"

    def __str__(self):
        return self.question
