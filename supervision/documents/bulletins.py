"""The draft of a bulletin in words. It says what the figures say and judges nobody: that is for who edits it."""

from datetime import date

NAMED = 3  # bodies named at the end of each rate
NUMERALS = "一二三四五六七八"


def service_text(label: str, on: date, totals: list[tuple], lines: list) -> str:
    """The service bulletin of a period, a paragraph a rate: the county's figure, and where most is lacking.

    `totals` are (indicator, rate) of the county, `lines` the bodies with their rates in the same order
    (queries.service).
    """
    day = f"{on.year}年{on.month}月{on.day}日"
    paragraphs = [f"现将{label}政务服务监督情况通报如下。清单、事项和进驻数据截至{day}，办件和材料数据为{label}的。"]
    for number, (indicator, rate) in enumerate(totals):
        head = f"{NUMERALS[number]}、{indicator.label}。"
        if rate.share is None:
            paragraphs.append(f"{head}本时段没有可以统计的{indicator.whole_label}。")
            continue
        lacking = [(line.rates[number].lacking, line.organisation) for line in lines if line.rates[number].lacking]
        lacking.sort(key=lambda pair: -pair[0])
        named = "、".join(f"{body}（{count}）" for count, body in lacking[:NAMED])
        paragraphs.append(
            f"{head}全县{indicator.whole_label}{rate.whole}，{indicator.part_label}{rate.part}，占{rate.share:.1f}%。"
            + (f"还差较多的单位：{named}。" if named else "")
        )
    told = "".join(f"{indicator.label}——{indicator.defined}" for indicator, _ in totals)
    return "\n\n".join([*paragraphs, f"统计口径：{told}"])
