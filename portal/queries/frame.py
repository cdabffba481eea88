"""What every page shows: the county, the themes that exist, who is here, and how they like to read."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.conf import settings
from django.core.cache import cache
from django.urls import NoReverseMatch, Resolver404, get_urlconf, resolve, reverse

from accounts.permissions import permissions_held
from funds.queries.experts import seats_of
from portal.models import SiteFlag

from .matters import counts_of

ELDER_COOKIE = "elder"
DEMO_KEY = "portal:demo"
DEMO_CACHE_SECONDS = 30


@dataclass(frozen=True)
class Place:
    """One entry of a menu. It is shown when one of its addresses is served by this program."""

    label: str
    paths: tuple[str, ...]
    icon: str = ""
    below: tuple["Place", ...] = ()
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A place as a page shows it; `current` is where the reader is."""

    label: str
    href: str
    icon: str
    current: bool
    below: list["Link"] = field(default_factory=list)


# The themes of the public site. One list: an entry appears by itself when its page exists.
THEMES = (
    Place("首页", ("/",)),
    Place(
        "阳光政务",
        ("/open/", "/open/powers/"),
        below=(
            Place("权力清单", ("/open/powers/",)),
            Place("责任清单", ("/open/duties/",)),
            Place("公共服务清单", ("/open/services/",)),
            Place("专项资金清单", ("/open/funds/",)),
            Place("职责清单", ("/open/responsibilities/",)),
            Place("乡村振兴清单", ("/open/rural/",)),
            Place("行政许可结果", ("/open/licences/",)),
            Place("办件结果", ("/open/results/",)),
            Place("变更公告", ("/open/changes/",)),
            Place("政务服务通报", ("/open/bulletins/",)),
            Place("总表", ("/open/summary/",)),
            Place("印本核对", ("/open/editions/",)),
            Place("评价公示", ("/open/ratings/",)),
            Place("意见答复", ("/open/opinions/",)),
            Place("法规库", ("/open/laws/",)),
            Place("征求意见", ("/open/consultations/",)),
        ),
    ),
    Place("行政审批", ("/items/",)),
    Place(
        "便民服务",
        ("/convenience/", "/track/", "/halls/", "/hall/"),
        below=(
            Place("服务窗口", ("/convenience/",)),
            Place("政务大厅", ("/halls/", "/hall/")),
            Place("查询进度", ("/track/",)),
            Place("证照核验", ("/licences/verify/",)),
            Place("文书核验", ("/papers/verify/",)),
        ),
    ),
    Place(
        "互动交流",
        ("/consult/", "/complain/"),
        below=(
            Place("咨询", ("/consult/",)),
            Place("投诉举报", ("/complain/",)),
            Place("查询投诉", ("/complain/track/",)),
        ),
    ),
    Place("我的", ("/me/",)),
)

# The staff's menu: an entry is shown to those who hold one of its permissions at any organisation.
DESK = (
    Place(
        "我的工作",
        ("/desk/",),
        "inbox",
        permissions=("receive_cases", "handle_cases", "decide_cases", "view_cases"),
    ),
    Place("窗口收件", ("/desk/window/",), "card", permissions=("receive_cases",)),
    Place("邮寄", ("/desk/shipments/",), "card", permissions=("receive_cases",)),
    Place("征求意见", ("/desk/asked/",), "inbox", permissions=("handle_cases", "decide_cases")),
    Place("提醒与亮牌", ("/desk/alerts/",), "bell", permissions=("receive_cases", "handle_cases", "decide_cases")),
    Place("督办单", ("/desk/orders/",), "bell", permissions=("decide_cases",)),
    Place(
        "清单变更",
        ("/desk/lists/",),
        "file",
        permissions=("fill_lists", "review_lists", "give_legality", "record_decision", "audit"),
    ),
    Place("交叉分散", ("/desk/lists/overlaps/",), "link", permissions=("review_lists",)),
    Place(
        "专项资金",
        ("/desk/funds/",),
        "money",
        permissions=("fill_funds", "review_funds", "inspect_funds", "record_decision", "audit"),
    ),
    Place("证照", ("/desk/licences/",), "card", permissions=("manage_licences", "decide_licences", "view_cases")),
    Place("办件信息库", ("/desk/library/", "/desk/exports/"), "file", permissions=("view_cases",)),
    Place(
        "权力运行",
        ("/desk/powers/",),
        "list",
        permissions=("record_powers", "view_cases", "supervise", "audit"),
    ),
    Place("办件档案", ("/desk/archives/",), "file", permissions=("keep_archives", "destroy_archives")),
    Place("意见建议", ("/desk/opinions/",), "inbox", permissions=("review_lists", "give_legality")),
    Place(
        "投诉举报",
        ("/desk/complaints/",),
        "flag",
        permissions=("check_complaints", "lead_complaints", "handle_complaints"),
    ),
    Place("登记投诉", ("/desk/complaints/new/",), "edit", permissions=("receive_cases",)),
    Place("差评整改", ("/desk/ratings/",), "star", permissions=("handle_complaints", "review_ratings")),
    Place("电子监察", ("/supervision/",), "eye", permissions=("supervise",)),
    Place("清单与设置", ("/admin/",), "list"),
    Place("公众网站", ("/",), "home"),
)


