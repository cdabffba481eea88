from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "licences"
    verbose_name = "证照"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.queries import data_parts

        from .queries import licences_held

        data_parts["证照"] = licences_held  # a person's copy of the own data
