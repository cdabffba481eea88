"""Choices of organisations and people."""

from django.db.models import TextChoices


class Nature(TextChoices):
    GOVERNMENT = "government", "人民政府"
    DEPARTMENT = "department", "政府工作部门"
    PARTY = "party", "党委工作机构"
    INSTITUTION = "institution", "承担行政职能的事业单位"
    VERTICAL = "vertical", "垂直管理单位"
    TOWNSHIP = "township", "乡镇人民政府"


class Authority(TextChoices):
    """How a body came by its powers (GB/T 39046-2020 A.3)."""

    STATUTORY = "1", "法定机关"
    AUTHORISED = "2", "授权组织"
    ENTRUSTED = "3", "受委托组织"


class UserKind(TextChoices):
    CITIZEN = "citizen", "自然人"
    LEGAL_PERSON = "legal_person", "法人及其他组织"
    STAFF = "staff", "工作人员"


class AdminRole(TextChoices):
    """The three administrators are separate people and handle no cases (GB/T 22239-2019)."""

    NONE = "", "不是管理员"
    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"


class HoldingKind(TextChoices):
    MAIN = "A", "A 岗"
    SUBSTITUTE = "B", "B 岗"
