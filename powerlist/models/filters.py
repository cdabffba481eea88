"""Filters of the admin's lists that a person keeps under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The own ones, and those that a colleague of the same body shares."""
        if user is None or not user.is_authenticated:
            return self.none()
        shared = Q(organisation_id=user.organisation_id, shared=True) if user.organisation_id else Q(pk=None)
        return self.filter(Q(user=user) | shared)


class SavedFilter(models.Model):
    """常用筛选: the filters and the words of a list of the admin. A convenience of its owner, kept out of history."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_filters", verbose_name="保存人"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在机构"
    )
    page = models.CharField("页面", max_length=40)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=1000, blank=True)
    shared = models.BooleanField("本单位同事也能用", default=False)
    created_at = models.DateTimeField("保存时间", auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_filter_name_once")]

    def __str__(self):
        return self.name
