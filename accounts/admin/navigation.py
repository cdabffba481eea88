"""The menu of the admin: built from what is registered and what this person may see. Named in settings.UNFOLD."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import Resolver404, resolve, reverse

from ..permissions import permissions_held
from .base import Section

CASES = ("receive_cases", "handle_cases", "decide_cases", "view_cases")
LISTS = ("fill_lists", "review_lists", "give_legality", "record_decision", "audit")


@dataclass(frozen=True)
class Place:
    """A page outside the admin that belongs to the work: shown to who holds one of the permissions, once it exists."""

    section: Section
    title: str
    icon: str
    path: str
    permissions: tuple[str, ...]


PLACES = (
    Place(Section.LISTS, "清单条目", "format_list_bulleted", "/desk/lists/entries/", LISTS),
    Place(Section.CHANGES, "变更批次", "difference", "/desk/lists/", LISTS),
    Place(Section.CHANGES, "交叉分散线索", "join_inner", "/desk/lists/overlaps/", ("review_lists",)),
    Place(Section.EXCHANGE, "从 Excel 导入清单", "upload_file", "/desk/lists/import/", ("fill_lists",)),
    Place(Section.CASES, "办件工作台", "inbox", "/desk/", CASES),
    Place(Section.SUPERVISION, "监察看板", "monitoring", "/supervision/", ("supervise",)),
)

# Where the pages of an app stand when its admin classes name no section of their own.
SECTION_OF_APP = {
    "powerlist": Section.LISTS,
    "funds": Section.FUNDS,
    "approvals": Section.CASES,
    "licences": Section.CASES,
    "supervision": Section.SUPERVISION,
    "exchange": Section.EXCHANGE,
    "accounts": Section.PEOPLE,
}


def navigation(request) -> list[dict]:
    """Groups by work, each with the pages that this person may open; empty groups stay away."""
    groups = {section: [] for section in Section.values}
    for model, page in admin.site._registry.items():
        if not page.has_module_permission(request):
            continue
        section = getattr(page, "section", "") or SECTION_OF_APP.get(model._meta.app_label, Section.SYSTEM)
        order = getattr(page, "order", 50)
        links = page.links(request) if hasattr(page, "links") else []
        entries = [(order + 1 + n, link) for n, link in enumerate(links)]
        if page.has_view_permission(request):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            title = getattr(page, "menu_title", "") or str(model._meta.verbose_name_plural)
            entries.append((order, {"title": title, "icon": getattr(page, "icon", "list"), "link": address}))
        groups[section] += entries
    held = permissions_held(request.user)
    for place in PLACES:
        if held & set(place.permissions) and _served(place.path):
            groups[place.section].append((0, {"title": place.title, "icon": place.icon, "link": place.path}))
    _mark(request, [item for entries in groups.values() for _, item in entries])
    return [
        {"title": Section(section).label, "items": [item for _, item in sorted(entries, key=lambda e: e[0])]}
        for section, entries in groups.items()
        if entries
    ]


def _served(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _mark(request, items: list[dict]) -> None:
    """Where the person is: the page whose address fits longest, and no other."""
    fitting = [item for item in items if request.path.startswith(item["link"])]
    here = max(fitting, key=lambda item: len(item["link"]), default=None)
    for item in items:
        item["active"] = item is here


def account_links(request) -> list[dict]:
    """The person's own corner at the foot of the menu."""
    return [
        {"title": "账号与资料", "link": reverse("profile")},
        {"title": "修改密码", "link": reverse("password_change")},
    ]
