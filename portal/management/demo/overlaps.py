"""交叉分散: what the machine finds among the published lists; a reviewer has it before him at the desk."""

from powerlist.actions import overlaps

from .sources import Demo


def build(demo: Demo):
    run = overlaps.find_overlaps(run=overlaps.ask_for_overlaps())
    demo.say(f"交叉分散线索 {run.pairs} 条")
