"""People come in: a citizen registers; a clerk comes by the roster, gets a right, and starts to work."""

import io
from pathlib import Path

from openpyxl import Workbook, load_workbook

from core.identifiers import id_check_digit

MOBILE = "13893277001"
CITIZEN = "62112519900101771"


def test_a_citizen_registers_on_a_phone_with_a_slip_in_the_number(visit):
    page = visit(width=360)
    page.goto("/register/")
    page.get_by_label("手机号", exact=True).fill(MOBILE)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="同意并获取验证码").click()
    code = page.locator("#shown-code").inner_text()
    good = CITIZEN + id_check_digit(CITIZEN)
    slip = good[:-1] + ("1" if good[-1] != "1" else "2")
    page.get_by_label("验证码", exact=True).fill(code)
    page.get_by_label("姓名").fill("汪小满")
    page.get_by_label("身份证号码", exact=True).fill(slip)
    page.get_by_label("我单独同意").check()
    page.get_by_role("button", name="下一步").click()
    assert "第 18 位" in page.locator(".error-summary").inner_text()
    assert page.get_by_label("姓名").input_value() == "汪小满"
    assert page.get_by_label("身份证号码", exact=True).input_value() == slip
    page.get_by_label("身份证号码", exact=True).fill(good)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("密码", exact=True).fill("Zhang-2026")
    page.get_by_label("再输一次密码").fill("Zhang-2026")
    page.get_by_role("button", name="完成注册").click()
    page.wait_for_url("**/me/")
    page.goto("/me/profile/")
    text = page.get_by_role("main").inner_text()
    assert "138****7001" in text and good not in text


def roster(code: str, permission: str) -> bytes:
    book = Workbook()
    book.active.append(["机构编码", "姓名", "账号", "手机", "岗位", "岗别", "授权", "依据文件"])
    book.active.append([code, "牛得草", "niudecai", "13893277002", "综合受理", "A", permission, "漳政办发〔2026〕9号"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(page, data: bytes):
    page.goto("/admin/accounts/user/roster/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("[name=file]", {"name": "花名册.xlsx", "mimeType": kind, "buffer": data})
    page.get_by_role("button", name="上传并预览").click()


def test_a_clerk_comes_by_the_roster_and_works_once_the_right_is_confirmed(visit):
    system = visit("system_admin")
    system.goto("/admin/accounts/organisation/")
    code = system.locator("#result_list td.field-code").first.inner_text()
    upload(system, roster(code, "收件"))
    assert "没有“收件”这项权限" in system.content() and "没有导入任何一行" in system.content()
    upload(system, roster(code, "收件受理、查看办件"))
    system.get_by_role("button", name="导入这 1 行").click()
    with system.expect_download() as handed:
        system.get_by_role("button", name="下载初始口令").click()
    sheet = load_workbook(io.BytesIO(Path(handed.value.path()).read_bytes())).active
    password = sheet.cell(row=2, column=4).value

    clerk = visit()
    clerk.goto("/login/")
    clerk.get_by_label("手机号或账号").fill("niudecai")
    clerk.get_by_label("密码", exact=True).fill(password)
    clerk.get_by_role("main").get_by_role("button", name="登录").click()
    clerk.wait_for_url("**/password/")
    clerk.get_by_label("现在的密码").fill(password)
    clerk.get_by_label("新密码", exact=True).fill("Guiqing-Shan-26")
    clerk.get_by_label("再输一次新密码").fill("Guiqing-Shan-26")
    clerk.get_by_role("button", name="修改密码").click()
    clerk.wait_for_url("**/admin/")
    assert "您还没有可以维护的清单或设置" in clerk.content()

    security = visit("security_admin")
    security.goto("/admin/accounts/grantrequest/?state__exact=waiting")
    for tick in security.locator("#result_list tbody input.action-select").all():
        tick.check()
    security.locator("select[name=action]").select_option("confirm_selected")
    security.get_by_role("button", name="执行").first.click()
    security.get_by_text("已确认 2 项授权").wait_for()

    clerk.goto("/admin/")
    assert "办件工作台" in clerk.content()
    auditor = visit("audit_admin")
    auditor.goto("/admin/accounts/historicalorganisationgrouppermission/")
    assert (
        "综合受理" in auditor.get_by_role("main").inner_text() if auditor.locator("main").count() else auditor.content()
    )
