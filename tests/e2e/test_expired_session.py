"""A session that ends in the middle of an application: what was typed is there again, for the same person."""


def log_in(page, account):
    page.get_by_label("手机号或账号").fill(account["username"])
    page.get_by_label("密码", exact=True).fill(account["password"])
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def open_form(page) -> str:
    """The form of an item for which the person has no open draft; its address."""
    page.goto("/items/?online=1")
    for href in [a.get_attribute("href") for a in page.locator(".row-title a").all()]:
        page.goto(f"{href}apply/")
        field = page.locator("form.form textarea, form.form input[type=text]").first
        if field.count() and not field.input_value():
            return page.url
    raise AssertionError("no form to fill")


def test_typed_words_come_back_after_log_in(visit, site):
    page = visit("citizen")
    address = open_form(page)
    page.locator("form.form textarea, form.form input[type=text]").first.fill("在超时之前写下的话")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/login/**")
    log_in(page, site.accounts["citizen"])
    assert page.url.split("?")[0] == address.split("?")[0]
    assert page.get_by_text("您刚才填写的内容已恢复").is_visible()
    assert page.locator("form.form textarea, form.form input[type=text]").first.input_value() == "在超时之前写下的话"


def test_another_person_at_the_same_browser_finds_an_empty_form(visit, site):
    page = visit("citizen")
    open_form(page)
    page.locator("form.form textarea, form.form input[type=text]").first.fill("不该让别人看见的话")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/login/**")
    log_in(page, site.accounts["legal_person"])
    assert "不该让别人看见的话" not in page.content()
