"""Pages of the review: verdicts, remarks, rulings, opinions at the desk; the public period; paths in the admin."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.registers import ChangeKind, ChangeSetState
from powerlist import actions
from powerlist.models import ReviewOpinion, ReviewPath, RowOutcome, RowRemark, RowVerdict
from tests.powerlist.people import a_set, add, change, decide, listed, office, published, to

pytestmark = pytest.mark.django_db
S, K = ChangeSetState, ChangeKind


@pytest.fixture
def people():
    cache.clear()
    return office(code="621125LY", short_name="县林草局")


def as_(client, user):
    client.force_login(user)
    return client


def desk(change_set, *rest):
    return "/desk/lists/" + "/".join([change_set.number, *map(str, rest)]) + "/"


def test_a_reviewer_judges_and_remarks_beside_the_difference(client, people):
    row = add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    body = as_(client, people.reviewer).get(desk(change_set)).content.decode()
    assert "写结论" in body and "对某一栏提意见" in body and "合法性</option>" not in body
    sent = {"aspect": "reason", "verdict": "revise", "opinion": "名称写全", "seen": row.fingerprint}
    assert client.post(desk(change_set, "rows", row.pk, "verdict"), sent).status_code == 302
    assert RowVerdict.objects.get().judge == people.reviewer
    late = client.post(desk(change_set, "rows", row.pk, "verdict"), {**sent, "seen": "0" * 16, "opinion": "写了很久"})
    assert late.status_code == 409 and "写了很久" in late.content.decode()
    client.post(desk(change_set, "rows", row.pk, "remark"), {"cell": "basis", "text": "补写第三款"})
    assert RowRemark.objects.get().cell == "basis"
    actions.return_review(actor=people.reviewer, change_set=change_set, opinion="见栏目意见")
    assert "补写第三款" in as_(client, people.clerk).get(desk(change_set, "rows", row.pk)).content.decode()
    assert "写结论" not in client.get(desk(change_set)).content.decode()


def test_a_stranger_reaches_none_of_it(client, people):
    row = add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    as_(client, office().reviewer)
    for part in ("verdict", "remark", "ruling", "successor"):
        assert client.post(desk(change_set, "rows", row.pk, part)).status_code == 404
    for part in ("consultation", "opinions"):
        assert client.post(desk(change_set, part)).status_code == 404
    assert client.get(f"/desk/lists/{change_set.number}/letter.pdf").status_code == 404


def test_the_recorder_rules_on_a_row_and_the_page_shows_what_is_entered_wrongly(client, people):
    row = add(people, change_set := a_set(people))
    to(people, change_set, S.DECISION)
    ruling = {"taken": "yes", "reason": "", "cell": "name", "text": "审定的名称"}
    assert as_(client, people.recorder).post(desk(change_set, "rows", row.pk, "ruling"), ruling).status_code == 302
    assert RowOutcome.objects.get().cells["name"] == "审定的名称"
    refused = client.post(desk(change_set, "rows", row.pk, "ruling"), {"taken": "no", "reason": ""})
    assert refused.status_code == 409 and "不采用的理由" in refused.content.decode()
    decide(people, change_set)
    body = as_(client, people.clerk).get(desk(change_set)).content.decode()
    assert "与审定不一致" in body
    assert "录入的内容与审定的不一致" in client.post(desk(change_set, "enter")).content.decode()


def test_the_public_speaks_within_the_period_and_reads_the_answer_after_it(client, people):
    add(people, change_set := a_set(people), name="要征求意见的事项")
    to(people, change_set, S.OPINIONS)
    today = timezone.localdate()
    sent = {"ends_on": today + timedelta(days=3), "words": "请您说说"}
    assert as_(client, people.reviewer).post(desk(change_set, "consultation"), sent).status_code == 302
    period = change_set.consultations.get()
    place = f"/open/consultations/{period.pk}/"
    client.logout()
    assert "正在征求" in client.get("/open/consultations/").content.decode()
    assert "要征求意见的事项" in client.get(place).content.decode()
    said = {"text": "我支持", "name": "王志强", "contact": "13900000000", "version": "", "website": ""}
    assert "意见已收到" in client.post(place, said, follow=True).content.decode()
    client.post(place, {**said, "text": "机器写的", "website": "http://spam"})
    opinion = ReviewOpinion.objects.get()
    assert "我支持" not in client.get(place).content.decode(), "shown once somebody has read it"
    as_(client, people.reviewer).post(desk(change_set, "opinions", opinion.pk), {"shown": "yes"})
    key = f"answer-{opinion.pk}"
    client.post(desk(change_set, "opinions", opinion.pk), {f"{key}-adopted": "no", f"{key}-answer": "法律另有规定"})
    client.logout()
    body = client.get(place).content.decode()
    assert "我支持" in body and "王*强" in body and "13900000000" not in body and "法律另有规定" not in body
    type(period).objects.filter(pk=period.pk).update(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    body = client.get(place).content.decode()
    assert "不采纳" in body and "法律另有规定" in body and "提交意见" not in body
    assert "已经截止" in client.post(place, said).content.decode()


def test_one_address_leaves_so_many_opinions_an_hour(client, people):
    add(people, change_set := a_set(people))
    to(people, change_set, S.OPINIONS)
    actions.open_consultation(actor=people.reviewer, change_set=change_set, ends_on=timezone.localdate())
    place = f"/open/consultations/{change_set.consultations.get().pk}/"
    codes = [client.post(place, {"text": f"意见{n}"}).status_code for n in range(6)]
    assert codes == [302] * 5 + [429] and ReviewOpinion.objects.count() == 5


def test_a_suspended_and_a_merged_entry_say_so_to_everyone(client, people):
    paused, gone, kept = (listed(people, name=name) for name in ("甲", "乙", "丙"))
    row = change(people, K.SUSPEND, paused, pause={"reason": "禁渔期"})
    published(people, row.change_set, date(2026, 3, 1))
    row = change(people, K.MERGE, gone, successors=[kept])
    published(people, row.change_set, date(2026, 3, 1))
    assert "禁渔期" in client.get(paused.get_absolute_url()).content.decode()
    assert kept.code in client.get(gone.get_absolute_url()).content.decode()
    assert gone.code in client.get(kept.get_absolute_url()).content.decode()
    body = as_(client, people.clerk).get(f"/desk/lists/entries/{paused.code}/change/").content.decode()
    assert "恢复" in body and "/suspend/" not in body


def test_a_path_that_the_table_does_not_know_is_refused_in_the_admin(client, people):
    actions.load_paths()
    path = ReviewPath.objects.get(key="pause")
    address = f"/admin/powerlist/reviewpath/{path.pk}/change/"
    page = as_(client, people.reviewer).get(address)
    assert page.status_code == 200
    form = page.context["adminform"].form
    data = {"name": path.name, "kind": "", "changes": path.changes, "rank": 10, "basis": "", "enabled": "on"}
    data["change_reason"] = "调整" if "change_reason" in form.fields else ""
    rows = list(path.steps.order_by("position"))
    data |= {"steps-TOTAL_FORMS": 3, "steps-INITIAL_FORMS": 3, "steps-MIN_NUM_FORMS": 0, "steps-MAX_NUM_FORMS": 1000}
    for n, step in enumerate(rows):
        names = ("position", "state", "body", "permission", "limit", "unit", "needs")
        data |= {f"steps-{n}-{name}": getattr(step, name) for name in names}
        data |= {f"steps-{n}-id": step.pk, f"steps-{n}-path": path.pk}
    wrong = client.post(address, {**data, "steps-1-state": "decision"})
    assert wrong.status_code == 200 and "路径要从" in wrong.content.decode()
    assert client.post(address, {**data, "steps-2-limit": 5}).status_code == 302
    step = path.steps.get(state="decided")
    assert step.limit == 5 and step.history.first().history_user_id == people.reviewer.pk
