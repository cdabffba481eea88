"""What the house asks of every file: short, told at its head, nothing inline that the content policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("portal", "supervision", "exchange", "approvals", "funds", "powerlist", "licences", "accounts", "core", "tests")
MODULES = sorted(
    path.relative_to(ROOT)
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)
TEMPLATES = sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "{% extends" in (ROOT / path).read_text(encoding="utf-8")]
PLAIN = ("__init__.py", "apps.py", "urls.py", "wsgi.py", "conftest.py")  # what they are is their name
INLINE = re.compile(r"<style\b|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)[^>]*>")


def lines(path: Path) -> list[str]:
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_are_short_and_say_what_they_are(path):
    text = lines(path)
    assert len(text) < 500
    assert not text or text[0].startswith('"""') or path.name in PLAIN


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_templates_are_short_and_hold_no_script_or_style(path):
    assert len(lines(path)) < 200
    assert not INLINE.search("\n".join(lines(path)))


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_open_with_what_they_need(path):
    assert re.search(r"\{% comment %\}|\{#", "".join(lines(path)[:2]))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_module_is_left_unfinished(path):
    unfinished = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    assert not [word for word in unfinished if word in "\n".join(lines(path))]
