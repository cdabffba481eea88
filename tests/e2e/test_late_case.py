"""A case left lying: a reminder, a yellow card past the promise, a red card past the law's limit, each once."""

import json
from datetime import date, timedelta

from playwright.sync_api import expect

# A case of its own, filed and accepted sixty days ago by the product's actions, and nobody has touched it since.
LEFT_LYING = """
import json, uuid
from datetime import timedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from accounts.models import User
from core.masking import blind_index
from approvals import actions
from portal.management.demo.papers import one_page_pdf
from powerlist.models import ServiceItemVersion
accounts = json.loads({accounts!r})
version = ServiceItemVersion.objects.get(name="公共场所卫生许可", state="published")
filed = timezone.now() - timedelta(days=60)
files = [(m, SimpleUploadedFile("a.pdf", one_page_pdf(m.name), "application/pdf")) for m in version.materials.all()]
case = actions.submit_case(
    actor=User.objects.get(mobile_index=blind_index(accounts["citizen"]["username"])), version=version,
    form=dict(subject="开办旅馆", place="武阳镇", township="武阳镇", start_on=""), files=files,
    submission_key=uuid.uuid4(), at=filed)
actions.accept(case=case, actor=User.objects.get(username="window"), at=filed + timedelta(hours=1))
case.refresh_from_db()
print(json.dumps(dict(number=case.number, promise=str(case.promise_due), legal=str(case.legal_due))))
"""


def test_reminder_then_yellow_then_red_each_once(site, visit):
    code = LEFT_LYING.format(accounts=json.dumps(site.accounts))
    case = json.loads(site.manage("shell", "-v0", "-c", code))
    promise, legal = date.fromisoformat(case["promise"]), date.fromisoformat(case["legal"])

    def swept(day: date) -> dict:
        site.sweep(f"{day}T20:00:00+08:00")
        levels = site.manage(
            "shell", "-v0", "-c",
            "from supervision.models import Alert;"
            f"print(''.join(Alert.objects.filter(case__number='{case['number']}')"
            ".order_by('id').values_list('level', flat=True)))",
        )  # fmt: skip
        return levels.strip()

    assert swept(promise) == "1", "a reminder when the promise is about to end"
    assert swept(promise) == "1", "a second sweep changes nothing"
    assert swept(promise + timedelta(days=1)) == "12", "a yellow card past the promised limit"
    assert swept(legal) == "12", "no red card on the last day of the law"
    assert swept(legal + timedelta(days=1)) == "123", "a red card past the legal limit"
    assert swept(legal + timedelta(days=9)) == "123", "each once"

    supervisor = visit("supervisor")
    for level, word in (("2", "黄牌"), ("3", "红牌")):
        supervisor.goto(f"/supervision/?period=all&level={level}")
        main = supervisor.get_by_role("main")
        expect(main).to_contain_text(case["number"])
        expect(main).to_contain_text(word)
    row = supervisor.get_by_role("row").filter(has_text=case["number"]).first
    row.get_by_role("link").first.click()
    expect(supervisor.get_by_role("main")).to_contain_text("第")
    assert supervisor.locator(".day-count").count() >= 1, "the count of days is shown day by day"
    assert "开办旅馆" not in supervisor.content(), "the supervisor sees the clock, not the application"
    clerk = visit("clerk")
    assert clerk.goto("/supervision/").status in (403, 404)
