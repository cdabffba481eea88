"""What the site as a whole remembers."""

from django.db import models


class SiteFlag(models.Model):
    """A fact about this installation; `demo` says that demonstration data are loaded (the banner 演示数据)."""

    name = models.CharField(max_length=40, unique=True)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "站点标记"

    def __str__(self):
        return self.name
