"""Working days: the shipped calendar, the published vectors, properties against an independent count, the notices."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import workdays
from core.models import CalendarDay, CalendarYear, DayKind
from core.workdays import Calendar, CalendarEnds, Unit, due, elapsed, explain, parse_notice, remaining

DATA = Path(__file__).parent.parent / "data"
VECTORS = list(csv.DictReader((DATA / "deadline_vectors.csv").read_text(encoding="utf-8").splitlines()))
DAY = timedelta(days=1)


def shipped() -> Calendar:
    rows = list(csv.DictReader(workdays.STATUTORY_CSV.read_text(encoding="utf-8").splitlines()))
    days = {kind: {date.fromisoformat(r["date"]): r["name"] for r in rows if r["kind"] == kind} for kind in DayKind}
    return Calendar(days["holiday"], days["makeup"], date(2015, 1, 1), date(2026, 12, 31))


CALENDAR = shipped()
dates = st.dates(date(2015, 1, 1), date(2025, 6, 1))
limits = st.integers(0, 90)


@st.composite
def pauses(draw):
    begin = draw(dates)
    return begin, begin + draw(st.integers(0, 40)) * DAY


def works(day: date) -> bool:
    """Written apart from the code under test: by the files' plain meaning."""
    if day in CALENDAR.workdays:
        return True
    return day not in CALENDAR.holidays and day.isoweekday() not in (6, 7)


# --- vectors


@pytest.mark.parametrize("row", VECTORS, ids=lambda r: f"{r['start']}+{r['n']}")
def test_published_vectors(row):
    start, n = date.fromisoformat(row["start"]), int(row["n"])
    assert due(start, n, calendar=CALENDAR) == date.fromisoformat(row["due_workdays"])
    assert due(start, n, Unit.NATURAL, calendar=CALENDAR) == date.fromisoformat(row["due_natural_days_rolled"])


def test_shipped_year_has_the_published_number_of_working_days():
    for year, count in {2015: 249, 2018: 250, 2020: 249, 2024: 251, 2025: 248, 2026: 248}.items():
        days = (date(year, 1, 1) + i * DAY for i in range(366))
        assert sum(not CALENDAR.day_off(d) for d in days if d.year == year) == count


def test_shipped_calendar_agrees_with_the_holidays_package():
    import holidays

    for year in range(2015, 2027):
        theirs = holidays.China(years=[year])
        for i in range(366):
            day = date(year, 1, 1) + i * DAY
            if day.year == year:
                assert bool(CALENDAR.day_off(day)) == (not theirs.is_working_day(day)), day


# --- properties


@given(dates, limits, st.lists(pauses(), max_size=3))
@settings(max_examples=150)
def test_due_agrees_with_a_plain_count(start, n, spans):
    paused = {begin + i * DAY for begin, end in spans for i in range((end - begin).days + 1)}
    countable = (start + i * DAY for i in range(1, 600))
    expected = [d for d in countable if works(d) and d not in paused]
    assume(n > 0)
    assert due(start, n, calendar=CALENDAR, pauses=spans) == expected[n - 1]


@given(dates, st.integers(1, 60), st.integers(1, 30))
def test_limits_add_up_and_grow(start, n, more):
    first = due(start, n, calendar=CALENDAR)
    assert due(first, more, calendar=CALENDAR) == due(start, n + more, calendar=CALENDAR)
    assert due(start, n, calendar=CALENDAR) < due(start, n + more, calendar=CALENDAR)
    assert due(start, n, calendar=CALENDAR) <= due(start + DAY, n, calendar=CALENDAR)


@given(dates, st.integers(1, 60), st.lists(pauses(), max_size=2))
def test_elapsed_is_the_inverse_of_due(start, n, spans):
    end = due(start, n, calendar=CALENDAR, pauses=spans)
    assert elapsed(start, end, calendar=CALENDAR, pauses=spans) == n
    assert elapsed(start, end - DAY, calendar=CALENDAR, pauses=spans) == n - 1


