"""Pages about the site and the county: where to go in person, the map of the site, accessibility, privacy."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import Nature
from accounts.models import Organisation
from portal.queries import THEMES, links, served


@require_safe
def convenience(request):
    """Township counters and departments with their addresses, telephones and hours."""
    rows = list(Organisation.objects.current(timezone.localdate()).order_by("sort_key", "code"))
    townships = [row for row in rows if row.nature == Nature.TOWNSHIP]
    departments = [row for row in rows if row.nature not in (Nature.TOWNSHIP, Nature.GOVERNMENT)]
    context = {
        "townships": townships,
        "groups": [
            (heading, anchor, [r for r in rows if _reachable(r)], [r for r in rows if not _reachable(r)])
            for heading, anchor, rows in (
                ("乡镇便民服务中心", "townships", townships),
                ("县级单位", "departments", departments),
            )
        ],
        "verify": "/licences/verify/" if served("/licences/verify/") else "",
    }
    return render(request, "portal/convenience.html", context)


def _reachable(body: Organisation) -> bool:
    """Whether anything is registered by which people reach it."""
    return bool(body.phone or body.address or body.office_hours)


@require_safe
def sitemap(request):
    """Every page of the public site by theme, and the bodies whose services it shows."""
    bodies = Organisation.objects.current(timezone.localdate()).exclude(nature=Nature.GOVERNMENT)
    context = {"places": links(THEMES, request.path), "bodies": list(bodies.order_by("sort_key", "code"))}
    return render(request, "portal/sitemap.html", context)


@require_safe
def accessibility(request):
    """无障碍声明 (无障碍环境建设法 32; GB/T 37668-2019)."""
    return render(request, "portal/accessibility.html")


@require_safe
def privacy(request):
    """隐私政策 (个人信息保护法 17)."""
    return render(request, "portal/privacy.html")
