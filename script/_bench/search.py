"""`search`: the view's own search for words of two, four and eight characters, and a scan that it is checked against.

Words: 200 substrings of each length from the texts that are searched (names, bases, codes, pinyin as they come), and
the 20 commonest pairs. Times are of `core.search.search` as the page calls it, each the median of three, warm.
`wrong` counts the words whose first page (its rows and their order) or count differs from a scan of all rows.
"""

import random
from collections import Counter
from datetime import date

from . import base, county

TODAY = date(2026, 11, 22)
INPUTS = 200
COMMONEST = 20
LENGTHS = (2, 4, 8)
REPEATS = 3
CHECKED = 40  # words of each length whose answer is compared with a scan of all rows
LIMIT = 20


def run(size: int) -> dict:
    base.use_database(f"bench_county_{size}")
    base.setup_django()
    county.fill(size)
    from core.search import search

    words = draw(size)
    figures, times = {}, {}
    for length, drawn in words.items():
        times[length] = []
        for word in drawn:
            search(word, on=TODAY, limit=LIMIT)
            taken = sorted(base.seconds(lambda w=word: search(w, on=TODAY, limit=LIMIT)) for _ in range(REPEATS))
            times[length].append(taken[REPEATS // 2])
            if taken[REPEATS // 2] > 0.05:
                base.say(f"{taken[REPEATS // 2] * 1000:.0f} ms  {word}")
        figures[f"p95_ms_{length}"] = base.p95_ms(times[length])
        figures[f"median_ms_{length}"] = base.median([t * 1000 for t in times[length]])
    checked = list(dict.fromkeys(word for drawn in words.values() for word in (*drawn[:CHECKED], *drawn[INPUTS:])))
    base.say(f"comparing {len(checked)} answers with a scan of all rows")
    return {
        "figures": {**figures, "wrong": compared(checked), "checked": len(checked)},
        "baseline": {"rows": size},
        "ratios": {},
    }


def draw(size: int) -> dict[int, list[str]]:
    """The words of each length, the commonest pairs after those of two."""
    from core.models import SearchRow
    from core.search import normalise

    pick = random.Random(8)
    keys = SearchRow.objects.order_by("id").values_list("id", flat=True)
    first, last = keys[0], keys.reverse()[0]
    rows = SearchRow.objects.in_bulk([pick.randint(first, last) for _ in range(5_000)])
    texts = [part for row in rows.values() for part in (row.name, row.body.replace("\n", " "), row.code)]
    pairs = Counter(text[i : i + 2] for text in texts for i in range(len(text) - 1) if " " not in text[i : i + 2])
    words = {}
    for length in LENGTHS:
        found: dict[str, None] = {}
        while len(found) < INPUTS:
            text = pick.choice(texts)
            if len(text) >= length:
                begin = pick.randrange(len(text) - length + 1)
                word = text[begin : begin + length]
                if word == normalise(word) and " " not in word:
                    found[word] = None
        words[length] = list(found)
    words[2] += [pair for pair, _ in pairs.most_common(COMMONEST)]
    return words


def compared(words: list[str]) -> int:
    """How many of the words are answered otherwise than a scan of all rows answers them."""
    from core.search import MOST_COUNTED, search

    expected = scan(words)
    wrong = 0
    for word in words:
        page = search(word, on=TODAY, limit=LIMIT)
        keys, count = expected[word]
        right = [row.pk for row in page.rows] == keys and page.count == min(count, MOST_COUNTED)
        if not right or page.capped != (count > MOST_COUNTED):
            wrong += 1
            base.say(f"wrong: {word}")
    return wrong


def scan(words: list[str]) -> dict[str, tuple[list[int], int]]:
    """For each word the first keys in the order of tier, rank and id, and how many rows hold it: Python's own `in`."""
    from core.search import in_force

    counts = Counter()
    columns = ("id", "rank", "code", "name", "synonyms", "body")
    rows = in_force(TODAY).order_by("rank", "id").values_list(*columns)
    tiers: dict[str, list[list[int]]] = {word: [[], [], [], []] for word in words}
    for key, _rank, *texts in rows.iterator(chunk_size=5_000):
        whole = "\n".join(texts)
        for word in words:
            if word in whole:
                tier = next(n for n, text in enumerate(texts) if word in text)
                counts[word] += 1
                if len(tiers[word][tier]) < LIMIT:
                    tiers[word][tier].append(key)
    return {word: ([key for tier in tiers[word] for key in tier][:LIMIT], counts[word]) for word in words}