@given(dates, st.integers(1, 60), pauses(), st.integers(0, 40))
def test_a_pause_costs_exactly_its_working_days(start, n, span, cut):
    begin, end = span
    assume(begin > start)
    split = min(begin + cut * DAY, end)
    whole = due(start, n, calendar=CALENDAR, pauses=[span])
    assert due(start, n, calendar=CALENDAR, pauses=[(begin, split), (split, end)]) == whole
    if begin <= due(start, n, calendar=CALENDAR):
        lost = sum(works(begin + i * DAY) for i in range((end - begin).days + 1))
        assert whole == due(start, n + lost, calendar=CALENDAR)
    else:
        assert whole == due(start, n, calendar=CALENDAR)


@given(dates, limits, st.lists(pauses(), max_size=2), st.sampled_from(list(Unit)))
def test_explanation_tells_the_same_as_due(start, n, spans, unit):
    n = min(n, 12) if unit == Unit.MONTH else n
    end = due(start, n, unit, calendar=CALENDAR, pauses=spans)
    days = explain(start, n, unit, calendar=CALENDAR, pauses=spans)
    assert [d.date for d in days] == [start + i * DAY for i in range(1, (end - start).days + 1)]
    if unit != Unit.MONTH and n > 0:
        assert sum(d.counted for d in days) == n
    assert all(d.why for d in days)


@given(dates, limits, st.sampled_from([Unit.NATURAL, Unit.MONTH]))
def test_natural_periods_end_on_a_working_day(start, n, unit):
    n = min(n, 12) if unit == Unit.MONTH else n
    end = due(start, n, unit, calendar=CALENDAR)
    plain = start + n * DAY if unit == Unit.NATURAL else workdays.add_months(start, n)
    assert works(end) and end >= plain
    assert not any(works(plain + i * DAY) for i in range((end - plain).days))


@given(dates, limits, st.lists(pauses(), max_size=3))
def test_natural_days_agree_with_a_plain_count(start, n, spans):
    paused = {begin + i * DAY for begin, end in spans for i in range((end - begin).days + 1)}
    assume(n > 0)
    last = [d for d in (start + i * DAY for i in range(1, 400)) if d not in paused][n - 1]
    while not works(last) or last in paused:
        last += DAY
    assert due(start, n, Unit.NATURAL, calendar=CALENDAR, pauses=spans) == last


@given(dates, st.integers(-30, 60))
def test_remaining_is_signed(today, n):
    if n > 0:
        assert remaining(today, due(today, n, calendar=CALENDAR), calendar=CALENDAR) == n
    elif n < 0 and works(today):
        late = today
        while elapsed(late, today, calendar=CALENDAR) < -n and late > date(2015, 1, 2):
            late -= DAY
        assert remaining(today, late, calendar=CALENDAR) == -elapsed(late, today, calendar=CALENDAR)


