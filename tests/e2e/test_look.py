"""How pages look and feel in a real browser: accessible, nothing cut at 360 pixels, usable without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = ["/no/such/page/"]


def serious(page):
    """The violations that keep people out, as axe names them."""
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], v["nodes"][0]["target"], v["nodes"][0]["html"][:120])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("elder", [False, True])
def test_no_serious_barrier(db, new_page, live_server, path, width, elder):
    page = new_page(width=width)
    if elder:
        page.context.add_cookies([{"name": "elder", "value": "1", "url": live_server.url}])
    page.goto(path)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_elder_mode_without_script(db, new_page):
    page = new_page(width=360, script=False)
    page.goto("/no/such/page/")
    page.get_by_role("button", name="长辈版").click()
    assert page.get_by_role("button", name="标准版").is_visible()
    size = page.locator("main p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 20


def test_skip_link_is_the_first_stop(db, page):
    page.goto("/no/such/page/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.urls("tests.e2e.styleguide_urls")
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("mode", ["plain", "elder", "dark"])
def test_every_part_is_free_of_serious_barriers(db, new_page, live_server, width, mode):
    page = new_page(width=width)
    if mode == "elder":
        page.context.add_cookies([{"name": "elder", "value": "1", "url": live_server.url}])
    page.goto("/styleguide/")
    if mode == "dark":  # the desk's frame over the same parts
        page.emulate_media(color_scheme="dark")
        page.evaluate("document.documentElement.classList.add('may-darken', 'desk')")
    page.locator("details.fold").first.click()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
