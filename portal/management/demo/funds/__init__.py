"""The special funds of the demo county: one module for each part of their life, in the order of the year."""

from ..sources import Demo
from . import lists, people

PARTS = (people, lists)


def build(demo: Demo):
    for part in PARTS:
        part.build(demo)
