"""流程图 on a page."""

from django import template

from ..documents import flow_chart as draw
from ..documents import public_steps, steps_of

register = template.Library()


@register.inclusion_tag("powerlist/_flow_chart.html")
def flow_chart(entry_version, fold=False):
    """The external flow chart of an entry's text, from its steps; nothing without any. `fold` hides the list of steps
    in a fold below the drawing."""
    return {"chart": draw(entry_version.name, public_steps(entry_version)) if entry_version else None, "fold": fold}


@register.inclusion_tag("powerlist/_flow_chart.html")
def internal_chart(entry_version):
    """The internal chart, with posts, persons and risks: for staff pages alone, which check the permission."""
    return {"chart": draw(entry_version.name, steps_of(entry_version), internal=True), "fold": False}
