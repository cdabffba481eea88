"""What is printed: the frame of every paper of the county, the licence, and the papers of the acts on it."""

from .acts import paper_number, paper_title, render_act
from .frame import (
    BLUE,
    FONT,
    GREY,
    NO_END,
    NO_START,
    break_lines,
    build,
    digest,
    qr,
    register_font,
    table_of,
    text,
)
from .licence import render_licence, verification_address

__all__ = [
    "BLUE",
    "FONT",
    "GREY",
    "NO_END",
    "NO_START",
    "break_lines",
    "build",
    "digest",
    "paper_number",
    "paper_title",
    "qr",
    "register_font",
    "render_act",
    "render_licence",
    "table_of",
    "text",
    "verification_address",
]
