"""Excel as tablib knows it, for the exports and imports of the admin."""

from tablib.formats import registry


class LateExcel:
    """tablib's own format, loaded when it is used.

    django-import-export asks at its start whether the format is there, and tablib loads openpyxl to say so.
    """

    title = "xlsx"
    extensions = ("xlsx",)

    def __getattr__(self, name: str):
        from tablib.formats._xlsx import XLSXFormat

        return getattr(XLSXFormat, name)


def load_late() -> None:
    """Put it in the place of tablib's own; before django-import-export's formats are imported."""
    registry.register("xlsx", LateExcel())
