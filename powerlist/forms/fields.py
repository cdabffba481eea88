"""Form fields of what a kind declares: one for each type, and a group of inputs for each row of a field of rows."""

from django import forms

from ..kinds import Field, FieldRefused, FieldType
from ..kinds.fields import ROWS_LIMIT

EXTRA_ROWS = 2  # empty rows below the filled ones; saving brings new ones


class PaperField(forms.FileField):
    """A paper of the office, as a scan or a document; below it stands the box by which the person vouches for what no
    machine can read (portal.middleware.NoStateSecrets)."""

    vouched = True


class RowsWidget(forms.Widget):
    """Rows as groups of inputs named `<field>-<row>-<column>`; an empty group is no row. Works without a script.

    A text under the field's own name counts as rows too.
    """

    template_name = "powerlist/forms/rows.html"
    use_fieldset = True

    class Media:
        css = {"all": ["css/rows.css"]}

    def __init__(self, field: Field, attrs=None, classes=("line", "area", "select")):
        super().__init__(attrs)
        self.declared = field
        self.columns = field.columns
        self.classes = classes

    def value_from_datadict(self, data, files, name):
        rows: dict[int, dict[str, str]] = {}
        keys = {column.key for column in self.columns}
        for key in data:
            head, _, column = str(key).rpartition("-")
            start, _, number = head.rpartition("-")
            if start == name and column in keys and number.isascii() and number.isdigit() and len(number) < 5:
                value = str(data.get(key) or "").strip()
                if value:
                    rows.setdefault(int(number), {})[column] = value
        return [rows[number] for number in sorted(rows)] or data.get(name) or []

    def value_omitted_from_data(self, data, files, name):
        return not any(str(key).startswith(f"{name}-") for key in data)

    def use_required_attribute(self, initial):
        return False

    def id_for_label(self, id_, index=None):
        return f"{id_}-0-{self.columns[0].key}" if id_ else ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = self.declared.rows(value)
        shown = rows + [{}] * min(EXTRA_ROWS if rows else EXTRA_ROWS + 1, max(ROWS_LIMIT - len(rows), 0))
        start = context["widget"]["attrs"].get("id") or f"id_{name}"
        line, area, select = self.classes
        context["widget"] |= {"line": line, "area": area, "select": select}
        context["rows"] = [
            {
                "number": number + 1,
                "filled": bool(row),
                "inputs": [
                    {
                        "column": column,
                        "name": f"{name}-{number}-{column.key}",
                        "id": f"{start}-{number}-{column.key}",
                        "value": row.get(column.key, ""),
                    }
                    for column in self.columns
                ],
            }
            for number, row in enumerate(shown)
        ]
        return context


class RowsField(forms.Field):
    """A field of rows: cleaned by its declaration."""

    def __init__(self, field: Field, **options):
        self.declared = field
        super().__init__(widget=options.pop("widget", None) or RowsWidget(field), **options)

    def clean(self, value):
        try:
            return self.declared.clean(value)
        except FieldRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def has_changed(self, initial, data):
        return self.declared.rows(initial) != self.declared.rows(data)


def form_field(field: Field, widgets: dict | None = None) -> forms.Field:
    """The form field of a declared field. `widgets` by type replaces the public ones (the admin has its own)."""
    facts = {"label": field.label, "required": field.required, "help_text": field.hint}
    widget = (widgets or {}).get(field.type)
    if field.type == FieldType.ROWS:
        return RowsField(field, widget=widget(field) if widget else None, **facts)
    if field.type == FieldType.CHOICE:
        choices = [("", "未填"), *field.choices]
        return forms.ChoiceField(choices=choices, widget=widget or forms.Select, **facts)
    if field.type == FieldType.NUMBER:
        return forms.IntegerField(min_value=0, max_value=10**12 - 1, widget=widget or forms.NumberInput, **facts)
    if field.type == FieldType.TEXT:
        return forms.CharField(widget=widget or forms.TextInput, **facts)
    if field.type == FieldType.BODIES:
        return forms.CharField(widget=widget or forms.Textarea(attrs={"rows": 3}), **facts)
    return forms.CharField(widget=widget or forms.Textarea(attrs={"rows": 5}), **facts)


def initial_of(field: Field, value):
    """What the form field starts with."""
    if field.type == FieldType.ROWS:
        return field.rows(value)
    return "\n".join(value) if isinstance(value, list) else value
