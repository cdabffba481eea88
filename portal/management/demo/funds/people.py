"""Two people for the funds of every department that has some: one fills, the other publishes what the first wrote."""

from ..people import _staff
from ..sources import Demo, rows


def build(demo: Demo):
    for number, name in enumerate(sorted({row["organisation"] for row in rows("funds")}), start=1):
        body = demo.body(name)
        role = "fund_clerk" if name == "县农业农村局" else ""
        demo.people[f"fund:{name}"] = _staff(
            demo, f"fund{number:02d}", body, {"资金填报岗": ("fill_funds",)}, body, role
        )
        demo.people[f"disclose:{name}"] = _staff(
            demo, f"disclose{number:02d}", body, {"资金填报岗": ("fill_funds",)}, body, role and "fund_colleague"
        )
        for kind in ("fund", "disclose"):  # found by the full and by the short name
            demo.people[f"{kind}:{body.short_name}"] = demo.people[f"{kind}:{name}"]
    finance = demo.body("县财政局")
    demo.people["fund:县财政局"] = _staff(
        demo, "fundlist", finance, {"资金清单编制岗": ("fill_funds",)}, finance, "fund_keeper"
    )
