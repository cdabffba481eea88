from django.apps import AppConfig


class PowerlistConfig(AppConfig):
    name = "powerlist"
    verbose_name = "权责清单"
    default_auto_field = "django.db.models.BigAutoField"
