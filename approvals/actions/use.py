"""How often each entry of the lists is used, told to the lists.

兰州市权责清单管理暂行办法 第十二条: 三年以上未发生办件.
"""

from datetime import date

from django.db.models import Count, Max
from django.utils import timezone

from powerlist.actions import count_use as write_use
from powerlist.models import ServiceItem

from ..models import Case


def count_use(*, on: date | None = None) -> int:
    """Count the cases filed for each entry that has a guide: an entry without one can't be counted here."""
    on = on or timezone.localdate()
    used = dict.fromkeys(ServiceItem.objects.order_by("id").values_list("entry_id", flat=True), (0, None))
    filed = Case.objects.filter(received_at__isnull=False).order_by()
    counted = filed.values_list("version__item__entry_id").annotate(n=Count("id"), last=Max("received_at"))
    for entry, n, last in counted:
        used[entry] = (n, timezone.localdate(last))
    return write_use(used=used, on=on)
