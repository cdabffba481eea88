from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = "电子监察"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.queries import data_parts

        from . import notices  # noqa: F401 its kinds are known before a clerk opens the templates
        from .queries.complaints import data_of

        data_parts["投诉和评价"] = data_of