def test_month_without_the_day_ends_on_its_last_day():
    assert workdays.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert workdays.add_months(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert due(date(2025, 8, 31), 6, Unit.MONTH, calendar=CALENDAR) == date(2026, 2, 28)  # a make-up working Saturday


def test_unpaused_natural_days_are_made_good_at_the_end():
    span = (date(2026, 3, 5), date(2026, 3, 10))
    assert due(date(2026, 3, 1), 10, Unit.NATURAL, calendar=CALENDAR, pauses=[span]) == date(2026, 3, 17)


def test_words_of_the_explanation():
    words = {d.date: d.why for d in explain(date(2026, 9, 17), 9, calendar=CALENDAR, pauses=[(date(2026, 9, 22),) * 2])}
    assert words[date(2026, 9, 18)] == "第1个工作日"
    assert words[date(2026, 9, 19)] == "星期六"
    assert words[date(2026, 9, 20)] == "第2个工作日，调休上班（国庆节）"
    assert words[date(2026, 9, 22)] == "暂停"
    assert words[date(2026, 9, 25)] == "中秋节"
    late = explain(date(2026, 9, 14), 2, calendar=CALENDAR, until=date(2026, 9, 18))
    assert late[-1].why == "超过期限第2个工作日"
    rolled = explain(date(2026, 9, 20), 5, Unit.NATURAL, calendar=CALENDAR)
    assert rolled[4].why == "第5日，期满日是中秋节，顺延"
    assert rolled[-1].date == date(2026, 9, 28) and not rolled[-1].counted


# --- the end of the calendar


def test_nothing_is_certain_past_the_last_year():
    with pytest.raises(CalendarEnds) as refused:
        due(date(2026, 11, 23), 45, calendar=CALENDAR)
    assert refused.value.year == 2027
    assert due(date(2026, 12, 30), 1, calendar=CALENDAR) == date(2026, 12, 31)
    with pytest.raises(CalendarEnds):
        due(date(2026, 12, 1), 31, Unit.NATURAL, calendar=CALENDAR)


def test_provisional_dates_know_the_weekends_and_the_fixed_festivals():
    end = due(date(2026, 12, 31), 1, calendar=CALENDAR, provisional=True)
    assert end == date(2027, 1, 4)  # New Year's Day is a Friday
    assert CALENDAR.day_off(date(2027, 10, 1), provisional=True) == "国庆节"
    assert not CALENDAR.day_off(date(2027, 10, 4), provisional=True)  # exchanged days are the notice's alone


def test_provisional_dates_before_the_first_year_know_no_exchanged_day():
    names = {CALENDAR.day_off(date(2014, 1, 1) + i * DAY, provisional=True) for i in range(365)}
    assert names - {""} <= {
        "元旦",
        "农历除夕",
        "春节",
        "清明节",
        "劳动节",
        "端午节",
        "中秋节",
        "国庆节",
        "星期六",
        "星期日",
    }
    assert not CALENDAR.day_off(date(2014, 10, 7), provisional=True)


def test_wrong_limits_are_refused():
    with pytest.raises(ValueError, match="负数"):
        due(date(2026, 1, 5), -1, calendar=CALENDAR)
    with pytest.raises(ValueError, match="早于"):
        due(date(2026, 1, 5), 1, calendar=CALENDAR, pauses=[(date(2026, 2, 2), date(2026, 2, 1))])


# --- the notices


def notices() -> list[tuple[int, str]]:
    parts = (DATA / "holiday_notices.txt").read_text(encoding="utf-8").split("== ")[1:]
    return [(int(part[:4]), part[5:]) for part in parts]


@pytest.mark.parametrize(("year", "text"), notices(), ids=lambda v: v if isinstance(v, int) else "")
def test_every_notice_of_twelve_years_is_read_without_a_problem(year, text):
    notice = parse_notice(text)
    assert (notice.year, notice.problems) == (year, [])
    assert notice.days


def test_the_notices_give_the_shipped_calendar():
    off, on = {}, {}
    for _, text in notices():
        for day in parse_notice(text).days:
            (off if day.kind == DayKind.HOLIDAY else on)[day.date] = day.name
            (on if day.kind == DayKind.HOLIDAY else off).pop(day.date, None)
    read = Calendar(off, on, CALENDAR.first, CALENDAR.last)
    extended = {date(2020, 1, 31), date(2020, 2, 1)}  # the extension of Spring Festival 2020 came in other words
    for i in range((CALENDAR.last - CALENDAR.first).days + 1):
        day = CALENDAR.first + i * DAY
        if day not in extended:
            assert bool(read.day_off(day)) == bool(CALENDAR.day_off(day)), day


def test_names_and_number_are_read():
    notice = parse_notice(notices()[-1][1])
    assert notice.number == "国办发明电〔2025〕7号"
    assert {d.name for d in notice.days} == set(workdays.FESTIVALS)
    assert parse_notice(dict(notices())[2023]).days[-1].name == "中秋节、国庆节"


def test_december_at_new_year_is_the_year_before():
    notice = parse_notice(
        "关于2019年部分节假日安排的通知\n一、元旦：12月30日至1月1日放假调休，共3天。12月29日（星期六）上班。"
    )
    assert notice.problems == []
    assert [d.date for d in notice.days] == [date(2018, 12, 29) + i * DAY for i in range(4)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("1月4日（周日）", "1月4日（周一）"), "1月4日写的是星期一，实际是星期日"),
        (("共9天", "共8天"), "春节：原文说共8天，按起止日期算是9天"),
        (("2月14日（周六）", "2月30日（周六）"), "2026年没有2月30日"),
        (("5月9日（周六）上班", "5月8日上班"), "2026-05-08 是星期五，却写了上班"),
        (("6月19日（周五）至21日（周日）放假，共3天。", "安排另行通知。"), "“端午节”一段没有读出日期"),
        (("9月25日（周五）至27日（周日）放假，共3天", "9月24日放假，与周末连休"), "不挨着周末"),
        (("9月20日（周日）、10月10日", "10月4日（周日）、10月10日"), "既写了放假又写了上班"),
    ],
)
def test_what_does_not_agree_is_told(change, problem):
    text = notices()[-1][1]
    assert change[0] in text
    assert any(problem in p for p in parse_notice(text.replace(*change)).problems)


