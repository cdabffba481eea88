"""What `faults` does inside the product: the item and the citizens before, the questions to the database after."""

import json
import secrets
import string
from collections import Counter
from pathlib import Path

CODE = "FAULTS1"
LAST_STEP = 2  # the page of the application after its one page of questions: 核对并提交


def prepare(people: str) -> None:
    """An item that asks for nothing that must be filled in, and so many citizens, each logged in."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import Organisation
    from tests.approvals.factories import VersionFactory
    from tests.factories import UserFactory

    body = Organisation.objects.departments().order_by("pk").first()
    fields = [{"key": "subject", "label": "事由", "kind": "text", "required": False, "group": "申请"}]
    version = VersionFactory(organisation=body, parts={"materials": [], "fields": fields})
    type(version.item).objects.filter(pk=version.item_id).update(code=CODE)
    known = []
    for n in range(int(people)):
        client = Client()
        client.force_login(UserFactory(username=f"citizen{n}", name=f"申请人{n}", mobile=f"139{n:08d}"))
        known.append(
            {
                "cookie": settings.SESSION_COOKIE_NAME,
                "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "csrf_cookie": settings.CSRF_COOKIE_NAME,
                "csrf": "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32)),
            }
        )
    print(json.dumps(known))


def verify(path: str) -> None:
    """Each acknowledged key against the database: lost, twice, or half done (without its log row or its message)."""
    from accounts.models import Message
    from approvals.models import Case, CaseMove

    answered = json.loads(Path(path).read_text())
    cases = {
        str(key): number for key, number in Case.objects.exclude(state="draft").values_list("submission_key", "number")
    }
    moves = Counter(CaseMove.objects.filter(move="submit").values_list("subject__number", flat=True))
    told = Counter(Message.objects.filter(kind="approvals.submit").values_list("number", flat=True))
    print(
        json.dumps(
            {
                "cases": len(cases),
                "lost": sum(cases.get(key) != number for key, number in answered.items()),
                "twice": len(cases) - len(set(answered) & set(cases)),
                "half_done": sum(moves[number] != 1 or told[number] != 1 for number in cases.values()),
                "drafts_left": Case.objects.filter(state="draft").count(),
            }
        )
    )
