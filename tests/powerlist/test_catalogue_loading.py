"""An edition of a catalogue above on its way through the worker, and sheets that hold sub-items alone."""

# ruff: noqa: F811 - the fixture of a county comes from the tests of the catalogue

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from powerlist.actions import catalogue, loading
from powerlist.models.catalogue import LoadState
from tests.powerlist.sheets import book
from tests.powerlist.test_catalogue import (  # noqa: F401 - the fixture of a county
    BREED,
    COLLECTIVE,
    CUT,
    FOREST,
    HEADER,
    WILD,
    county,
    item,
    load,
    preview,
    workbook,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_what_the_worker_cannot_read_or_write_is_said_on_its_page(county, client, monkeypatch):
    client.force_login(county.keeper)
    file = ContentFile(book(("目录", [["甲", "乙"], ["1", "2"]])), name="目录.xlsx")
    facts = {"level": "provincial", "title": "省目录", "document_number": "一号", "effective_on": date(2026, 1, 1)}
    bad = loading.send_catalogue(actor=county.keeper, file=file, **facts)
    loading.read_edition(edition_id=bad.pk)
    bad.refresh_from_db()
    page = client.get(reverse("powerlist:catalogue_edition", args=[bad.pk])).content.decode()
    assert bad.state == LoadState.REFUSED and bad.error in page and "没有读成" in page
    good = preview(county, CUT, COLLECTIVE)
    loading.confirm_catalogue(actor=county.keeper, edition=good)
    load(county, CUT)  # another edition was faster
    loading.write_edition(edition_id=good.pk)
    good.refresh_from_db()
    assert good.state == LoadState.PREVIEWED and "又有了变化" in good.error
    assert good.error in client.get(reverse("powerlist:catalogue_edition", args=[good.pk])).content.decode()


def test_an_edition_whose_worker_died_is_sent_again(county, monkeypatch):
    sent = []
    facts = {"level": "provincial", "title": "省目录", "document_number": "一号", "effective_on": date(2026, 1, 1)}
    file = ContentFile(workbook(CUT), name="目录.xlsx")
    row = loading.send_catalogue(actor=county.keeper, file=file, at=timezone.now() - timedelta(hours=1), **facts)
    monkeypatch.setattr(loading, "_send", sent.append)
    assert loading.resume_catalogues() == 0  # it has just given a sign of life
    loading.cache.delete(loading._key(row.pk))
    assert loading.resume_catalogues() == 1 and sent == [row]


def test_sub_items_alone_bring_their_main_item_or_are_refused_in_words(county):
    nameless = [*BREED[:2], "", "繁育（子项）", BREED[4], "620164002001", WILD]
    orphan = ["9", "林业和草原主管部门", "没有编码的主项", "没有编码的子项", "行政许可", "", FOREST, "LOCAL-1"]
    found = preview(county, COLLECTIVE, nameless)
    assert found.result["counts"] | {"new": 2, "refused": 1} == found.result["counts"]
    refused = next(line for line in found.result["lines"] if line["state"] == "refused")
    assert "主项不在表里，目录里也没有" in refused["errors"][0]["message"]
    catalogue.apply_catalogue(actor=county.keeper, edition=found, skip_refused=True)
    main = item("620164001000")
    assert (main.name, main.basis, item("620164001001").parent) == ("林木采伐许可证核发", [], main)
    assert main.hint == item("620164001001").hint and main.category == "01"
    load(county, COLLECTIVE, number="第二版")  # whole, and without the main item: it stays for its sub-item
    assert item("620164001000").valid_to is None
    local = workbook(orphan, header=[*HEADER, "事项编码"])
    lone = loading.upload_catalogue(
        actor=county.keeper, file=ContentFile(local, name="a.xlsx"), level="provincial", title="补充", whole=False,
        document_number="三号", effective_on=date(2026, 3, 1),
    )  # fmt: skip
    (line,) = lone.result["lines"]
    assert line["state"] == "new" and "主项“没有编码的主项”不在表里" in "".join(
        said["message"] for said in line["warnings"]
    )
