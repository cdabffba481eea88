"""The application form of a guide: the declared fields of one page, with their conditions and what is held already."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from powerlist.enums import FieldKind
from powerlist.kinds.form_fields import condition_words, shown_keys

from ..queries.answers import shown_value
from .fields import FilesAnswer, LicenceAnswer, form_field
from .plain import PlainForm


@dataclass(frozen=True)
class Asked:
    """A field as a page shows it. `when` are the attributes of a condition that the same page can answer."""

    bound: object
    kind: str
    when: dict
    condition: str = ""
    brought: str = ""
    files: tuple = ()


class ItemForm(PlainForm):
    """Fields of a guide (all, or one group), in the guide's order.

    `every` are all fields of the guide and `others` what stands in those of the other pages: conditions may look there.
    `held` are values that the government already has (`queries.prefill`), by key; a field that isn't asked when held is
    left out when its value is good. `files` of the case by key, `licences` of the applicant (None: not looked up).
    """

    upload_faults = False  # a file of this request was refused

    def __init__(
        self, data=None, files=None, *, fields, every=None, others=None, held=None, kept=None, licences=None, **options
    ):
        super().__init__(data, files, **{"prefix": "item"} | options)
        self.rows = list(fields)
        self.every = list(every if every is not None else fields)
        self.others, self.held, self.kept = others or {}, held or {}, kept or {}
        self.licences = licences
        self.known: dict[str, object] = {}
        on_page = {row.key for row in self.rows}
        self.live = {row.key for row in self.rows if row.when_key in on_page}
        shown = shown_keys(self.every, self.others) if self.every else set()
        for row in self.rows:
            field = self._made(row)
            if row.skip_held and (value := self._good(field, row)) is not None:
                self.known[row.key] = value
            elif row.key in shown or row.key in self.live:
                self.fields[row.key] = field

    @classmethod
    def of(cls, values: dict, *, fields, **options):
        """A bound form with stored values in place of a request's."""
        blank = cls(fields=fields, **options)
        return cls(blank.posted(values), {}, fields=fields, **options)

    def posted(self, values: dict) -> MultiValueDict:
        """Stored values as a browser would send them."""
        data = MultiValueDict()
        for key, field in self.fields.items():
            name, value = self.add_prefix(key), values.get(key)
            if hasattr(field.widget, "posted"):
                for each, text in field.widget.posted(name, value).items():
                    data[each] = text
            elif isinstance(value, list):
                data.setlist(name, [str(part) for part in value])
            elif value is not None:
                data[name] = str(value)
        return data

    def raw(self) -> dict:
        """What was typed, as it stands, in the shapes in which it is kept; files aside."""
        found = {}
        for key, field in self.fields.items():
            if isinstance(field, FilesAnswer):
                continue
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(key))
            found[key] = "" if value is None else value
        return found

    def shown(self) -> set[str]:
        """The keys of this page that are asked, by what is typed here and stands in the other pages."""
        values = {**self.others, **self.known, **(self.raw() if self.is_bound else self._initial())}
        return shown_keys(self.every, values) & (set(self.fields) | set(self.known))

    def values(self) -> dict:
        """What was filled in, by key, as it is kept; of hidden fields nothing."""
        shown = self.shown()
        known = {key: value for key, value in self.known.items() if key in shown}
        return known | {
            key: value
            for key, value in self.cleaned_data.items()
            if key in shown and not isinstance(self.fields[key], FilesAnswer)
        }

    def uploads(self):
        """(row, file) pairs of the request, of the fields that ask for files."""
        for row in self.rows:
            if row.kind == FieldKind.FILE and row.key in self.fields:
                for file in self.cleaned_data.get(row.key) or []:
                    yield row, file

    def row_act(self) -> dict | None:
        """The values of the page after one of its buttons 添加一行 or 删除 was pressed; None when none was."""
        values = self.raw()
        if (key := self.data.get("row_add", "")) in self.fields:
            return {**values, key: [*(values[key] or [{}]), {}]}
        key, _, place = self.data.get("row_remove", "").partition(":")
        if key in self.fields and place.isdigit():
            return {**values, key: [row for n, row in enumerate(values[key]) if n != int(place)]}
        return None

    def asked(self):
        """The fields of the page in order, each with its condition and where its value came from."""
        labels = {row.key: row.label for row in self.every}
        for row in self.rows:
            if row.key not in self.fields:
                continue
            live = row.key in self.live
            when = {"key": row.when_key, "test": row.when_test, "value": row.when_value} if live else {}
            words = condition_words(row, labels) if live else ""
            source = self.held.get(row.key)
            same = source is not None and not self.is_bound and self._initial().get(row.key) == source.value
            brought = source.words if same else ""
            yield Asked(self[row.key], row.kind, when, words, brought, tuple(self.kept.get(row.key, ())))

    def known_lines(self) -> list[tuple[str, object, str]]:
        """(label, text, source) of what isn't asked, for the government has it."""
        return [
            (row.label, shown_value(row, self.known[row.key]), self.held[row.key].words)
            for row in self.rows
            if row.key in self.known
        ]

    def _clean_fields(self):
        """Of a field that isn't asked nothing is wrong and nothing is kept."""
        whole, shown = self.fields, self.shown()
        self.fields = {key: field for key, field in whole.items() if key in shown}
        try:
            super()._clean_fields()
        finally:
            self.fields = whole

    def _initial(self) -> dict:
        return {key: self.initial.get(key) for key in self.fields}

    def _made(self, row):
        field = form_field(row)
        if isinstance(field, FilesAnswer):
            field.held = list(self.kept.get(row.key, ()))
        if isinstance(field, LicenceAnswer):
            field.held = self.licences
        return field

    def _good(self, field, row):
        """The value that the government holds, cleaned; None when there is none or it isn't good."""
        if row.key not in self.held:
            return None
        try:
            return field.clean(self.held[row.key].value) or None
        except ValidationError:
            return None
