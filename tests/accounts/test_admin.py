"""The pages of people in the admin, as each of the three administrators works with them."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts import actions
from accounts.actions import NewPassword
from accounts.models import (
    AccessLog,
    GrantRequest,
    Holding,
    Organisation,
    OrganisationGroupPermission,
    Post,
    User,
    holds,
)
from accounts.resources import password_sheet

from .factories import PASSWORD, OrganisationFactory, UserFactory, holder, post

pytestmark = pytest.mark.django_db
BASE = "/admin/accounts"
PAGES = {
    "organisation": {"system_admin", "security_admin", "audit_admin"},
    "user": {"system_admin", "security_admin", "audit_admin"},
    "post": {"system_admin", "security_admin", "audit_admin"},
    "holding": {"system_admin", "security_admin", "audit_admin"},
    "organisationgrouppermission": {"system_admin", "security_admin", "audit_admin"},
    "grantrequest": {"system_admin", "security_admin", "audit_admin"},
    "historicalorganisationgrouppermission": {"security_admin", "audit_admin"},
    "accesslog": {"audit_admin"},
    "consent": {"audit_admin"},
    "apitoken": {"system_admin", "security_admin", "audit_admin"},
    "tokenuse": {"security_admin", "audit_admin"},
}
ADDING = {
    "organisation": "system_admin",
    "user": "system_admin",
    "post": "system_admin",
    "holding": "system_admin",
    "organisationgrouppermission": "security_admin",
    "apitoken": "security_admin",
}
ROLES = ["system_admin", "security_admin", "audit_admin", "staff"]


@pytest.fixture
def as_(client):
    def log_in(role):
        user = UserFactory(**{role: True})
        client.force_login(user)
        return user

    return log_in


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_each_administrator_sees_their_own_pages_and_no_other(client, as_, role, page):
    as_(role)
    expected = 200 if role in PAGES[page] else 403
    assert client.get(f"{BASE}/{page}/").status_code == expected
    assert client.get(f"{BASE}/{page}/add/").status_code == (200 if ADDING.get(page) == role else 403)


@pytest.mark.parametrize("role", ROLES)
def test_the_logs_of_log_ins(client, as_, role):
    as_(role)
    assert client.get("/admin/axes/accesslog/").status_code == (200 if role == "audit_admin" else 403)
    seen = role in ("audit_admin", "security_admin")
    assert client.get("/admin/axes/accessattempt/").status_code == (200 if seen else 403)


def test_a_superuser_on_the_staff_has_no_more_than_others(client):
    client.force_login(UserFactory(staff=True, is_superuser=True))
    assert client.get(f"{BASE}/organisation/").status_code == 403


def test_the_menu_shows_what_one_may_open(client, as_):
    as_("audit_admin")
    page = client.get("/admin/").content.decode()
    assert "查看记录" in page and "花名册导入" not in page
    as_("system_admin")
    page = client.get("/admin/").content.decode()
    assert "花名册导入" in page and "查看记录" not in page.split("<main")[-1].replace("变更记录、查看记录", "")


def test_an_organisation_is_changed_with_a_reason_that_its_history_tells(client, as_):
    system = as_("system_admin")
    organisation = OrganisationFactory(name="漳县林业局", short_name="县林业局")
    address = f"{BASE}/organisation/{organisation.pk}/change/"
    typed = {
        "name": "漳县林业和草原局",
        "short_name": "县林草局",
        "code": organisation.code,
        "nature": "department",
        "authority": "1",
        "valid_from": "2000-01-01",
        "sort_key": "1",
    }
    page = client.post(address, typed)
    assert page.status_code == 200 and "请写明变更原因" in page.content.decode()
    assert client.post(address, typed | {"change_reason": "漳办字〔2019〕12号 机构改革"}).status_code == 302
    history = client.get(f"{BASE}/organisation/{organisation.pk}/history/").content.decode()
    for text in ("漳办字〔2019〕12号 机构改革", "漳县林业局", "漳县林业和草原局", system.name, "修改", "新建"):
        assert text in history
    assert organisation.history.first().history_user_id == system.pk


def test_an_organisation_ends_by_date_and_is_never_deleted(client, as_):
    as_("system_admin")
    organisation = OrganisationFactory()
    assert client.post(f"{BASE}/organisation/{organisation.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_the_audit_administrator_is_led_to_the_history_and_leaves_a_trace(client, as_):
    organisation = OrganisationFactory()
    audit = as_("audit_admin")
    address = reverse("admin:accounts_organisation_change", args=[organisation.pk])
    assert client.get(address).url == reverse("admin:accounts_organisation_history", args=[organisation.pk])
    assert client.get(address, follow=True).status_code == 200
    log = AccessLog.objects.get()
    assert (log.user_id_seen_by, log.reference) == (audit.pk, f"accounts.organisation:{organisation.pk}")
    assert client.post(address, {"name": "x"}).status_code == 403


def test_an_auditor_reads_records_and_each_view_is_logged(client):
    organisation = OrganisationFactory()
    client.force_login(holder(OrganisationFactory(), "audit", at=organisation))
    assert client.get(f"{BASE}/organisation/{organisation.pk}/history/").status_code == 200
    assert client.get(f"{BASE}/organisation/{organisation.pk}/change/").status_code == 200
    assert AccessLog.objects.count() == 2
    assert client.post(f"{BASE}/organisation/{organisation.pk}/change/", {"name": "x"}).status_code == 403
    assert client.get(f"{BASE}/accesslog/").status_code == 403


def test_staff_are_listed_masked_and_citizens_are_out_of_sight(client, as_):
    citizen = UserFactory(name="群众甲")
    clerk = UserFactory(staff=True, name="张三", mobile="13893200088")
    as_("system_admin")
    page = client.get(f"{BASE}/user/").content.decode()
    assert "138****0088" in page and clerk.mobile not in page and citizen.name not in page
    assert client.get(f"{BASE}/user/{citizen.pk}/change/").status_code == 302
    assert client.get(f"{BASE}/user/{clerk.pk}/change/").content.decode().count(clerk.mobile) == 0


def test_a_full_view_is_asked_for_with_a_reason_and_logged(client, as_):
    clerk = UserFactory(staff=True, mobile="13893200088")
    as_("system_admin")
    address = reverse("admin:accounts_user_reveal", args=[clerk.pk])
    assert clerk.mobile not in client.get(address).content.decode()
    assert "查看事由" in client.post(address, {"reason": "看"}).content.decode() and not AccessLog.objects.exists()
    shown = client.post(address, {"reason": "核对人事档案"})
    assert clerk.mobile in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert AccessLog.objects.get().reason == "核对人事档案"
    as_("security_admin")
    assert client.get(address).status_code == 403


def test_staff_are_added_and_get_an_initial_password_shown_once(client, as_):
    organisation = OrganisationFactory()
    as_("system_admin")
    typed = {"username": "ZhangSan", "name": "张三", "organisation": organisation.pk, "new_mobile": "13893200088"}
    assert client.post(f"{BASE}/user/add/", typed).status_code == 302
    made = User.objects.get(username="zhangsan")
    assert (made.kind, made.mobile, made.has_usable_password()) == ("staff", "13893200088", False)
    page = client.post(reverse("admin:accounts_user_issue_password", args=[made.pk]), {"sure": "True"})
    made.refresh_from_db()
    assert "no-store" in page["Cache-Control"] and made.password_changed_at is None
    assert any(made.check_password(word) for word in page.content.decode().replace("<", " ").replace(">", " ").split())
    assert "手机号" in client.post(f"{BASE}/user/add/", typed | {"new_mobile": "123"}).content.decode()


def test_a_post_and_an_appointment_are_made_and_ended(client, as_):
    organisation, clerk = OrganisationFactory(), UserFactory(staff=True)
    as_("system_admin")
    typed = {"organisation": organisation.pk, "name": "窗口收件", "change_reason": "设岗"}
    assert client.post(f"{BASE}/post/add/", typed).status_code == 302
    assert client.post(f"{BASE}/post/add/", typed).status_code == 200
    duty = Post.objects.get()
    typed = {
        "user": clerk.pk,
        "post": duty.pk,
        "kind": "A",
        "valid_from": "2026-01-01",
        "document": "漳人社〔2026〕1号",
    }
    assert client.post(f"{BASE}/holding/add/", typed).status_code == 302
    holding = Holding.objects.get()
    again = client.post(f"{BASE}/holding/add/", typed)
    assert again.status_code == 200 and "已经在任" in again.content.decode()
    address = reverse("admin:accounts_holding_dismiss", args=[holding.pk])
    assert client.post(address, {"on": "2026-11-01", "document": "调离"}).status_code == 302
    holding.refresh_from_db()
    assert str(holding.valid_to) == "2026-11-01"


def test_an_administrator_cannot_be_appointed_on_the_form(client, as_):
    system = as_("system_admin")
    typed = {"user": system.pk, "post": post().pk, "kind": "A", "valid_from": "2026-01-01"}
    assert "三员不办理业务" in client.post(f"{BASE}/holding/add/", typed).content.decode()


def test_a_grant_is_given_and_taken_back(client, as_):
    organisation = OrganisationFactory()
    clerk = holder(organisation)
    as_("security_admin")
    typed = {"post": clerk.holdings.get().post.pk, "what": "supervise", "content_object": organisation.pk}
    assert "依据文件" in client.post(f"{BASE}/organisationgrouppermission/add/", typed).content.decode()
    assert not OrganisationGroupPermission.objects.exists()
    typed["document"] = "漳纪发〔2026〕5号"
    assert client.post(f"{BASE}/organisationgrouppermission/add/", typed).status_code == 302
    assert holds(clerk, "supervise", organisation)
    grant = OrganisationGroupPermission.objects.get()
    assert client.get(f"{BASE}/organisationgrouppermission/{grant.pk}/change/").status_code == 200
    address = reverse("admin:accounts_organisationgrouppermission_revoke", args=[grant.pk])
    assert client.post(address, {"document": "任务结束"}).status_code == 302
    assert not holds(clerk, "supervise", organisation)
    page = client.get(f"{BASE}/historicalorganisationgrouppermission/").content.decode()
    assert "收回授权：任务结束" in page and "漳纪发〔2026〕5号" in page


def test_requests_are_confirmed_many_at_once_by_the_security_administrator(client, as_):
    system, organisation = UserFactory(system_admin=True), OrganisationFactory()
    clerk = holder(organisation)
    duty = clerk.holdings.get().post
    for permission in ("receive_cases", "view_cases"):
        actions.request_grant(post=duty, permission=permission, organisation=organisation, by=system, batch="b")
    chosen = {"action": "confirm_selected", "_selected_action": [r.pk for r in GrantRequest.objects.all()]}
    client.force_login(system)
    client.post(f"{BASE}/grantrequest/", chosen)
    assert not OrganisationGroupPermission.objects.exists()
    as_("security_admin")
    client.post(f"{BASE}/grantrequest/", chosen)
    assert holds(clerk, "receive_cases", organisation) and holds(clerk, "view_cases", organisation)


def test_a_request_is_refused_with_a_reason(client, as_):
    organisation = OrganisationFactory()
    request = actions.request_grant(
        post=post(organisation),
        permission="fill_lists",
        organisation=organisation,
        by=UserFactory(system_admin=True),
        batch="b",
    )
    as_("security_admin")
    address = reverse("admin:accounts_grantrequest_decide", args=[request.pk])
    assert "理由" in client.post(address, {"decision": "no", "opinion": ""}).content.decode()
    assert client.post(address, {"decision": "no", "opinion": "岗位不需要"}).status_code == 302
    request.refresh_from_db()
    assert request.state == "refused"


def test_a_lock_is_lifted_by_the_security_administrator(client, as_):
    clerk = UserFactory(staff=True)
    for _ in range(5):
        client.post("/login/", {"username": clerk.username, "password": "wrong"})
    as_("security_admin")
    address = reverse("admin:accounts_user_unlock", args=[clerk.pk])
    client.post(address, {"reason": "本人当面申请"})
    client.logout()
    typed = {"username": clerk.username, "password": PASSWORD}
    assert client.post("/login/", typed).status_code == 302
    assert "解除登录锁定" in AccessLog.objects.get().what


def test_the_roster_is_exported_without_phones(client, as_):
    organisation = OrganisationFactory(code="621125001")
    holder(organisation, "receive_cases", username="zhangsan", mobile="13893200088")
    as_("system_admin")
    assert client.get(f"{BASE}/holding/export/").status_code == 200
    fields = ["organisation", "name", "username", "mobile", "post", "kind", "permissions", "document"]
    typed = {"format": "0", "resource": ""} | {f"rosterresource_{name}": "on" for name in fields}
    response = client.post(f"{BASE}/holding/export/", typed)
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0] == ("机构编码", "姓名", "账号", "手机", "岗位", "岗别", "授权", "依据文件")
    assert rows[1][0] == "621125001" and rows[1][2] == "zhangsan" and "13893200088" not in str(rows)
    assert rows[1][6] == "收件受理"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("organisation", 5), ("user", 9), ("post", 11), ("holding", 6)])
def test_lists_cost_the_same_for_one_row_and_for_three(client, as_, django_assert_num_queries, count, page, queries):
    organisation = OrganisationFactory()
    for _ in range(count):
        holder(organisation, "fill_lists")
    as_("system_admin")
    client.get(f"{BASE}/{page}/")
    with django_assert_num_queries(queries):
        client.get(f"{BASE}/{page}/")


def workbook(*rows) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    buffer.name = "花名册.xlsx"
    return buffer


HEADER = ["机构编码", "姓名", "账号", "手机", "岗位", "岗别", "授权", "依据文件"]
ROSTER = f"{BASE}/user/roster/"


def test_a_roster_is_previewed_applied_and_its_passwords_handed_out_once(client, as_):
    organisation = OrganisationFactory(code="621125001")
    as_("system_admin")
    rows = [
        ["621125001", "张三", "zhangsan", "13893200088", "窗口收件", "A", "收件受理、查看办件", "漳政办发〔2026〕1号"],
        ["621125001", "李四", "lisi", "", "窗口收件", "B", "", ""],
    ]
    page = client.post(ROSTER, {"file": workbook(HEADER, *rows)}).content.decode()
    assert "导入这 2 行" in page and "新建账号、新设岗位、任职、申请授权 2 项" in page
    assert not User.objects.filter(username="zhangsan").exists()
    assert "下载初始口令" in client.post(ROSTER, {"apply": "1"}, follow=True).content.decode()
    clerk = User.objects.get(username="zhangsan")
    assert clerk.holdings.get().kind == "A" and GrantRequest.objects.count() == 2
    assert not holds(clerk, "receive_cases", organisation)
    assert client.get(f"{ROSTER}passwords/").status_code == 404
    sheet = load_workbook(io.BytesIO(client.post(f"{ROSTER}passwords/").content)).active
    passwords = {row[2]: row[3] for row in sheet.iter_rows(min_row=2, values_only=True) if row[2]}
    assert clerk.check_password(passwords["zhangsan"]) and set(passwords) == {"zhangsan", "lisi"}
    assert client.post(f"{ROSTER}passwords/").status_code == 302
    again = client.post(ROSTER, {"file": workbook(HEADER, *rows)}).content.decode()
    assert "没有变化" in again


def test_the_roster_is_for_the_system_administrator(client, as_):
    for role in ("security_admin", "audit_admin", "staff"):
        as_(role)
        for path in (ROSTER, f"{ROSTER}template/", f"{ROSTER}passwords/"):
            assert client.get(path).status_code == 403
        assert client.post(ROSTER, {"apply": "1"}).status_code == 403


def test_a_faulty_roster_shows_every_error_and_cannot_be_applied(client, as_):
    OrganisationFactory(code="621125001")
    as_("system_admin")
    rows = [
        ["621125001", "张三", "zhangsan", "", "窗口收件", "A", "", ""],
        ["999", "李", "Li Si!", "123", "", "C", "收件、审计查看", ""],
    ]
    page = client.post(ROSTER, {"file": workbook(HEADER, *rows)}).content.decode()
    for text in (
        "1 行有错误",
        "“999”不存在",
        "姓名没有填",
        "手机号",
        "岗位没有填",
        "岗别“C”不对",
        "没有“收件”这项权限",
    ):
        assert text in page
    assert "必须填写依据文件" in page and "导入这" not in page
    client.post(ROSTER, {"apply": "1"})
    assert not User.objects.filter(username="zhangsan").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"", "空的"),
        ("a.xlsx", b"not a workbook", "文件内容不是"),
        ("a.pdf", b"%PDF-1.4", "不能上传"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(client, as_, name, content, message):
    as_("system_admin")
    file = io.BytesIO(content)
    file.name = name
    assert message in client.post(ROSTER, {"file": file}).content.decode()


def test_a_workbook_of_another_form_is_refused(client, as_):
    as_("system_admin")
    assert "没有找到花名册的表头" in client.post(ROSTER, {"file": workbook(["序号", "职权名称"])}).content.decode()
    assert "下面没有内容" in client.post(ROSTER, {"file": workbook(HEADER)}).content.decode()


def test_the_template_is_a_roster(client, as_):
    from accounts.resources import read_roster

    as_("system_admin")
    (row,) = read_roster(client.get(f"{ROSTER}template/").content)
    assert row.number == 2 and row.permissions == ("receive_cases", "view_cases") and not row.errors


def test_tables_of_people_hold_no_formula(client, as_):
    holder(OrganisationFactory(code="621125001"), "fill_lists", username="zhangsan", name="=HYPERLINK(1)")
    as_("system_admin")
    typed = {"format": "0", "resource": "", "rosterresource_name": "on"}
    sheet = load_workbook(io.BytesIO(client.post(f"{BASE}/holding/export/", typed).content)).active
    assert "'=HYPERLINK(1)" in [cell.value for cell in sheet[2] if cell.data_type == "s"]

    made = password_sheet([NewPassword("县林草局", "=1+1", "zhangsan", "=ab-C9")])
    row = load_workbook(io.BytesIO(made)).active[2]
    assert [cell.data_type for cell in row[:4]] == ["s"] * 4 and row[3].value == "=ab-C9"
