"""Papers and drawings of the lists, made from their texts."""

from .charts import Chart, flow_chart, limit_of, public_steps, steps_of
from .flows import FlowDrawing, Standing, flow_drawing

__all__ = [
    "Chart",
    "FlowDrawing",
    "Standing",
    "flow_chart",
    "flow_drawing",
    "limit_of",
    "public_steps",
    "steps_of",
]
