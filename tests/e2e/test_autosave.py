"""What one types is saved by itself: a pause, a killed tab, the last word, a log-in that ended, two windows."""

ITEM = "农村村民住宅用地审批"


def open_form(page):
    page.goto(f"/items/?q={ITEM}")
    page.get_by_role("link", name=ITEM).first.click()
    page.goto(page.url.rstrip("/") + "/apply/")
    return page.url


def log_in(page, account):
    page.get_by_label("手机号或账号").fill(account["username"])
    page.get_by_label("密码", exact=True).fill(account["password"])
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def saved(page):
    page.locator("[data-save-state]", has_text="已保存").wait_for()


def family(page, place=1, column="姓名"):
    return page.get_by_label(f"{column}，第 {place} 行")


def test_a_form_saves_itself(visit, site):
    page = visit("citizen")
    address = open_form(page)
    assert page.get_by_text("已从您的账号资料带入，可修改").first.is_visible()
    # a pause, then the tab is killed: everything is there, also rows added by the script
    family(page).fill("张海军")
    page.get_by_role("button", name="添加一行").click()
    family(page, 2).fill("张小军")
    page.wait_for_timeout(1500)
    saved(page)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    assert [family(page, n).input_value() for n in (1, 2)] == ["张海军", "张小军"]
    # the last word, typed as the page goes
    family(page, 2).press("End")
    family(page, 2).press_sequentially("二")
    page.goto("/")
    page.wait_for_timeout(500)
    page.goto(address)
    assert family(page, 2).input_value() == "张小军二"
    # another window saved meanwhile: shown, chosen, nothing overwritten unseen
    other = context.new_page()
    other.goto(address)
    other.get_by_label("户主姓名").fill("另一个窗口写的")
    other.wait_for_timeout(1200)
    saved(other)
    page.get_by_label("户主姓名").fill("这个窗口写的")
    page.get_by_text("请选用哪一份").wait_for()
    assert page.get_by_role("cell", name="另一个窗口写的").is_visible()
    page.get_by_role("button", name="用本页的内容").click()
    saved(page)
    other.goto(address)
    assert other.get_by_label("户主姓名").input_value() == "这个窗口写的"
    # the session ends: the page says so, and goes on once its person has logged in beside it
    context.clear_cookies(name="sessionid")
    family(page, 2).fill("登录失效以后写的")
    page.get_by_text("登录已经失效").wait_for()
    other.goto("/login/")
    log_in(other, site.accounts["citizen"])
    page.wait_for_timeout(5500)
    saved(page)
    other.goto(address)
    assert family(other, 2).input_value() == "登录失效以后写的"
    # the network is away: said so, tried again, saved
    context.set_offline(True)
    family(page, 2).fill("断网时写的")
    page.get_by_text("正在重试").wait_for()
    context.set_offline(False)
    saved(page)
    other.goto(address)
    assert family(other, 2).input_value() == "断网时写的"
