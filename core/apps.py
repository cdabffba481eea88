from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "公共内核"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from core import search  # noqa: F401 - registers the check of the database
        from core.workbooks import tables

        tables.load_late()
