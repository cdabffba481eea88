"""The roster is taken in whole or not at all."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import RosterRefused, RosterRow, apply_roster, check_roster
from accounts.models import GrantRequest, Holding, Post, User

from .factories import OrganisationFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    return UserFactory(system_admin=True, username="sysadmin")


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(code="621125001")


def row(number=2, **values) -> RosterRow:
    usual = {"organisation": "621125001", "name": "张三", "username": "zhangsan", "post": "窗口收件"}
    return RosterRow(number=number, **usual | values)


def nothing_written() -> bool:
    return not (Post.objects.exists() or Holding.objects.exists() or GrantRequest.objects.exists())


def test_one_faulty_row_keeps_all_the_others_out(system):
    rows = [row(), row(3, username="lisi", name="李四", organisation="999")]
    with pytest.raises(RosterRefused, match="1 行有错误"):
        apply_roster(rows=rows, by=system)
    assert nothing_written() and not User.objects.filter(username="zhangsan").exists()
    assert rows[0].errors == [] and "“999”不存在" in rows[1].errors[0]


def test_a_fault_that_only_shows_while_applying_undoes_everything(system):
    rows = [
        row(permissions=("handle_cases",)),
        row(3, username="lisi", name="李四", post="电子监察", permissions=("supervise",), document="漳纪发〔2026〕5号"),
    ]
    watcher = holder(OrganisationFactory(code="621125002"), "supervise", username="wangwu", name="王五")
    acting = holder(OrganisationFactory(code="621125003"), "handle_cases").holdings.get().post
    rows.append(row(4, username="wangwu", name="王五", organisation="621125003", post=acting.name))
    posts = Post.objects.count()
    with pytest.raises(RosterRefused):
        apply_roster(rows=rows, by=system)
    assert "监督岗位和办理岗位" in rows[2].errors[0]
    assert Post.objects.count() == posts and watcher.holdings.count() == 1
    assert not User.objects.filter(username="zhangsan").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"organisation": "999"}, "不存在"),
        ({"scope": "999"}, "授权范围"),
        ({"name": "张"}, "姓名"),
        ({"username": "Zhang San"}, "账号“Zhang San”不对"),
        ({"mobile": "123"}, "手机号"),
        ({"post": ""}, "岗位没有填"),
        ({"kind": "C"}, "只能填 A 或 B"),
        ({"permissions": ("audit",)}, "必须填写依据文件"),
        ({"permissions": ("audit", "handle_cases"), "document": "漳审发〔2026〕1号"}, "只能查看"),
        ({"username": "sysadmin", "name": "系统员"}, "三员不能任岗"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(system, change, message):
    (checked,) = check_roster([row(**change)])
    assert any(message in error for error in checked.errors), checked.errors


def test_all_errors_of_a_row_are_said_at_once():
    (checked,) = check_roster([row(organisation="999", name="", username="", mobile="1", post="", kind="C")])
    assert len(checked.errors) == 6


def test_an_account_name_belongs_to_one_person(system):
    UserFactory(staff=True, username="lisi", name="李四")
    UserFactory(username="wangwu", name="王五")
    rows = check_roster(
        [
            row(username="lisi", name="李思"),
            row(3, username="wangwu", name="王五"),
            row(4),
            row(5, name="张山", post="审查"),
            row(6),
        ]
    )
    for checked, message in zip(
        rows, ("已是 李四 的", "不是在用的工作人员账号", "", "第 4 行", "第 4 行重复"), strict=True
    ):
        assert (message in " ".join(checked.errors)) and bool(checked.errors) == bool(message)


def test_an_organisation_that_has_ended_takes_nobody(system):
    OrganisationFactory(code="621125009", valid_to="2019-03-01")
    (checked,) = check_roster([row(organisation="621125009")])
    assert "已撤销" in checked.errors[0]


def test_one_person_in_two_posts_gets_one_account_and_one_password(system):
    rows = [row(), row(3, post="审查", kind="B")]
    (password,) = apply_roster(rows=rows, by=system)
    clerk = User.objects.get(username="zhangsan")
    assert clerk.check_password(password.password) and clerk.password_changed_at is None
    assert sorted(clerk.holdings.values_list("kind", flat=True)) == ["A", "B"]
    assert clerk.history.filter(history_user_id=system.pk).exists()


def test_the_same_roster_twice_changes_nothing(system):
    rows = [row(permissions=("handle_cases",))]
    apply_roster(rows=rows, by=system)
    counts = [model.objects.count() for model in (User, Post, Holding, GrantRequest)]
    assert apply_roster(rows=[row(permissions=("handle_cases",))], by=system) == []
    assert counts == [model.objects.count() for model in (User, Post, Holding, GrantRequest)]


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "staff"])
def test_only_the_system_administrator_takes_a_roster_in(role):
    with pytest.raises(PermissionDenied):
        apply_roster(rows=[row()], by=UserFactory(**{role: True}))
