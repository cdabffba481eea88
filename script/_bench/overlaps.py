"""`overlaps`: seconds to find the overlaps among SIZE powers of a county, and how many planted ones are found.

One power in a hundred gets a twin in another body: half of them with another name (a word more, a word other) for the
same article, half with a name that differs in one or two characters and no basis in common. `recall` is the share of
these that are found. The baseline compares every name with every other by the same measure, on a sample.
"""

import random
import re

from . import base, words

PLANTED = 100  # one of so many
SAMPLE = 1_000
OTHER = {"许可": "审批", "审批": "许可", "登记": "备案", "备案": "登记", "检查": "巡查", "处罚": "查处", "核发": "发放"}


def run(size: int) -> dict:
    base.use_database("bench_overlaps")
    base.setup_django()
    from powerlist.queries.overlaps import Bodies, pairs_of

    texts, twins = corpus(size)
    bodies = Bodies(frozenset(), {}, {})
    base.quiet_machine()
    found = []
    taken = [base.seconds(lambda: found.append(pairs_of(texts, bodies))) for _ in range(3)]
    pairs = {(pair.left, pair.right) for pair in found[0]}
    whole = base.seconds(lambda: every_name(texts)) * size / SAMPLE
    seconds = base.median(taken)
    recall = {kind: round(len(planted & pairs) / len(planted), 3) for kind, planted in twins.items()}
    return {
        "figures": {
            "seconds": seconds,
            "pairs": len(pairs),
            "planted": sum(map(len, twins.values())),
            "recall": recall,
        },
        "baseline": {"every_name_s": round(whole, 1)},
        "ratios": {"every_name": round(seconds / whole, 4)},
    }


def corpus(size: int) -> tuple[list, dict[str, set[tuple[int, int]]]]:
    """Powers named after what their laws are about, no two alike but the planted ones: (texts, planted pairs)."""
    from powerlist.queries.overlaps import WRITTEN, Text

    pick = random.Random(4)
    laws = [(title, articles) for title, articles in words.laws() if articles > 1]
    texts, twins = [], {"same_article": set(), "similar_name": set()}
    while len(texts) < size:
        title, articles = pick.choice(laws)
        about = re.sub(r"^中华人民共和国|(实施)?(细则|条例|办法|规定|法)$", "", title)[:4]
        name = f"{about}{pick.choice(words.OBJECTS)}{pick.choice(words.ACTIONS)}"
        cited = (title, f"第{pick.randint(1, articles)}条")
        key, body = len(texts), pick.randrange(60)
        texts.append(Text(key, body, "".join(WRITTEN.findall(name)), name, {cited}))
        if key % PLANTED == 0 and len(texts) < size:
            kind = "same_article" if key % (2 * PLANTED) else "similar_name"
            other = reworded(name, pick) if kind == "same_article" else mistyped(name, pick)
            texts.append(
                Text(key + 1, (body + 1) % 60, "".join(WRITTEN.findall(other)), other,
                     {cited} if kind == "same_article" else set())
            )  # fmt: skip
            twins[kind].add((key, key + 1))
    return texts, twins


def reworded(name: str, pick: random.Random) -> str:
    """The same matter as another office would name it."""
    for word, other in OTHER.items():
        name = name.replace(word, other) if name.endswith(word) else name
    return pick.choice(("县级", "对", "本县")) + name


def mistyped(name: str, pick: random.Random) -> str:
    place = pick.randrange(1, len(name) - 1)
    return name[:place] + pick.choice(("", "的", "和")) + name[place + 1 :]


def every_name(texts: list) -> int:
    """A sample of the names compared with all: what there would be to do without choosing."""
    from rapidfuzz import fuzz, process

    names = [text.name for text in texts]
    step = max(1, len(texts) // SAMPLE)
    alike = (process.extract(n, names, scorer=fuzz.ratio, score_cutoff=75, limit=None) for n in names[::step])
    return sum(len(found) for found in alike)
