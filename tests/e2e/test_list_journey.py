"""A department's 附件6 workbook on its way to the public, and what an auditor reads afterwards; five people."""

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from portal.management.demo.papers import one_page_pdf

WORKBOOK = Path(__file__).parents[1] / "data" / "wb01_附件6_权责清单_环保.xlsx"
FIRST = "一般建设项目环境影响评价审批"
DECISION = "漳政发〔2026〕88号"


def wait_until(page: Page, words: str, seconds: int = 60):
    """Reload until the worker's effect shows."""
    end = time.monotonic() + seconds
    while page.get_by_role("main").get_by_text(words).count() == 0:
        assert time.monotonic() < end, f"“{words}” didn't appear on {page.url}"
        time.sleep(0.5)
        page.reload()


def import_workbook(clerk: Page) -> str:
    """Every row is shown before anything is written; then a change set. Returns its number."""
    clerk.goto("/desk/lists/import/")
    form = clerk.locator("form[enctype]")
    if form.get_by_label("单位").count():
        form.get_by_label("单位").select_option(label="市生态环境局漳县分局")
    form.get_by_label("表格").select_option("powers")
    clerk.locator("input[type=file]").set_input_files(WORKBOOK)
    clerk.get_by_role("button", name="上传并核对").click()
    wait_until(clerk, "确认写入")
    expect(clerk.get_by_role("main")).to_contain_text(FIRST)
    expect(clerk.get_by_role("main")).to_contain_text("已废止")
    clerk.get_by_label("变更事由").fill("机构职能调整，重新编制权责清单")
    if clerk.get_by_label("批次标题").input_value() == "":
        clerk.get_by_label("批次标题").fill("市生态环境局漳县分局权责清单")
    clerk.get_by_role("button", name="确认写入").click()
    wait_until(clerk, "打开批次")
    clerk.get_by_role("link", name="打开批次").click()
    return re.search(r"/(QD\d+)/", clerk.url)[1]


def act(page: Page, number: str, move: str, **fields):
    """Make a move on the page of a change set: fields by their label; `scan` is a file."""
    page.goto(f"/desk/lists/{number}/")
    box = page.locator("details.move", has=page.locator(f"form[action$='/{move}/']"))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for label, value in fields.items():
        field = box.get_by_label(label)
        if isinstance(value, dict):
            field.set_input_files(value)
            box.get_by_label("本人确认不含国家秘密").check()
        else:
            field.fill(value)
    box.locator("form button").click()


def moves(page: Page, number: str) -> set[str]:
    page.goto(f"/desk/lists/{number}/")
    actions = page.locator("details.move form").evaluate_all("forms => forms.map(f => f.getAttribute('action'))")
    return {action.rstrip("/").rsplit("/", 1)[-1] for action in actions}


def public_text(page: Page, name: str) -> str:
    page.goto(f"/open/powers/?q={name}")
    if page.get_by_role("main").get_by_role("link", name=name, exact=True).count() == 0:
        return ""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
    return page.get_by_role("main").inner_text()


def to_publication(visit, number: str, today: str):
    """Review, legality, opinions, the department's word, the meeting's decision with its scan, entry, final check."""
    reviewer, jurist, recorder, clerk = visit("reviewer"), visit("legality"), visit("recorder"), visit("clerk")
    act(reviewer, number, "pass_review", 意见="与三定规定一致，同意")
    act(jurist, number, "pass_legality", 意见="依据充分，未与上位法抵触")
    act(reviewer, number, "close_opinions", 意见="已书面征求有关部门意见，均无不同意见")
    act(clerk, number, "confirm_feedback")
    scan = {"name": "常务会议纪要.pdf", "mimeType": "application/pdf", "buffer": one_page_pdf("会议纪要")}
    act(
        recorder,
        number,
        "record_decision",
        会议名称="县政府第40次常务会议",
        审定日期=today,
        文号=DECISION,
        生效日期=today,
        审定文件扫描件=scan,
    )
    expect(recorder.get_by_role("main")).to_contain_text(DECISION)
    act(clerk, number, "enter")
    act(reviewer, number, "pass_final", 意见="录入内容与审定的一致")
    return reviewer, recorder


def amend(clerk: Page, code: str):
    """A later change of one entry, and off to the review."""
    clerk.goto("/desk/lists/new/")
    clerk.get_by_label("标题").fill("承办机构调整")
    clerk.get_by_label("变更事由").fill("内设机构改革，承办机构改名")
    clerk.get_by_role("main").locator("form button.primary").click()
    number = re.search(r"/(QD\d+)/", clerk.url)[1]
    clerk.goto(f"/desk/lists/entries/{code}/amend/")
    clerk.get_by_label("承办机构").fill("行政审批股")
    clerk.get_by_role("button", name="放进批次").click()
    act(clerk, number, "submit")
    expect(clerk.get_by_role("main")).to_contain_text("待初审")


def test_from_the_workbook_to_the_public_list_and_its_history(site, visit):
    today = site.manage("shell", "-v0", "-c", "from django.utils import timezone; print(timezone.localdate())").strip()
    clerk, anyone = visit("clerk"), visit()
    number = import_workbook(clerk)
    assert public_text(anyone, FIRST) == "", "nothing is public before publication"
    act(clerk, number, "submit")
    assert moves(clerk, number) == {"take_back"}, "a clerk doesn't review the own change set; an import may be undone"

    reviewer, recorder = to_publication(visit, number, today)
    assert moves(recorder, number) == set(), "who records the decision doesn't publish"
    act(reviewer, number, "publish", 保密审查意见="不涉及国家秘密，可以公开")
    published = public_text(anyone, FIRST)
    assert "环境影响评价股" in published and "《中华人民共和国环境影响评价法》第二十二条" in published
    code = re.search(r"/open/powers/([^/?]+)", anyone.url)[1]

    amend(clerk, code)
    assert "环境影响评价股" in public_text(anyone, FIRST), (
        "the published text stays public while a change is under review"
    )
    assert "行政审批股" not in public_text(anyone, FIRST)

    auditor = visit("auditor")
    auditor.goto(f"/desk/lists/entries/{code}/history/")
    story = auditor.get_by_role("main")
    for words in (FIRST, DECISION, site.accounts["clerk"]["name"], "机构职能调整", "行政审批股", "环境影响评价股"):
        expect(story).to_contain_text(words)
    assert clerk.goto("/supervision/").status == 404, "a clerk of lists is no supervisor"
