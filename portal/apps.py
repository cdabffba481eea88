from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "政务服务网"

    def ready(self):
        from django.forms import Field

        from licences.adapters import ways_to_apply

        from .queries.guides import guides_of_licences

        ways_to_apply.append(guides_of_licences)
        Field.default_error_messages["required"] = "请填写或选择这一项"
