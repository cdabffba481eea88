"""A real browser for the journeys: Debian's Chromium under Playwright, at the widths of a desk and of a phone."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.fail("Chromium is missing: apt-get install --no-install-recommends chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, live_server):
    """A function that opens a fresh visitor: `new_page(width=1280, script=True)`. An error in its console fails."""
    contexts, errors = [], []

    def open_page(width: int = 1280, script: bool = True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=live_server.url,
            java_script_enabled=script,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def phone(new_page):
    return new_page(width=360)
