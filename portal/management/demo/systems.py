"""A department's own system: its account, its token, and a draft that it sent by the interface."""

from accounts import actions as accounts
from accounts.enums import TokenScope
from accounts.models import User
from core.registers import ChangeKind
from powerlist import actions
from powerlist.enums import ListKind
from powerlist.models import ListEntry

from .sources import Demo

BODY = "县林草局"
SYSTEM = "林政管理系统"
DAYS = 180


def build(demo: Demo):
    """The token's secret is told only in var/demo-accounts.json, under the role `system`."""
    machine = _account(demo)
    _, secret = accounts.issue_token(
        user=machine,
        organisation=demo.body(BODY),
        scopes=TokenScope.values,
        expires_on=demo.day(-DAYS),
        name=f"{BODY}{SYSTEM}",
        document="漳林函〔2026〕9号",
        by=demo.people["security_admin"],
    )
    demo.accounts["system"] = {
        "username": machine.username, "password": "", "role": "system", "name": SYSTEM, "token": secret,
    }  # fmt: skip
    _draft(demo, machine)


def _account(demo: Demo) -> User:
    """Nobody can log in with it: it has no password, and gets none while its token is at work."""
    system, security = demo.people["system_admin"], demo.people["security_admin"]
    body = demo.body(BODY)
    machine = accounts.create_staff(username="sys-forestry", name=SYSTEM, organisation=body, by=system)
    post = accounts.create_post(organisation=body, name="系统填报岗", by=system)
    for permission in ("fill_lists", "manage_licences", "record_powers"):
        accounts.grant(post=post, permission=permission, organisation=body, by=security, document="漳林函〔2026〕9号")
    accounts.appoint(user=machine, post=post, by=system, valid_from=demo.day(60), document="漳林函〔2026〕9号")
    return machine


def _draft(demo: Demo, machine: User):
    """What the system sent this week: the limits of two entries, still to be looked at and handed in."""
    body = demo.body(BODY)
    free = ListEntry.objects.filter(organisation=body, kind=ListKind.POWERS).exclude(versions__state="proposed")
    change_set = actions.open_change_set(
        actor=machine,
        organisation=body,
        kind=ListKind.POWERS,
        title="办结时限和监督方式补填",
        reason="林政管理系统按业务规则报送办结时限和监督方式",
        at=demo.moment(2, 9),
    )
    for entry in free.order_by("code")[:2]:
        text = entry.versions.in_force(demo.today).get()
        actions.propose(
            actor=machine,
            change_set=change_set,
            change=ChangeKind.AMEND,
            entry=entry,
            category=text.category,
            name=text.name,
            office=text.office,
            content={**text.content, "time_limit": "20个工作日", "supervision": "监督电话0932-4862277"},
            at=demo.moment(2, 9, 30),
        )
