"""好差评: what applicants said of a finished case. No row means not rated."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, organisations_where
from approvals.models import Case

from ..enums import NEGATIVE, Satisfaction


class RatingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the bodies over which the person has supervision. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "supervise"))

    def negative(self):
        """差评: the last two of the five levels."""
        return self.filter(satisfaction__in=NEGATIVE)


class Rating(models.Model):
    """好差评: one for a finished case, by its applicant only. No row means not rated, which is never a good rating."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="rating", verbose_name="办件")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="ratings", verbose_name="被评单位"
    )
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    satisfaction = models.PositiveSmallIntegerField("满意度", choices=Satisfaction)
    comment = models.CharField("评价内容", max_length=500, blank=True)
    rated_at = models.DateTimeField("评价时间", db_index=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(satisfaction__in=[1, 2, 3, 4, 5]), name="rating_of_five_levels")
        ]
        indexes = [models.Index(fields=["organisation", "satisfaction", "-id"], name="rating_by_organisation")]

    def __str__(self):
        return f"{self.case} {self.get_satisfaction_display()}"
