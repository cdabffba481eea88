"""What every county begins with: bodies, laws, calendar; loaded as often as one likes."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from accounts.actions import load_organisations
from accounts.enums import Nature
from accounts.models import Organisation
from core.workdays import calendar
from portal.management.demo.sources import Demo, rows
from powerlist.actions import shipped_laws
from powerlist.enums import LawLevel, LawStatus
from powerlist.models import Law

pytestmark = pytest.mark.django_db


def load() -> dict:
    out = io.StringIO()
    call_command("load_reference", "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_loading_twice_adds_nothing_and_keeps_what_was_changed():
    first = load()
    assert first["organisations"] == 66 and first["laws"] == len(shipped_laws()) > 1400
    Organisation.objects.filter(code="621125-11").update(phone="0932-4862277")
    history = Organisation.history.count(), Law.history.count()
    assert set(load().values()) == {0}
    assert Organisation.objects.get(code="621125-11").phone == "0932-4862277"
    assert (Organisation.history.count(), Law.history.count()) == history


def test_the_county_stands_over_departments_and_thirteen_townships():
    load()
    root = Organisation.objects.get(code="621125")
    assert root.nature == Nature.GOVERNMENT and root.parent is None
    assert Organisation.objects.exclude(pk=root.pk).filter(parent=root).count() == 65
    townships = Organisation.objects.townships()
    assert townships.count() == 13
    assert townships.get(code="621125105").short_name == "殪虎桥镇"
    for short in ("县委编办", "县司法局", "县政府办公室", "县纪委监委", "县审计局", "县行政审批服务局", "县财政局"):
        assert Organisation.objects.current().get(short_name=short)


def test_the_departments_of_2015_have_ended():
    load()
    then = set(Organisation.objects.current(date(2015, 12, 1)).values_list("name", flat=True))
    assert {"漳县环境保护局", "漳县林业局", "漳县农牧局", "漳县文化广播影视局", "漳县监察局", "漳县财政局"} <= then
    now = set(Organisation.objects.current(date(2026, 11, 22)).values_list("name", flat=True))
    assert not now & {"漳县环境保护局", "漳县林业局", "漳县监察局", "漳县乡村振兴局"}
    assert {"漳县林业和草原局", "定西市生态环境局漳县分局", "漳县财政局"} <= now
    assert "漳县林业和草原局" not in then


def test_names_and_short_names_are_told_apart():
    load()
    bodies = list(Organisation.objects.order_by("code"))
    assert len({body.name for body in bodies}) == len({body.short_name for body in bodies}) == len(bodies)


def test_another_county_brings_its_own_bodies(settings, tmp_path):
    settings.COUNTY = {**settings.COUNTY, "code": "621121"}
    settings.ORGANISATIONS_FILE = str(tmp_path / "bodies.csv")
    with pytest.raises(FileNotFoundError):
        load_organisations()
    head = "code,name,short_name,nature,authority,valid_from,valid_to,region_code,sort_key,verified,note\n"
    bodies = tmp_path / "bodies.csv"
    bodies.write_text(f"{head}621121-01,通渭县财政局,县财政局,department,1,2000-01-01,,,10-01,yes,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="621121"):
        load_organisations()
    root = "621121,通渭县人民政府,县政府,government,1,2000-01-01,,621121000000,00,yes,\n"
    bodies.write_text(bodies.read_text(encoding="utf-8") + root, encoding="utf-8-sig")
    assert load_organisations() == 2
    assert Organisation.objects.get(code="621121-01").parent.code == "621121"


def test_every_body_of_the_demo_is_there():
    load()
    demo = Demo(say=print)
    for name in ("powers", "services", "guides", "funds"):
        for row in rows(name):
            assert demo.body(row["organisation"])


def test_laws_have_level_status_and_last_article():
    load()
    licensing = Law.objects.get(title="中华人民共和国行政许可法")
    assert (licensing.level, licensing.articles, licensing.status) == (LawLevel.LAW, 83, LawStatus.IN_FORCE)
    assert Law.objects.filter(status=LawStatus.REPEALED).count() == 11
    assert Law.objects.filter(complete=False).count() == 9
    assert calendar().last == date(2026, 12, 31)
