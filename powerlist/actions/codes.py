"""Codes of list entries: organisation, category, running number. Given once, never changed, never given again."""

from datetime import date

from django.db import transaction

from core.models import Serial

EPOCH = date(2000, 1, 1)  # entry codes run on for ever, so their series has one day


def take_codes(organisation, stem: str, count: int = 1) -> list[str]:
    """The next `count` codes of a body under a stem (`Kind.stem`: the category, of most kinds with a mark before it),
    such as `621125HB-02-0017`; the series stays locked meanwhile."""
    series = f"entry:{organisation.pk}:{stem}"
    with transaction.atomic():
        Serial.objects.get_or_create(series=series, day=EPOCH)
        row = Serial.objects.select_for_update().get(series=series, day=EPOCH)
        first, row.last = row.last + 1, row.last + count
        row.save(update_fields=["last"])
    return [f"{organisation.code}-{stem}-{number:04d}" for number in range(first, first + count)]


def sort_key_of(code: str) -> str:
    """Where an entry stands in its body's category: by the running number of its code, else by the code itself."""
    tail = code.rsplit("-", 1)[-1]
    return tail.zfill(8)[-20:] if tail.isdigit() else code[-20:]
