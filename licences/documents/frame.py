"""What core.papers sets for every paper of the county, as licences and the apps above them use it."""

import hashlib
from functools import partial

from core.papers import layout
from core.papers.layout import BLUE, FONT, GREY, NO_END, NO_START, break_lines, qr, register_font, table_of, text

__all__ = [
    "BLUE",
    "FONT",
    "GREY",
    "NO_END",
    "NO_START",
    "PAPER_SAMPLE",
    "break_lines",
    "build",
    "digest",
    "qr",
    "register_font",
    "table_of",
    "text",
]

PAPER_SAMPLE = "本件为系统生成的文书样式，未加盖行政许可专用印章。"

build = partial(layout.build, sample=PAPER_SAMPLE)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
