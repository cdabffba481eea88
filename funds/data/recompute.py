"""因素法分配复算：python3 recompute.py 下载的.json    只用标准库，任何人都可以核对。

各单位数额 = 总额 × 系数 × Σ(权重 × 因素值 ÷ 该因素合计) ÷ 全部单位的同一算式之和；先取到分，
剩下的分按余数从大到小每个单位加 1 分，余数相同的单位编码小的在前。全程用分数计算，不作四舍五入。
"""

import hashlib
import json
import sys
from fractions import Fraction

with open(sys.argv[1], encoding="utf-8") as file:
    data = json.load(file)["allocation"]
units, factors = data["units"], data["factors"]
sums = [sum(Fraction(unit["values"][k]) for unit in units) for k in range(len(factors))]
points = [
    Fraction(unit["coefficient"])
    * sum(Fraction(f["weight"]) * Fraction(v) / s for f, v, s in zip(factors, unit["values"], sums, strict=True))
    for unit in units
]
quotas = [Fraction(data["total"]) * 100 * point / sum(points) for point in points]
fen = [int(quota) for quota in quotas]
left = int(Fraction(data["total"]) * 100) - sum(fen)
for n in sorted(range(len(units)), key=lambda n: (fen[n] - quotas[n], units[n]["code"]))[:left]:
    fen[n] += 1
lines, wrong = [], 0
for unit, amount in zip(units, fen, strict=True):
    same = Fraction(unit["amount"]) * 100 == amount
    wrong += not same
    verdict = "一致" if same else f"公开的是 {unit['amount']}"
    lines.append(f"{unit['code']} {unit['name']} {amount // 100}.{amount % 100:02d} {verdict}")
text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
lines.append(f"测算摘要（SHA-256） {hashlib.sha256(text.encode()).hexdigest()}")
lines.append("全部一致" if not wrong else f"有 {wrong} 个单位不一致")
sys.stdout.write("\n".join(lines) + "\n")
sys.exit(1 if wrong else 0)
