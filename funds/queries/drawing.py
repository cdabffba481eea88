"""专家评审, the part that anyone can do again: the draw from its published seed, the mean, the rank.

Pure functions of what is published. HOW and MEAN say in words what the code does; the pages show them.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
LEAST_LEFT = 3  # scores that must remain when the highest and the lowest are dropped
HOW = (
    "把参加抽取的每位专家的库号接在种子后面（种子:库号），算出 SHA-256 摘要，按摘要从小到大排，取前面的名额。"
    "任何人用公布的种子和库号都能算出同样的结果，例如在命令行运行：printf %s 种子:库号 | sha256sum"
)
MEAN = (
    "得分是各位专家总分的平均分，四舍五入到两位小数。"
    "申报通知规定去掉最高分和最低分的，去掉以后至少还剩 3 个分数才去掉；"
    "不足的，按全部分数平均。得分相同的名次相同，先提交的列在前面。"
)


def drawn(pool: Iterable[int], seed: str, wanted: int) -> list[int]:
    """The experts that a seed draws from a pool of register numbers, in the order in which they were drawn."""
    return sorted(set(pool), key=lambda number: (digest_of(seed, number), number))[:wanted]


def digest_of(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def mean(totals: Iterable[Decimal], drop_extremes: bool) -> Decimal:
    """The score of a project out of its experts' totals (MEAN). ValueError without any."""
    rows = sorted(totals)
    if not rows:
        raise ValueError("no totals")
    if drop_extremes and len(rows) - 2 >= LEAST_LEFT:
        rows = rows[1:-1]
    return (sum(rows, Decimal(0)) / len(rows)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Ranked:
    key: int
    score: Decimal
    rank: int


def ranking(scores: Iterable[tuple[int, Decimal, object]]) -> list[Ranked]:
    """(key, score, order within equals) → ranks 1, 2, 2, 4 …, the best first; equals share a rank."""
    rows = sorted(scores, key=lambda row: (-row[1], row[2], row[0]))
    found: list[Ranked] = []
    for place, (key, score, _) in enumerate(rows, start=1):
        rank = found[-1].rank if found and found[-1].score == score else place
        found.append(Ranked(key, score, rank))
    return found


def suggested(rows: Iterable[tuple[int, Decimal, Decimal]], pass_mark: Decimal, budget: Decimal) -> dict[int, Decimal]:
    """(key, score, asked in 元) in the order of rank → what each would get: in full, until the next doesn't fit."""
    found, left = {}, budget
    for key, score, asked in rows:
        if score < pass_mark or asked > left:
            break
        found[key] = asked
        left -= asked
    return found
