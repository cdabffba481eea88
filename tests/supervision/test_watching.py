"""The log judged as it grows: each rule of content and process fires on what it names, once, and on nothing else."""

from datetime import timedelta

from django.utils import timezone

from approvals import actions as acts
from approvals.models import CaseFile, CaseMove, Reading
from supervision import actions
from supervision.actions import watch_log, watching
from supervision.models import Alert, Rule, RuleVersion, SweepRun
from supervision.queries import detectors
from tests.approvals.factories import at
from tests.factories import OrganisationFactory

from .conftest import decided

NOW = at("2026-04-20 08:00")
LAWFUL = "场所不符合《甘肃省食品小作坊小经营店小摊点监督管理条例》第九条的规定。"


def found(code: str) -> list[str]:
    watch_log(now=NOW)
    return list(Alert.objects.filter(rule__code=code).order_by("id").values_list("explanation", flat=True))


def logged(case, move, source, target, moment, **fields):
    """A row that came past the portal."""
    return CaseMove.objects.create(
        subject=case, at=at(moment), move=move, source=source, target=target, actor_name="外部系统", **fields
    )


def test_a_case_that_goes_by_the_law_earns_nothing_from_the_log(office):
    case = acts.begin_procedure(
        case=office.accepted(), actor=office.handler, kind="experts", notified_days=5, document="漳审〔2026〕1号",
        performer="县专家组", at=at("2026-03-05 10:00"),
    )  # fmt: skip
    case = acts.end_procedure(case=case, actor=office.handler, result="合格", at=at("2026-03-09 10:00"))
    case = acts.review(case=case, actor=office.handler, opinion="不符合条件", at=at("2026-03-10 10:00"))
    acts.refuse(case=case, actor=office.decider, reason=LAWFUL, at=at("2026-03-11 10:00"))
    assert watch_log(now=NOW)["alerts"] == 0


def test_p1_turned_away_with_hardly_a_word_or_with_good_materials(office):
    acts.not_accept(case=office.submit(), actor=office.window, reason="不行", at=at("2026-03-03 10:00"))
    case = office.submit()
    good = {office.material.pk: ("good", "")}
    acts.judge_materials(case=case, actor=office.window, verdicts=good, at=at("2026-03-03 09:00"))
    acts.not_accept(case=case, actor=office.window, reason="依法不得受理，理由见附件说明。", at=at("2026-03-03 10:00"))
    short, good = found("P1")
    assert "只有 2 个字" in short and "已全部核为合格（经营者身份证）" in good


def test_p2_something_more_to_correct_after_everything_was_told(office):
    case = acts.correct(case=office.correcting(), actor=office.citizen, note="已补", at=at("2026-03-05 10:00"))
    told, fresh = office.version.materials.order_by("position")
    wrong = {told.pk: ("wrong", "还是不清楚")}
    acts.judge_materials(case=case, actor=office.window, verdicts=wrong, at=at("2026-03-05 11:00"))
    assert found("P2") == ["补正告知以后又要求补正没有告知过的材料：经营者身份证。"], (
        "the notice named only a photograph"
    )
    wrong = {fresh.pk: ("wrong", "缺")}
    acts.judge_materials(case=case, actor=office.window, verdicts=wrong, at=at("2026-03-05 12:00"))
    assert "场所照片" in found("P2")[1]
    logged(case, "ask_correction", "received", "correcting", "2026-03-05 13:00", facts={"items": ["再补"]})
    assert any("第二次告知" in words for words in found("P2"))


def test_p3_a_material_that_the_guide_doesnt_ask_for(office):
    case = office.submit()
    CaseFile.objects.create(
        case=case, title="单身证明", original_name="a.pdf", content_type="application/pdf", size=1, sha256="x",
        file="2026/a.pdf", uploaded_at=at("2026-03-02 10:00"),
    )  # fmt: skip
    acts.accept(case=case, actor=office.window, at=at("2026-03-03 10:00"))
    office.accepted()
    assert found("P3") == ["收取了办事指南没有列出的材料 1 份。"]
    assert Alert.objects.get(rule__code="P3").evidence == ["2026-03-02 收取“单身证明”"]


def test_p4_a_step_out_of_order_an_unknown_one_and_who_decides_alone(office):
    broken, alone = office.accepted(), office.reviewed()
    logged(broken, "grant", "decision", "granted", "2026-03-04 10:00")
    logged(broken, "vanish", "granted", "granted", "2026-03-04 11:00")
    logged(alone, "grant", "decision", "granted", "2026-03-06 10:00", actor_id=office.handler.pk)
    chain, unknown, same = found("P4")
    assert "“已受理，审查中”" in chain and "“待决定”开始" in chain
    assert "流程表里没有这一步" in unknown and "审查人同时作出决定" in same


