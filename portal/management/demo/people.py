"""The three administrators, the staff of every body with their posts and grants, and the citizens of the demo."""

import secrets

from django.utils import timezone

from accounts import actions
from accounts.enums import AdminRole
from accounts.models import Organisation
from core.history import signed
from core.identifiers import id_check_digit

from .sources import Demo, rows

DOCUMENT = "漳编办发〔2026〕3号"
OVERSIGHT = "漳纪发〔2026〕5号"
LISTS = {"清单填报岗": ("fill_lists", "manage_guides", "record_powers")}
CASES = {
    "窗口岗": ("receive_cases", "view_cases"),
    "承办岗": ("handle_cases", "view_cases"),
    "审批决定岗": ("decide_cases", "view_cases"),
}
KEEPS_AT_WINDOW = ("receive_cases", "view_cases", "manage_licences")
KEEPS = ("handle_cases", "view_cases", "manage_licences")
DECIDES = ("decide_cases", "view_cases", "decide_licences", "export_cases")
# role: (account, body, post, permissions, where the grant reaches)
COUNTY = {
    "clerk": ("clerk", "市生态环境局漳县分局", "清单填报岗", LISTS["清单填报岗"], ""),
    "reviewer": ("reviewer", "县委编办", "清单审核岗", ("review_lists",), "county"),
    "publisher": ("publisher", "县委编办", "清单公布岗", ("review_lists", "manage_guides"), "county"),
    "legality": ("legality", "县司法局", "合法性审查岗", ("give_legality",), "county"),
    "recorder": ("recorder", "县政府办公室", "会议记录岗", ("record_decision",), "county"),
    "window": ("window", "县行政审批服务局", "综合窗口岗", KEEPS_AT_WINDOW, "county"),
    "township": ("township", "武阳镇", "便民服务窗口岗", ("receive_cases", "view_cases"), ""),
    "handler": ("handler", "县行政审批服务局", "综合审查岗", KEEPS, "county"),
    "decider": ("decider", "县行政审批服务局", "综合决定岗", DECIDES, "county"),
    "archivist": ("archivist", "县行政审批服务局", "档案管理岗", ("keep_archives", "view_cases"), "county"),
    "archive_chief": ("archivehead", "县行政审批服务局", "档案审批岗", ("destroy_archives", "view_cases"), "county"),
    "seal_keeper": ("sealkeeper", "县行政审批服务局", "印章和文书岗", ("keep_seals", "manage_papers"), "county"),
    "supervisor": ("supervisor", "县纪委监委", "电子监察岗", ("supervise", "view_cases"), "county"),
    "watch_lead": ("watchlead", "县纪委监委", "监察审批岗", ("supervise", "lead_watch", "view_cases"), "county"),
    "fund_reviewer": ("fundreview", "县财政局", "资金审核岗", ("review_funds",), "county"),
    "fund_inspector": ("fundcheck", "县审计局", "资金检查岗", ("inspect_funds",), "county"),
    "auditor": ("auditor", "县审计局", "审计查看岗", ("audit",), "county"),
}
CITIZENS = 14
HOURS = "工作日 8:30—12:00，14:30—18:00"


def build(demo: Demo):
    _administrators(demo)
    county = Organisation.objects.get(code="621125")
    for role, (account, body, post, permissions, reach) in COUNTY.items():
        organisation = demo.body(body)
        demo.people[role] = _staff(
            demo, account, organisation, {post: permissions}, county if reach else organisation, role
        )
    demo.people["fund_publisher"] = _staff(
        demo, "funds", demo.body("县财政局"), {"资金公开岗": ("review_funds",)}, county, "fund_publisher"
    )
    _departments(demo)
    _counters(demo)
    _applicants(demo)


def _administrators(demo: Demo):
    roles = {AdminRole.SYSTEM: "system_admin", AdminRole.SECURITY: "security_admin", AdminRole.AUDIT: "audit_admin"}
    names = {"system_admin": "系统管理员", "security_admin": "安全管理员", "audit_admin": "审计管理员"}
    people = {}
    for kind, role in roles.items():
        people[kind] = (role, names[role], f"{secrets.token_urlsafe(12)}-A7")
    founded = actions.found_administrators(people=people, organisation=demo.body("县行政审批服务局"))
    for kind, role in roles.items():
        demo.people[role] = founded[kind]
        _own_password(demo, role, founded[kind])


