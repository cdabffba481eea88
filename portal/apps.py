from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "政务服务网"

    def ready(self):
        from django.forms import Field

        Field.default_error_messages["required"] = "请填写或选择这一项"
