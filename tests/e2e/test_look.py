"""How pages look and feel in a real browser: accessible, nothing cut at 360 pixels, usable without a script."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

PUBLIC = ["/", "/items/", "/search/?q=许可", "/convenience/", "/track/", "/open/powers/", "/login/", "/no/such/page/"]


def serious(page):
    """The violations that keep people out, as axe names them."""
    found = Axe().run(page).response["violations"]
    bad = [violation for violation in found if violation["impact"] in ("serious", "critical")]
    return [(v["id"], v["nodes"][0]["target"], v["nodes"][0]["html"][:120]) for v in bad]


def listen(page) -> list[str]:
    """What the browser complains of: errors of scripts, and what the content security policy refused."""
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
    return said


def guide(page) -> str:
    page.goto("/items/")
    return page.locator(".row-title a").first.get_attribute("href")


SCREENS = {  # name: who looks, where, and what to follow from there
    "home": ("", "/", ""),
    "list": ("", "/open/powers/", ""),
    "entry": ("", "/open/powers/", ".row-title a"),
    "guide": ("", "/items/", ".row-title a"),
    "my-matters": ("citizen", "/me/", ""),
    "my-case": ("citizen", "/me/", ".matters h3 a"),
    "form": ("citizen", "/items/", ".row-title a"),
    "desk": ("window", "/desk/", ""),
    "case": ("window", "/desk/", "table a"),
    "supervision": ("supervisor", "/supervision/", ""),
}


@pytest.mark.parametrize("width", [1280, 360])
def test_screens_of_every_role_keep_nobody_out(visit, width):
    """Pictures for the eye in var/screens/, and the same checks as for the public pages."""
    folder = Path(settings.VAR_DIR) / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    pages = {role: visit(role, width=width) for role in {role for role, _, _ in SCREENS.values()}}
    for name, (role, path, follow) in SCREENS.items():
        page = pages[role]
        complaints = listen(page)
        page.goto(path)
        if follow:
            page.goto(page.locator(follow).first.get_attribute("href"))
        if name == "form":
            page.goto(page.get_by_role("link", name="在线申请").get_attribute("href"))
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert serious(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("h1").count() == 1, name
        assert complaints == [], name


@pytest.mark.parametrize("width", [1280, 360])
def test_public_pages_keep_nobody_out(visit, width):
    page = visit(width=width)
    complaints = listen(page)
    for path in (*PUBLIC, guide(page)):
        page.goto(path)
        assert serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
    assert complaints == []


def test_elder_mode_is_large_everywhere_and_cuts_nothing(visit, site):
    page = visit(width=360)
    page.context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
    for path in ("/", guide(page), "/track/"):
        page.goto(path)
        assert serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        sizes = page.evaluate(
            """() => Array.from(document.querySelectorAll("p, li, a, td, label, input, button, small"))
                .filter(e => e.offsetParent && e.textContent.trim())
                .map(e => parseFloat(getComputedStyle(e).fontSize))"""
        )
        assert min(sizes) >= 17.5, path


def test_elder_switch_works_without_script(chromium, site):
    context = chromium.new_context(base_url=site.url, java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto("/convenience/")
    page.get_by_role("button", name="长辈版").click()
    assert page.url.endswith("/convenience/")
    assert page.get_by_role("button", name="标准版").is_visible()
    context.close()


def test_the_site_is_walked_by_keyboard(visit):
    page = visit()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("许可")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert page.locator("mark").first.inner_text() == "许可"


def test_the_desk_is_worked_by_keyboard(visit):
    page = visit("window")
    page.goto("/desk/")
    links = page.locator("table[data-keys] tbody th a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == links.nth(1).inner_text()
    page.keyboard.press("k")
    number = links.nth(0).inner_text()
    assert page.evaluate("document.activeElement.textContent") == number
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/cases/{number}/**")


def test_filters_are_a_sheet_from_below_on_a_phone(visit):
    page = visit(width=360)
    page.goto("/items/")
    assert not page.locator("#filters").is_visible()
    page.get_by_role("link", name="筛选").click()
    sheet = page.locator("#filters")
    assert sheet.is_visible()
    box = sheet.bounding_box()
    assert round(box["y"] + box["height"]) == page.viewport_size["height"]
    sheet.get_by_role("link", name="可网上办理").click()
    page.wait_for_url("**online=1**")
    assert page.locator(".chip").count() == 1
    page.locator(".chip").click()
    page.wait_for_url(lambda url: "online" not in url)


def test_guide_prints_on_two_pages(visit):
    page = visit()
    page.goto(guide(page))
    page.emulate_media(media="print")
    assert not page.locator(".themes").is_visible()
    paper = page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page/") <= 2 or paper.count(b"/Type /Page ") <= 2


@pytest.fixture
def development(chromium, live_server):
    """The styleguide, which is served in development only."""
    contexts = []

    def open_page(width: int, **cookies):
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 800})
        contexts.append(context)
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.goto("/styleguide/")
        page.locator("details.fold").first.click()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.e2e.styleguide_urls")
def test_every_part_is_free_of_serious_barriers(development):
    for width in (1280, 360):
        page = development(width)
        assert serious(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # the desk's frame over the same parts
        page.evaluate("document.documentElement.classList.add('may-darken', 'desk')")
        assert serious(page) == [], f"dark {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page = development(360, elder="1")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