def test_a_text_that_is_no_notice_is_told():
    assert "没有读出是哪一年" in parse_notice("今天天气不错").problems[0]
    assert parse_notice("关于2027年部分节假日安排的通知").problems


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    parse_notice(text + "2027年部分节假日" + text)


# --- loading


NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假。
六、中秋节：9月15日（周三）放假。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


@pytest.mark.django_db
def test_a_new_year_is_loaded_and_every_process_sees_it():
    with pytest.raises(CalendarEnds):
        due(date(2026, 12, 20), 20, calendar=workdays.calendar())
    notice = parse_notice(NOTICE_2027)
    assert not notice.problems
    workdays.load_year(notice, text=NOTICE_2027, reason="测试")
    assert workdays.calendar().last == date(2027, 12, 31)
    assert due(date(2026, 12, 31), 1, calendar=workdays.calendar()) == date(2027, 1, 4)
    assert CalendarDay.history.filter(history_change_reason="测试").count() == len(notice.days)


@pytest.mark.django_db
def test_loading_the_same_notice_twice_changes_nothing():
    notice = parse_notice(NOTICE_2027)
    workdays.load_year(notice)
    before = CalendarDay.history.count()
    workdays.load_year(notice)
    assert CalendarDay.history.count() == before


@pytest.mark.django_db
def test_a_later_notice_adds_to_its_year_and_a_yearly_one_replaces():
    workdays.load_year(parse_notice(NOTICE_2027))
    count = CalendarDay.objects.filter(date__year=2027).count()
    workdays.load_year(parse_notice("关于调整2027年劳动节假期安排的通知：2027年5月6日（星期四）放假。"))
    assert CalendarDay.objects.filter(date__year=2027).count() == count + 1
    workdays.load_year(parse_notice(NOTICE_2027))
    assert CalendarDay.objects.filter(date__year=2027).count() == count
    assert CalendarDay.objects.filter(date__year=2026).exists()


@pytest.mark.django_db
def test_shipped_calendar_loads_once_and_leaves_edits_alone():
    assert workdays.load_statutory_calendar() == 0
    CalendarYear.objects.filter(year=2016).delete()
    CalendarDay.objects.filter(date__year=2016).exclude(date=date(2016, 1, 1)).delete()
    assert workdays.load_statutory_calendar() > 20
    assert workdays.load_statutory_calendar() == 0