def _own_password(demo: Demo, role: str, user):
    """A member of staff has chosen a password of their own, as everyone must at the first log-in."""
    user.set_password(_password(demo, role, user.username, user.name))
    user.password_changed_at = timezone.now()
    signed(user, actor=user, reason="修改初始密码").save()


def _password(demo: Demo, role: str, username: str, name: str) -> str:
    """A random password, told only in var/demo-accounts.json."""
    password = f"{secrets.token_urlsafe(9)}-A7"
    demo.accounts[role] = {"username": username, "password": password, "role": role, "name": name}
    return password


def _staff(demo: Demo, account: str, organisation, posts: dict, reach, role: str = ""):
    """One member of staff with posts and their grants; with a password only for a demo account."""
    system, security = demo.people["system_admin"], demo.people["security_admin"]
    name = demo.invented_name()
    user = actions.create_staff(username=account, name=name, organisation=organisation, by=system)
    if role:
        _own_password(demo, role, user)
    for post_name, permissions in posts.items():
        post = organisation.posts.filter(name=post_name).order_by("pk").first()
        if post is None:
            post = actions.create_post(organisation=organisation, name=post_name, by=system)
            for permission in permissions:
                oversight = permission in ("supervise", "audit") or "supervise" in permissions
                actions.grant(
                    post=post,
                    permission=permission,
                    organisation=reach,
                    by=security,
                    document=OVERSIGHT if oversight else DOCUMENT,
                )
        actions.appoint(user=user, post=post, by=system, valid_from=demo.day(400), document=DOCUMENT)
    return user


def _departments(demo: Demo):
    """A clerk for the lists of every body that has some, and three people for cases where there are guides."""
    with_lists = sorted({row["organisation"] for name in ("powers", "services") for row in rows(name)})
    with_guides = {row["organisation"] for row in rows("guides")}
    for number, name in enumerate(with_lists, start=1):
        body = demo.body(name)
        if name == "市生态环境局漳县分局":
            demo.people[f"fill:{name}"] = demo.people["clerk"]
        else:
            demo.people[f"fill:{name}"] = _staff(demo, f"list{number:02d}", body, LISTS, body)
        if name in with_guides:
            for kind, (post, permissions) in zip(("accept", "handle", "decide"), CASES.items(), strict=True):
                account = f"{kind}{number:02d}"
                demo.people[f"{kind}:{name}"] = _staff(demo, account, body, {post: permissions}, body)


def _counters(demo: Demo):
    """Where people can go: the hall and the counter of each township."""
    hall = demo.body("县行政审批服务局")
    for body in [hall, *Organisation.objects.current(demo.today).townships()]:
        body.address = "漳县政务服务中心一楼" if body == hall else f"{body.short_name}便民服务中心"
        body.office_hours = HOURS
        actions.save_recorded(row=body, by=demo.people["system_admin"], reason="登记服务窗口")


def _applicants(demo: Demo):
    """Citizens and one enterprise with invented names and numbers whose check digits are right."""
    for number in range(CITIZENS):
        role = "citizen" if number == 0 else ""
        name = demo.invented_name()
        mobile = f"139{93200000 + number * 137:08d}"
        password = _password(demo, role, mobile, name) if role else f"{secrets.token_urlsafe(12)}-A7"
        body = f"62112519{60 + number:02d}{1 + number % 12:02d}15{100 + number:03d}"
        demo.people[f"citizen:{number}"] = actions.register_citizen(
            name=name,
            mobile=mobile,
            id_number=body + id_check_digit(body),
            password=password,
            consented=True,
        )
    demo.people["citizen"] = demo.people["citizen:0"]
    name = demo.invented_name()
    demo.people["legal_person"] = actions.register_legal_person(
        legal_name="漳县贵清山农产品有限公司",
        credit_code="91621125MA7ABCDE95",
        name=name,
        mobile="13993290001",
        password=_password(demo, "legal_person", "13993290001", name),
        consented=True,
    )
