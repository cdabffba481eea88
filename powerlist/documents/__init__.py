"""Papers and drawings of the lists, made from their texts."""

from .charts import Chart, flow_chart, limit_of, public_steps, steps_of

__all__ = ["Chart", "flow_chart", "limit_of", "public_steps", "steps_of"]
