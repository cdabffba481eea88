"""交叉分散: which powers of two bodies may be one matter. Reads all texts in force once, and compares few of them.

Two texts are compared when they cite the same article, or when their names share one of their rarest pairs of
characters: a pair of characters that a thousand names share says nothing of two of them. How alike two names are is
the share of characters that stand in both in the same order (rapidfuzz `ratio`).
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from django.db.models import Count

from accounts.enums import Nature
from accounts.models import Organisation, organisations_where
from core.registers import KeyPage, VersionState, key_page

from ..enums import ListKind
from ..models import Citation, ListVersion, OverlapCandidate, OverlapRun, SharedDuty
from ..models.overlaps import OverlapState

LEAST_SCORE = 700
LEAST_NAME = 75  # of 100: names alone make a pair from here on
RARE, KNOWN = 10, 60  # an article that founds so many powers says much, something, little
WEIGHTS = ((RARE, 0.5), (KNOWN, 0.3))
LITTLE = 0.1
MOST_SHARING = 150  # names that share a pair of characters and are still compared because of it
PAIRS_OF_A_NAME = 3
MOST_PAIRS = 20_000
ARTICLE = re.compile(r"第[^条]{1,9}条(?:之[一二三四五六七八九十]{1,3})?")
WRITTEN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")


@dataclass
class Text:
    """What is compared of an entry: its body, its name without signs, the articles that it cites."""

    entry: int
    organisation: int
    name: str
    shown: str
    articles: set[tuple[str, str]] = field(default_factory=set)

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr((self.shown, sorted(self.articles))).encode()).hexdigest()


@dataclass(frozen=True)
class Pair:
    """Two entries (the lower key first), how sure the machine is (0 to 1000), and why, in words."""

    left: int
    right: int
    score: int
    name_score: int
    explanation: str
    digest: str


def find_pairs(on: date, kind: str = ListKind.POWERS) -> tuple[list[Pair], int]:
    """The pairs of all bodies on a day, the surest first, and how many texts were read. Four queries."""
    texts = _texts(on, kind)
    bodies = _bodies()
    return pairs_of(texts, bodies, _declared(texts, bodies)), len(texts)


def pairs_of(texts: list[Text], bodies: "Bodies", declared=lambda a, b: False) -> list[Pair]:
    """The pairs among some texts; `declared` tells a pair that a 牵头、配合 relation explains."""
    from rapidfuzz import fuzz

    sharing = _by_article(texts)
    found: dict[tuple[int, int], int] = {}
    for group in sharing.values():
        if len(group) <= KNOWN:
            for one, other in combinations(group, 2):
                if (one, other) not in found and bodies.may_overlap(texts[one], texts[other]):
                    found[one, other] = round(fuzz.ratio(texts[one].name, texts[other].name))
    _by_name(texts, bodies, found)
    pairs = []
    for (one, other), alike in found.items():
        a, b = texts[one], texts[other]
        score, explanation = judged(alike, a.articles & b.articles, sharing)
        if score >= LEAST_SCORE and not declared(a, b):
            a, b = sorted((a, b), key=lambda text: text.entry)
            digest = hashlib.sha256(f"{a.digest}{b.digest}".encode()).hexdigest()
            pairs.append(Pair(a.entry, b.entry, score, alike * 10, explanation, digest))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.left, pair.right))[:MOST_PAIRS]


def judged(alike: int, shared: set[tuple[str, str]], sharing: dict) -> tuple[int, str]:
    """(score of 1000, why): what speaks for one matter by the names and by the rarest article both cite, together."""
    name = alike / 100
    words = []
    weight = 0.0
    if shared:
        law, article = min(shared, key=lambda key: (len(sharing[key]), key))
        count = len(sharing[law, article])
        weight = next((weight for most, weight in WEIGHTS if count <= most), LITTLE)
        words.append(f"依据同为《{law}》{article}" + (f"等{len(shared)}条" if len(shared) > 1 else ""))
        if count > 2:
            words.append(f"全县有{count}项权力以它为依据")
    words.append("名称相同" if alike == 100 else f"名称相似 {name:.2f}")
    return round(1000 * (1 - (1 - name) * (1 - weight))), "；".join(words)


def _by_article(texts: list[Text]) -> dict[tuple[str, str], list[int]]:
    found = defaultdict(list)
    for place, text in enumerate(texts):
        for article in text.articles:
            found[article].append(place)
    return found


def _by_name(texts: list[Text], bodies: "Bodies", found: dict[tuple[int, int], int]) -> None:
    """Add the pairs whose names are alike: each name is compared with those that share its rarest pairs of signs."""
    from rapidfuzz import fuzz, process

    grams = [sorted({text.name[i : i + 2] for i in range(max(1, len(text.name) - 1))}) for text in texts]
    holders = defaultdict(list)
    for place, own in enumerate(grams):
        for gram in own:
            holders[gram].append(place)
    for place, own in enumerate(grams):
        rarest = sorted(own, key=lambda gram: (len(holders[gram]), gram))
        near = {p for gram in rarest[:PAIRS_OF_A_NAME] if len(holders[gram]) <= MOST_SHARING for p in holders[gram]}
        if not near and len(rarest) > 1:
            near = set(holders[rarest[0]]) & set(holders[rarest[1]])
        near.discard(place)
        names = {p: texts[p].name for p in near if texts[p].organisation != texts[place].organisation}
        if not names:
            continue
        alike = process.extract(texts[place].name, names, scorer=fuzz.ratio, score_cutoff=LEAST_NAME, limit=None)
        for _, score, other in alike:
            key = (min(place, other), max(place, other))
            if key not in found and bodies.may_overlap(texts[place], texts[other]):
                found[key] = round(score)


@dataclass(frozen=True)
class Bodies:
    """Which bodies can overlap: not one with itself, nor with the body that it belongs to, nor townships (each of
    them has the whole of the townships' list)."""

    townships: frozenset[int]
    parents: dict[int, int | None]
    names: dict[int, str]

    def may_overlap(self, one: Text, other: Text) -> bool:
        a, b = one.organisation, other.organisation
        if a == b or self.parents.get(a) == b or self.parents.get(b) == a:
            return False
        return not (a in self.townships and b in self.townships)


def _bodies() -> Bodies:
    rows = list(Organisation.objects.order_by("id").values_list("id", "nature", "parent_id", "name", "short_name"))
    departments = {pk for pk, nature, *_ in rows if nature != Nature.GOVERNMENT}
    return Bodies(
        frozenset(pk for pk, nature, *_ in rows if nature == Nature.TOWNSHIP),
        {pk: parent if parent in departments else None for pk, _, parent, *_ in rows},
        {pk: short or name for pk, _, _, name, short in rows},
    )


def _texts(on: date, kind: str) -> list[Text]:
    rows = ListVersion.objects.in_force(on).filter(kind=kind).order_by("id")
    texts = {
        pk: Text(entry, organisation, "".join(WRITTEN.findall(name)), name)
        for pk, entry, organisation, name in rows.values_list("id", "entry_id", "organisation_id", "name")
    }
    cited = Citation.objects.filter(version__in=rows.order_by().values("id")).exclude(article="").exclude(title="")
    for version, title, article in cited.order_by("version_id", "position").values_list(
        "version_id", "title", "article"
    ):
        if match := ARTICLE.match(article):
            texts[version].articles.add((title, match.group()))
    return list(texts.values())


def _declared(texts: list[Text], bodies: Bodies):
    relations = SharedDuty.objects.index()

    def explained(one: Text, other: Text) -> bool:
        departments = [bodies.names[one.organisation], bodies.names[other.organisation]]
        return relations.explain(one.shown, departments) or relations.explain(other.shown, departments)

    return explained


# --- the desk --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


def reviews(user) -> bool:
    return organisations_where(user, "review_lists").exists()


def candidates(
    user, state: str, department: str = "", *, after: str = "", before: str = ""
) -> tuple[list[Tab], KeyPage, list[Organisation]]:
    """One page of the pairs in sight, the surest first; the tabs with their counts; the bodies to choose from."""
    seen = OverlapCandidate.objects.visible_to(user)
    if department:
        body = Organisation.objects.filter(code=department)
        seen = seen.filter(left__organisation__in=body) | seen.filter(right__organisation__in=body)
    counts = dict(seen.order_by().values_list("state").annotate(Count("id")))
    tabs = [Tab(s.value, s.label, counts.get(s.value, 0)) for s in OverlapState]
    rows = seen.filter(state=state).select_related("left__organisation", "right__organisation")
    page = key_page(rows, ("score", "id"), after=after, before=before, newest_first=True)
    with_texts(page.rows)
    bodies = organisations_where(user, "review_lists").filter(list_entries__kind=ListKind.POWERS).distinct()
    return tabs, page, list(bodies.order_by("sort_key", "code"))


def candidate(user, pk: int) -> OverlapCandidate | None:
    rows = OverlapCandidate.objects.visible_to(user).filter(pk=pk)
    return rows.select_related(
        "left__organisation", "right__organisation", "decided_by", "row__change_set", "row__entry"
    ).first()


def with_texts(pairs: Iterable[OverlapCandidate]) -> None:
    """Give each pair its newest published texts as `left_text` and `right_text`. One query."""
    pairs = list(pairs)
    entries = {key for pair in pairs for key in (pair.left_id, pair.right_id)}
    rows = ListVersion.objects.filter(entry__in=entries, state=VersionState.PUBLISHED).select_related("entry")
    texts = {row.entry_id: row for row in rows.order_by("entry_id", "number")}
    for pair in pairs:
        pair.left_text, pair.right_text = texts.get(pair.left_id), texts.get(pair.right_id)


def side_by_side(pair: OverlapCandidate) -> list[tuple[str, str, str]]:
    """(label, text of the one, text of the other) of every cell that one of them holds; `with_texts` came before."""
    one, other = pair.left_text, pair.right_text
    cells = {text.pk: text.cells for text in (one, other) if text is not None}
    labels = (one or other).labels if one or other else {}
    rows = []
    for key, label in labels.items():
        left, right = (_plain(cells.get(text.pk, {}).get(key, "")) if text else "" for text in (one, other))
        if left or right:
            rows.append((label, left, right))
    return rows


def _plain(value) -> str:
    return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or "")


def last_runs() -> tuple[OverlapRun | None, OverlapRun | None]:
    """(the last finished search, the one that is under way)."""
    finished = OverlapRun.objects.filter(finished_at__isnull=False).order_by("-id").first()
    return finished, OverlapRun.objects.filter(finished_at__isnull=True).order_by("-id").first()
