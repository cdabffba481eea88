"""变更公告 to follow: RSS, Atom and JSON Feed of the published change sets, each with its document number."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from ..queries import public

MOST = 50
TITLE = "清单变更公告"
LEAD = "清单的每一次改动：改了什么，依据哪份文件，从哪天起生效。"


def summary_of(row) -> str:
    """One line of a change set for those who read it elsewhere."""
    counts = (("增加", row.added), ("变更", row.amended), ("取消", row.cancelled))
    changed = "，".join(f"{label} {count} 项" for label, count in counts if count) or "无事项增减"
    return (
        f"{row.organisation.name}《{row.get_kind_display()}》：{changed}。文号 {row.document_number}，"
        f"自 {row.effective_on:%Y-%m-%d} 起生效。事由：{row.reason}"
    )


class Changes(Feed):
    """RSS 2.0 of the gazette."""

    feed_type = Rss201rev2Feed
    description = LEAD
    language = "zh-CN"
    ttl = "60"

    def title(self):
        return f"{settings.COUNTY['site']} {TITLE}"

    def link(self):
        return reverse("powerlist:changes")

    def items(self):
        return public.gazette(size=MOST).rows

    def item_title(self, item):
        return f"{item.title}（{item.document_number}）" if item.document_number else item.title

    def item_description(self, item):
        return escape(summary_of(item))  # readers show it as HTML

    def item_link(self, item):
        return reverse("powerlist:change", args=[item.number])

    item_guid_is_permalink = True

    def item_pubdate(self, item):
        return item.published_at

    def item_categories(self, item):
        return [item.get_kind_display(), str(item.organisation)]


class AtomChanges(Changes):
    """Atom 1.0 of the gazette."""

    feed_type = Atom1Feed
    subtitle = LEAD

    def item_updateddate(self, item):
        return item.published_at


@require_safe
def json_feed(request):
    """JSON Feed 1.1 of the gazette (https://jsonfeed.org/version/1.1); `_gazette` holds what machines want."""
    items = [
        {
            "id": row.number,
            "url": request.build_absolute_uri(reverse("powerlist:change", args=[row.number])),
            "title": row.title,
            "content_text": summary_of(row),
            "date_published": timezone.localtime(row.published_at).isoformat(),
            "tags": [row.get_kind_display(), str(row.organisation)],
            "_gazette": {
                "document_number": row.document_number,
                "effective_on": row.effective_on.isoformat(),
                "added": row.added,
                "amended": row.amended,
                "cancelled": row.cancelled,
            },
        }
        for row in public.gazette(size=MOST)
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{settings.COUNTY['site']} {TITLE}",
        "description": LEAD,
        "home_page_url": request.build_absolute_uri(reverse("powerlist:changes")),
        "feed_url": request.build_absolute_uri(),
        "language": "zh-CN",
        "items": items,
    }
    response = JsonResponse(feed, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/feed+json; charset=utf-8"
    return response
