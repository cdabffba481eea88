from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "行政审批"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts import actions, queries
        from licences.adapters import cases_in_hand, ways_to_apply
        from powerlist import adapters

        from . import notices  # noqa: F401 its kinds are known to whoever tells or edits
        from .actions.heirs import hand_over, running
        from .queries.about_licences import standing_of, types_online
        from .queries.personal import cases_of, why_not_close

        actions.before_closing.append(why_not_close)
        queries.data_parts["办件"] = cases_of
        ways_to_apply.append(types_online)
        cases_in_hand.append(standing_of)
        adapters.running_cases.append(running)
        adapters.hand_over_cases.append(hand_over)
