"""The register of powers: what bodies exercised besides licensing, and an item with enough cases to say how long."""

from decimal import Decimal

from approvals.actions.exercises import Report, powers_of, record_exercises
from approvals.actions.registers import keep_registers
from approvals.enums import ApplicantKind, ExerciseSource, Outcome
from powerlist.enums import Category
from powerlist.models import ListVersion, ServiceItemVersion

from .cases import Life, _acts
from .sources import Demo

ITEM = "食品经营许可"
PARTIES = ("漳县武阳百货商店", "漳县三岔砂石料场", "漳县新寺养殖专业合作社", "漳县盐井建材有限公司")
# category: the steps of one exercise, each (step, outcome, working days after the first, amount in 元)
LIVES = {
    Category.PENALTY: (("立案", Outcome.STEP, 0, None), ("决定", Outcome.PENALISED, 12, "2000.00"),
                       ("执行", Outcome.STEP, 20, None)),
    Category.COERCION: (("查封扣押", Outcome.IMPOSED, 0, None), ("解除", Outcome.LIFTED, 9, None)),
    Category.LEVY: (("核定", Outcome.STEP, 0, None), ("征收", Outcome.LEVIED, 5, "15600.00")),
    Category.INSPECTION: (("现场检查", Outcome.ORDERED, 0, None), ("复查", Outcome.CLEAN, 10, None)),
    Category.ADJUDICATION: (("受理", Outcome.STEP, 0, None), ("裁决", Outcome.RULED, 20, None)),
    Category.REWARD: (("审核", Outcome.STEP, 0, None), ("决定", Outcome.GRANTED, 6, "1000.00")),
}  # fmt: skip
MOST = 14


def build(demo: Demo):
    _many_of_one_item(demo)
    texts = ListVersion.objects.in_force(demo.today).filter(kind="powers", category__in=list(LIVES))
    done = set()
    own = demo.people["clerk"].organisation_id if "clerk" in demo.people else None
    found = texts.select_related("entry", "organisation").order_by("organisation_id", "category", "sort_key")
    for text in sorted(found, key=lambda text: text.organisation_id != own):
        actor = demo.of_body("fill", text.organisation)
        if actor is None or (text.organisation_id, text.category) in done or len(done) >= MOST:
            continue
        if not powers_of(text.organisation).filter(pk=text.entry_id).exists():
            continue
        done.add((text.organisation_id, text.category))
        _exercised(demo, text, actor, 26 + len(done))
    keep_registers(now=demo.moment(0, 8))


def _exercised(demo: Demo, text: ListVersion, actor, ago: int):
    year, place = demo.today.year, ago
    reports = [
        Report(
            entry=text.entry, step=step, outcome=outcome, happened_on=demo.workday(ago - after),
            actor_name=actor.name, post_name="执法岗", number=f"漳执〔{year}〕{place}号",
            party_kind=ApplicantKind.LEGAL, party=PARTIES[place % len(PARTIES)],
            amount=Decimal(amount) if amount else None,
        )
        for step, outcome, after, amount in LIVES[text.category]
    ]  # fmt: skip
    record_exercises(
        actor=actor, organisation=text.organisation, reports=reports, source=ExerciseSource.EXCEL,
        at=demo.moment(1, 16),
    )  # fmt: skip


def _many_of_one_item(demo: Demo):
    """Six more cases of one item, so that its guide says how long it really takes."""
    rows = ServiceItemVersion.objects.in_force(demo.today).filter(name=ITEM, by_application=True)
    version = rows.select_related("item__organisation", "licence_type").order_by("pk").first()
    if version is None:
        return
    for place in range(6):
        life = Life(100 + place, "delivered", 60 - place * 7, True, version)
        for ago, act in sorted(_acts(life), key=lambda pair: -pair[0]):
            act(demo, life, demo.moment((demo.today - demo.workday(max(ago, 0))).days, 9 + place))
