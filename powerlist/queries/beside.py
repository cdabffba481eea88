"""Any two texts side by side: of one entry or of two, drafts of the own body included."""

from dataclasses import dataclass

from core.registers import VersionState, number_of

from ..models import ListVersion

MARK = "@"


@dataclass(frozen=True)
class Pair:
    """Two texts; `rows` are (label, left, right) for every cell that either has, those of the left kind first."""

    left: ListVersion
    right: ListVersion

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        labels = {**self.left.labels, **{k: v for k, v in self.right.labels.items() if k not in self.left.labels}}
        mine, theirs = self.left.cells, self.right.cells
        rows = [("实施主体", str(self.left.organisation), str(self.right.organisation))]
        return rows + [(label, _text(mine.get(key)), _text(theirs.get(key))) for key, label in labels.items()]


def _text(value) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def name_of(version: ListVersion) -> str:
    """How a text is named in the address and in the form: code and number."""
    return f"{version.entry.code}{MARK}{version.number}"


def text_of(user, typed: str) -> ListVersion | None:
    """The text that `code` or `code@number` names, of the bodies in sight; without a number the one in force, else
    the newest that wasn't dropped."""
    code, _, number = typed.strip().partition(MARK)
    rows = ListVersion.objects.visible_to(user).filter(entry__code=code.strip()).select_related("entry", "organisation")
    if number:
        wanted = number_of(number.strip())
        return rows.filter(number=wanted).order_by("pk").first() if wanted is not None and wanted < 2**31 else None
    texts = list(rows.exclude(state=VersionState.DROPPED).order_by("-number"))
    return next((text for text in texts if text.is_in_force), None) or (texts[0] if texts else None)


def texts_of(user, entry_id: int) -> list[ListVersion]:
    """All texts of an entry that may stand in the choice beside it, the newest first."""
    rows = ListVersion.objects.visible_to(user).filter(entry=entry_id).select_related("entry", "organisation")
    return list(rows.order_by("-number"))
