"""The special funds of the demo county: one module for each part of their life, in the order of the year."""

from ..sources import Demo
from . import lists, measures, money, people, projects

PARTS = (people, lists, measures, projects, money)


def build(demo: Demo):
    for part in PARTS:
        part.build(demo)
