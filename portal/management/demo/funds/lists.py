"""The list of this budget year, from 梳理 to 公开."""

from funds import actions

from ..sources import Demo, rows


def build(demo: Demo):
    finance = demo.body("县财政局")
    change_set = actions.open_list(
        actor=demo.people["fund:县财政局"], organisation=finance, year=demo.today.year, at=demo.moment(300)
    )
    actions.add_funds(
        actor=demo.people["fund:县财政局"],
        change_set=change_set,
        rows=[(demo.body(row["organisation"]), row["name"], row["amount"]) for row in rows("funds")],
    )
    actions.submit(actor=demo.people["fund:县财政局"], change_set=change_set, at=demo.moment(295))
    actions.record_decision(
        actor=demo.people["recorder"],
        change_set=change_set,
        meeting="县政府第3次常务会议",
        decided_on=demo.day(290),
        document_number="漳政发〔2026〕2号",
        at=demo.moment(289),
    )
    actions.publish(
        actor=demo.people["fund_publisher"],
        change_set=change_set,
        effective_on=demo.day(270),
        secrecy_opinion="不涉及国家秘密，可以公开",
        at=demo.moment(270),
    )