@pytest.mark.django_db
def test_a_hole_in_the_years_ends_the_calendar_before_it():
    CalendarYear.objects.filter(year=2020).delete()
    workdays.calendar_changed()
    assert workdays.calendar().first == date(2021, 1, 1)


@pytest.mark.django_db
def test_local_days_count():
    CalendarDay.objects.create(date=date(2026, 3, 3), kind=DayKind.LOCAL_OFF, name="抗洪停工", source="漳政办发")
    CalendarDay.objects.create(date=date(2026, 3, 7), kind=DayKind.LOCAL_WORK, name="集中办件", source="漳政办发")
    workdays.calendar_changed()
    assert due(date(2026, 3, 2), 4, calendar=workdays.calendar()) == date(2026, 3, 7)


# --- the command


def run(*args, stdin="", monkeypatch=None):
    out = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    code = 0
    try:
        call_command("workdays", *args, stdout=out, stderr=io.StringIO())
    except CommandError as error:
        code = error.returncode
    return code, out.getvalue()


@pytest.mark.django_db
def test_command_counts_day_by_day():
    code, out = run("2026-09-17", "3", "2026-09-18..2026-09-19", "--json")
    result = json.loads(out)
    assert code == 0
    assert (result["start"], result["limit"], result["due"]) == ("2026-09-17", 3, "2026-09-22")
    assert result["days"][0] == {"date": "2026-09-18", "counted": False, "why": "暂停"}
    assert result["days"][2] == {"date": "2026-09-20", "counted": True, "why": "第1个工作日，调休上班（国庆节）"}
    assert "provisional" not in result


@pytest.mark.django_db
def test_command_refuses_past_the_calendar_unless_provisional():
    code, out = run("2026-12-20", "20", "--json")
    assert code == 1 and json.loads(out)["error"]["code"] == "calendar_ends"
    code, out = run("2026-12-20", "20", "--json", "--provisional")
    assert code == 0 and json.loads(out)["provisional"] is True
    code, out = run("2026-09-20", "2", "--json", "--provisional")
    assert code == 0 and json.loads(out)["provisional"] is False


@pytest.mark.django_db
def test_command_units():
    assert json.loads(run("2026-09-20", "5", "--unit", "自然日", "--json")[1])["due"] == "2026-09-28"
    assert json.loads(run("2026-01-31", "1", "--unit", "月", "--json")[1])["due"] == "2026-02-28"


@pytest.mark.django_db
def test_batch_names_the_refused_lines_and_works_the_others(monkeypatch):
    lines = "2026-09-17 3\n\n2026-12-20 20\n2026-02-30 5\n2026-03-02 2 2026-03-03..2026-03-04\nnonsense\n"
    code, out = run("--batch", "--json", stdin=lines, monkeypatch=monkeypatch)
    rows = json.loads(out)
    assert code == 1 and len(rows) == 5
    assert [("error" in r) for r in rows] == [False, True, True, False, True]
    assert rows[1]["start"] == "2026-12-20" and rows[1]["limit"] == 20
    assert rows[3]["due"] == "2026-03-06"
    code, out = run("--batch", "--json", stdin="2026-09-17 3\n", monkeypatch=monkeypatch)
    assert code == 0 and json.loads(out)[0]["due"] == "2026-09-21"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "args", [["2026-02-30", "5"], ["2026-02-03", "x"], ["2026-02-03", "5", "2026-03-04"], [], ["--unit", "周"]]
)
def test_usage_errors_are_two(args):
    code, out = run(*args, "--json")
    assert code == 2 and json.loads(out)["error"]["code"] == "usage"


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["9" * 5000, "36501", "²", "1e3"])
def test_a_limit_out_of_all_measure_is_refused_in_words(limit):
    code, out = run("2026-03-02", limit, "--json")
    assert code == 2 and json.loads(out)["error"]["code"] == "usage"