@lru_cache(maxsize=256)
def _served(path: str, urlconf: str) -> bool:
    try:
        resolve(path, urlconf)
    except Resolver404:
        return False
    return True


def served(path: str) -> bool:
    """Whether this program answers at `path`: menus name no page that isn't there."""
    return _served(path, get_urlconf() or settings.ROOT_URLCONF)


def address(name: str) -> str:
    """The address of a named page, or an empty text when there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _nearness(place: Place, path: str) -> int:
    """The length of the longest address of this place under which `path` lies; 0 for none."""
    roots = place.paths + tuple(p for child in place.below for p in child.paths)
    return max((len(root) for root in roots if path == root or (root != "/" and path.startswith(root))), default=0)


def links(places: tuple[Place, ...], path: str) -> list[Link]:
    """The places that exist, as links, with the current one marked by the longest address that fits."""
    found = []
    nearest = max((_nearness(place, path) for place in places), default=0)
    for place in places:
        every = place.paths + tuple(p for child in place.below for p in child.paths)
        href = next((p for p in every if served(p)), "")
        if href:
            found.append(
                Link(place.label, href, place.icon, _nearness(place, path) == nearest > 0, links(place.below, path))
            )
    return found


def demo_loaded() -> bool:
    """Whether the county on show is the demonstration one (a row of SiteFlag, read every 30 s)."""
    flag = cache.get(DEMO_KEY)
    if flag is None:
        flag = SiteFlag.objects.filter(name="demo").exists()
        cache.set(DEMO_KEY, flag, DEMO_CACHE_SECONDS)
    return flag


def environment(request) -> list[str] | None:
    """The mark in the head of the admin while demonstration data are loaded (settings.UNFOLD)."""
    return ["演示数据", "warning"] if demo_loaded() else None


class Site:
    """The part of a page that is the same everywhere. Read lazily: an error page asks for no more than it shows."""

    def __init__(self, request):
        self._request = request
        self.county = settings.COUNTY
        self.path = request.path
        self.elder = request.COOKIES.get(ELDER_COOKIE) == "1"

    @cached_property
    def demo(self) -> bool:
        return demo_loaded()

    @cached_property
    def themes(self) -> list[Link]:
        return links(THEMES, self.path)

    @property
    def below(self) -> list[Link]:
        """The pages of the theme in which the reader is, when there are several."""
        pages = next((theme.below for theme in self.themes if theme.current), [])
        return pages if len(pages) > 1 else []

    @cached_property
    def desk(self) -> list[Link]:
        """The staff's menu for this person; empty for the public."""
        if self.person is None or not self.person.is_staff:
            return []
        held = permissions_held(self.person)
        return links(tuple(p for p in DESK if not p.permissions or held & set(p.permissions)), self.path)

    @property
    def person(self):
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def way_to_work(self) -> str:
        """On public pages, the way of a clerk back to the desk; empty on the desk itself and for everybody else."""
        if not self.desk or self.path.startswith(("/desk/", "/supervision/")):
            return ""
        return self.desk[0].href

    @property
    def person_name(self) -> str:
        return self.person.get_full_name() or self.person.get_username()

    @cached_property
    def sits(self) -> bool:
        """Whether this person was drawn as an expert of a review: the way to his desk stands on his own page."""
        return self.person is not None and seats_of(self.person).exists()

    @cached_property
    def _counts(self) -> tuple[int, int]:
        return counts_of(self.person) if self.person is not None and not self.person.is_staff else (0, 0)

    @property
    def waiting(self) -> int:
        """How many matters wait for this person."""
        return self._counts[0]

    @property
    def unread(self) -> int:
        """How many messages a citizen or an enterprise hasn't read; that of staff stands at the desk."""
        return self._counts[1]

    @property
    def query(self) -> str:
        return self._request.GET.get("q", "") if self.path == "/search/" else ""

    @property
    def here(self) -> str:
        return self._request.get_full_path()

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Pages that stand in the frame of every page, each empty until it exists."""
        names = (
            "login",
            "register",
            "logout",
            "search",
            "sitemap",
            "elder",
            "accessibility",
            "privacy",
        )
        return {name: address(name) for name in names}


def site(request) -> dict:
    """Context processor: `site` in every template."""
    return {"site": Site(request)}
