"""What a paper says, before it is set in Word or Excel."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Grid:
    """A table of a paper: labels of the columns, their widths in centimetres, rows of texts. `title` stands above."""

    labels: tuple[str, ...]
    widths: tuple[float, ...]
    rows: list[tuple[str, ...]]
    title: str = ""


@dataclass(frozen=True)
class PaperText:
    """The words of a paper: what PaperTemplate says, filled in; one paragraph for each of `lines`."""

    title: str
    number: str
    addressee: str
    lines: list[str]
    signature: str
    dated: date
    grids: list[Grid] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
