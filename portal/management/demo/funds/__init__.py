"""The special funds of the demo county: one module for each part of their life, in the order of the year."""

from ..sources import Demo
from . import findings, lists, measures, money, people, performance, projects

PARTS = (people, lists, measures, projects, money, performance, findings)


def build(demo: Demo):
    for part in PARTS:
        part.build(demo)
