"""One case by six people: found, filed, corrected, accepted, reviewed, granted, delivered, verified (许可法 29–44)."""

import re
import secrets
import time

import pytest
from playwright.sync_api import Page, expect

from core.identifiers import id_check_digit
from portal.management.demo.papers import one_page_pdf

ITEM = "食品经营许可"
MOBILE = f"138{secrets.randbelow(10**8):08d}"  # another person each time, so that a running site can be used again
BODY = f"62112519{60 + secrets.randbelow(40)}0307{secrets.randbelow(1000):03d}"
ID_NUMBER = BODY + id_check_digit(BODY)
WRONG_ID = BODY + ("0" if id_check_digit(BODY) != "0" else "1")
PASSWORD = "shi-pin-2026-Xk"


@pytest.fixture
def paper(tmp_path):
    def make(name: str) -> str:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(one_page_pdf(name))
        return str(path)

    return make


def register(page: Page):
    """By mobile number; the wrong check digit of the identity number is told, and what was typed is still there."""
    page.goto("/register/")
    page.get_by_label("手机号", exact=True).fill(MOBILE)
    page.get_by_label("我已阅读并同意《个人信息处理告知书》").check()
    page.get_by_role("button", name="同意并获取验证码").click()
    page.get_by_label("验证码").fill(page.locator("#shown-code").inner_text())
    page.get_by_label("姓名").fill("赵小梅")
    page.get_by_label("身份证号码", exact=True).fill(WRONG_ID)
    page.get_by_label("我单独同意处理我的身份证号码").check()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("第 18 位不对").first).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_value("赵小梅")
    page.get_by_label("身份证号码", exact=True).fill(ID_NUMBER)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次密码").fill(PASSWORD)
    page.get_by_role("button", name="完成注册").click()
    page.wait_for_url("**/me/**")


def find_guide(page: Page):
    """Two Chinese characters in the home page's search field lead to the guide."""
    page.goto("/")
    page.get_by_role("main").get_by_role("searchbox").fill("食品")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    page.get_by_role("main").get_by_role("link", name=ITEM).first.click()
    if "/items/" not in page.url:
        page.get_by_role("link", name=re.compile("办事指南|在线申请")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ITEM)


def file(page: Page, paper) -> tuple[str, str]:
    """The form, the materials (one of a false type first), the summary; the number and the query code."""
    page.get_by_role("link", name="在线申请").first.click()
    page.get_by_label("申请事由").fill("在武阳镇开办一家小餐馆")
    page.get_by_label("经营（活动、使用）地址").fill("武阳镇武阳西路12号")
    page.get_by_label("所在乡镇").select_option("武阳镇")
    page.get_by_role("button", name="下一步").click()
    uploads = page.locator("input[type=file]")
    uploads.nth(0).set_input_files({"name": "申请书.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a pdf"})
    for n in range(1, uploads.count()):
        uploads.nth(n).set_input_files(paper(f"材料{n}"))
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".error-summary, [role=alert]").first).to_be_visible()
    page.locator("input[type=file]").nth(0).set_input_files(paper("食品经营许可申请书"))
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("我承诺所填内容和所交材料真实").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    number, code = page.locator(".receipt-number .large-number").all_inner_texts()
    assert re.fullmatch(r"621125\d{15}", number) and re.fullmatch(r"[2-9A-Z]{8}", code)
    return number, code


def act(page: Page, number: str, move: str, text: str = ""):
    """Make a move on the desk's page of a case."""
    page.goto(f"/desk/cases/{number}/")
    box = page.locator("details.confirm", has=page.locator(f"form[action$='/moves/{move}/']"))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    if text:
        box.locator("textarea").first.fill(text)
    box.get_by_role("button").click()


def moves(page: Page, number: str) -> set[str]:
    """The names of the moves that the desk offers to this person."""
    page.goto(f"/desk/cases/{number}/")
    actions = page.locator(".moves form").evaluate_all("forms => forms.map(form => form.getAttribute('action'))")
    return {action.rstrip("/").rsplit("/", 1)[-1] for action in actions}


def wait_for(page: Page, address: str, words: str, seconds: int = 40):
    """Reload until the worker's effect shows."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.goto(address)
        if page.get_by_role("main").get_by_text(words).count():
            return
        time.sleep(0.5)
    raise AssertionError(f"“{words}” didn't appear on {address}")


def test_from_the_search_field_to_the_verified_licence(site, visit, paper):
    citizen = visit()
    register(citizen)
    find_guide(citizen)
    number, code = file(citizen, paper)

    anyone = visit()
    anyone.goto("/track/")
    anyone.get_by_role("main").get_by_label("办件编号").fill(number)
    anyone.get_by_role("main").get_by_label("查询码").fill(code)
    anyone.get_by_role("main").get_by_role("button", name="查询进度").click()
    expect(anyone.get_by_role("main")).to_contain_text(ITEM)
    assert "赵小梅" not in anyone.content() and ID_NUMBER not in anyone.content()

    window = visit("window")
    window.goto(f"/desk/cases/{number}/")
    assert ID_NUMBER not in window.content() and MOBILE not in window.content(), "personal data is masked by default"
    assert {"accept", "ask_correction", "not_accept", "tell_not_needed"} <= moves(window, number)
    act(window, number, "ask_correction", "食品安全规章制度缺少负责人签名，请签名后重新上传")
    expect(window.get_by_role("main")).to_contain_text("待补正")

    citizen.goto("/me/")
    expect(citizen.get_by_role("main")).to_contain_text("补正")
    citizen.goto(f"/me/cases/{number}/correct/")
    expect(citizen.get_by_role("main")).to_contain_text("缺少负责人签名")
    citizen.locator("input[type=file]").last.set_input_files(paper("规章制度（已签名）"))
    citizen.get_by_role("button", name="提交补正").click()

    assert "ask_correction" not in moves(window, number), "the law allows one notice only (许可法 32(4))"
    act(window, number, "accept")
    expect(window.get_by_role("main")).to_contain_text("审查中")
    assert not {"review", "grant", "refuse"} & moves(window, number), "the window neither reviews nor decides"

    handler = visit("handler")
    act(handler, number, "review", "材料齐全，符合条件，建议准予许可")
    assert not {"review", "grant", "refuse"} & moves(handler, number), "the handler doesn't decide"

    decider = visit("decider")
    act(decider, number, "grant", "符合法定条件、标准")
    wait_for(citizen, f"/me/cases/{number}/", "已办结")

    citizen.goto("/me/")
    expect(citizen.get_by_role("main")).to_contain_text("办理完毕")
    citizen.goto(f"/me/cases/{number}/")
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name=re.compile("^下载食品经营")).click()
    licence = download.value.path().read_bytes()
    assert licence.startswith(b"%PDF") and len(licence) > 10_000

    codes = site.manage(
        "shell", "-v0", "-c",
        "from licences.models import Licence;"
        f"l = Licence.objects.get(case_number='{number}'); print(l.verification_code, l.number)",
    ).split()  # fmt: skip
    anyone.goto("/licences/verify/")
    anyone.get_by_label("验证码").fill(codes[0])
    anyone.get_by_label("证照编号").fill(codes[1])
    anyone.get_by_label("证照编号").press("Enter")
    expect(anyone.get_by_role("main")).to_contain_text("真实有效")
    assert "赵小梅" not in anyone.content(), "the holder's name is masked"

    stranger = visit("citizen")
    assert stranger.goto(f"/me/cases/{number}/").status == 404
    assert stranger.goto(f"/desk/cases/{number}/").status in (403, 404)