def test_p5_entered_after_the_fact(office):
    late = acts.review(case=office.accepted(), actor=office.handler, opinion="符合条件", at=at("2026-03-03 09:00"))
    quick = acts.review(case=office.accepted(), actor=office.handler, opinion="符合条件", at=at("2026-03-03 10:03"))
    acts.grant(case=quick, actor=office.decider, at=at("2026-03-03 10:05"))
    earlier, minutes = found("P5")
    assert "早于前一步" in earlier and "只用了 5 分钟" in minutes
    assert Alert.objects.filter(case=late, rule__code="P5").exists()


def test_p6_the_clock_stopped_too_often_or_for_too_long(office):
    decided("P6", params={"most": 1, "days": 8})
    said = {"kind": "experts", "notified_days": 5, "document": "漳审〔2026〕1号", "performer": "县专家组"}
    case = office.special()
    for day in (6, 9):
        case = acts.end_procedure(case=case, actor=office.handler, result="合格", at=at(f"2026-03-{day:02d} 10:00"))
        case = acts.begin_procedure(case=case, actor=office.handler, at=at(f"2026-03-{day:02d} 11:00"), **said)
    assert found("P6") == ["同一件第 2 次暂停计时。", "同一件第 3 次暂停计时。"]
    logged(office.accepted(), "begin_procedure", "review", "special", "2026-03-05 10:00", facts={"notified_days": 3})
    assert "没有依据的文件" in " ".join(found("P6"))


def test_p7_extended_after_the_limit_had_passed_and_twice(office):
    said = {"days": 5, "approver": "局长 王某", "reason": "需要核查。"}
    acts.extend(case=office.accepted(), actor=office.decider, at=at("2026-03-31 10:00"), **said)
    assert found("P7") == [], "the last day of the law's limit is in time"
    late = acts.extend(case=office.accepted(), actor=office.decider, at=at("2026-04-01 10:00"), **said)
    assert found("P7") == ["法定期限 2026-03-31 已经届满才办理延长。"]
    logged(late, "extend", "review", "review", "2026-04-02 10:00", facts={"approver": "王某"})
    assert "第二次延长" in " ".join(found("P7"))


def test_p8_and_l6_a_refusal_without_an_article_a_review_without_a_word(office):
    case = acts.review(case=office.accepted(), actor=office.handler, opinion="行", at=at("2026-03-05 10:00"))
    acts.refuse(case=case, actor=office.decider, reason="现场条件不符合要求。", at=at("2026-03-06 10:00"))
    assert found("P8") == ["不予许可的理由没有引用任何法律条款。"]
    assert "审查意见只有 1 个字" in found("L6")[0]


def test_each_act_once_by_the_version_of_its_day_and_again_after_a_crash(office, monkeypatch):
    office.refused()
    monkeypatch.setattr(watching, "CHUNK", 2)
    first = watch_log(now=NOW)
    assert first == {"acts": 4, "alerts": 1}
    assert Reading.objects.get(stream="watch").passed == 0, "not older than the longest transaction"
    assert watch_log(now=NOW + timedelta(minutes=2)) == {"acts": 4, "alerts": 0}
    assert watch_log(now=NOW + timedelta(minutes=4)) == {"acts": 0, "alerts": 0}, "settled: not read again"
    version = RuleVersion.objects.get(rule__code="P8")
    assert Alert.objects.get(rule__code="P8").version == version

    def broken(act):
        raise ValueError("an act that is none")

    monkeypatch.setitem(detectors.ACTS, "act.jump", (None, broken))
    office.refused()
    assert watch_log(now=NOW)["alerts"] == 1, "one detector that fails doesn't end the others"


def test_a_rule_doesnt_judge_the_acts_before_its_day(office):
    decided("P8", effective_from=at("2026-03-07 00:00").date(), level="3")
    office.refused()
    watch_log(now=NOW)
    assert not Alert.objects.filter(rule__code="P8", level="3").exists()


def test_the_trial_of_a_rule_over_acts(office, supervisor):
    office.refused()
    rule = Rule.objects.get(code="P8")
    trial = actions.try_rule(
        rule=rule, level="2", params={"min_chars": 4, "article": 0}, enabled=True, today=NOW.date()
    )
    assert (trial["now"], trial["new"], len(trial["cases"])) == ({"2": 1}, {}, 1)


def test_a_pause_of_the_watch_is_told_and_a_timely_round_isnt(office, monkeypatch):
    county = OrganisationFactory(county=True)
    moment = timezone.now()
    for minutes, late in ((0, 0), (6, 1), (46, 35)):
        monkeypatch.setattr(watching.timezone, "now", lambda: moment + timedelta(minutes=30))
        run = watching.record_run("limits", moment - timedelta(minutes=60 - minutes), {})
        assert run.late_minutes == late
    alert = Alert.objects.get(subject="watch")
    assert (alert.organisation, alert.rule.code) == (county, "W1") and "相隔 40 分钟" in alert.explanation
    assert SweepRun.objects.count() == 3


def test_queries_of_a_round_dont_grow_with_the_acts(office, django_assert_num_queries):
    office.refused()
    watch_log(now=NOW)
    for count in (1, 3):
        for _ in range(count):
            office.refused()
        with django_assert_num_queries(25):
            watch_log(now=NOW)
