"""附件7: the people who answer for a body's lists."""

from django.db import models

from accounts.models import Organisation, organisations_where
from core.history import recorded
from core.masking import EncryptedTextField, mask_mobile

from ..enums import ContactRole
from .lists import LIST_PERMISSIONS


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the bodies for which the person works on lists; mobile numbers are masked for all of them."""
        return self.filter(organisation__in=organisations_where(user, *LIST_PERMISSIONS))


class Contact(models.Model):
    """One person of a body's roster. The mobile number is encrypted at rest and stays out of the history."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="list_contacts", verbose_name="单位"
    )
    role = models.CharField("类别", max_length=10, choices=ContactRole)
    position_no = models.PositiveSmallIntegerField("顺序", default=1)
    name = models.CharField("姓名", max_length=50)
    position = models.CharField("职务", max_length=100, blank=True)
    office_phone = models.CharField("办公电话", max_length=60, blank=True)
    mobile = EncryptedTextField("手机", blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)

    objects = ContactQuerySet.as_manager()
    history = recorded(excluded=("mobile",))

    class Meta:
        verbose_name = verbose_name_plural = "清单联系人"
        ordering = ["organisation_id", "position_no", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "role", "name"], name="%(class)s_once")]

    def __str__(self):
        return f"{self.get_role_display()} {self.name}"

    @property
    def masked_mobile(self) -> str:
        """138****1234; several numbers each."""
        return "、".join(mask_mobile(number) for number in self.mobile.split("、")) if self.mobile else ""
