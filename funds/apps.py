from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "专项资金"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from powerlist import adapters

        from . import notices  # noqa: F401 its kinds are known to whoever tells or edits
        from .queries import funds_of

        adapters.besides.append(funds_of)
