"""The tabs of a fund's desk page: each subject brings `panel(entry, year, user) -> dict` and its own template.

A subject adds one line to PANELS; its template `funds/_desk_<key>.html` is given `panel`, `entry` and `year`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import allocations, basics, calls, findings, measures, performance, spending


@dataclass(frozen=True)
class Panel:
    key: str
    label: str
    load: Callable[..., dict]

    @property
    def template(self) -> str:
        return f"funds/_desk_{self.key}.html"


# in the order of the tabs: 基本情况 · 管理办法 · 申报 · 分配 · 支出 · 绩效 · 检查
PANELS = (
    Panel("basics", "基本情况", basics.panel),
    Panel("measures", "管理办法", measures.panel),
    Panel("calls", "申报", calls.panel),
    Panel("allocations", "分配", allocations.panel),
    Panel("spending", "支出", spending.panel),
    Panel("performance", "绩效", performance.panel),
    Panel("findings", "检查", findings.panel),
)


def panel_of(key: str) -> Panel:
    """The panel of that name, the first one when there is none."""
    return next((panel for panel in PANELS if panel.key == key), PANELS[0])
