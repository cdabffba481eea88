from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "行政审批"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts import actions, queries
        from powerlist import adapters

        from . import notices  # noqa: F401 its kinds are known to whoever tells or edits
        from .actions.heirs import hand_over, running
        from .queries.personal import cases_of, why_not_close

        actions.before_closing.append(why_not_close)
        queries.data_parts["办件"] = cases_of
        adapters.running_cases.append(running)
        adapters.hand_over_cases.append(hand_over)
