"""What the pages of one application share: the guide in force, its pages, the person's draft, what is on file."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict

from core.registers import number_of
from powerlist.enums import FieldKind
from powerlist.kinds.form_fields import shown_keys
from powerlist.models import ServiceItemVersion

from ..enums import CaseState, Channel
from ..forms import ItemForm, MaterialsForm
from ..models import Case, Draft
from ..queries.drafts import FormChanges, form_changes
from ..queries.materials import MaterialRow, material_rows
from ..queries.prefill import held_for, licences_on_file

FORM, MATERIALS, CONFIRM = "form", "materials", "confirm"


@dataclass(frozen=True)
class Step:
    """One page of the application: a group of fields, the materials, or the summary. `number` is its address."""

    number: int
    kind: str
    label: str
    fields: tuple = ()
    help: str = ""


class Application:
    """One person's application for one item; pages that ask for nothing (conditions, held already) are left out."""

    def __init__(self, request, code: str):
        self.request, self.user = request, request.user
        self.window = request.POST.get("window", "")[:20]  # which of a person's windows this is
        self.version = _version_in_force(code)
        self.fields = list(self.version.fields.order_by("position", "id"))
        self.materials = list(self.version.materials.order_by("position", "id"))
        self.all_steps = steps_of(self.fields, self.materials, self.version)
        self.took(_draft_of(self.user, self.version))

    def took(self, draft: Case | None) -> None:
        """Go on with this draft; what was worked out of the former one is forgotten."""
        self.draft = draft
        self.book = Draft.objects.filter(case=draft).first() if draft else None
        self.files = list(draft.files.order_by("id")) if draft else []
        for name in ("values", "known", "steps", "changes", "supplies"):
            self.__dict__.pop(name, None)

    @cached_property
    def changes(self) -> FormChanges | None:
        """What the guide of today changes of a draft that was begun under an earlier one; None for one of today's."""
        if self.draft is None or self.draft.version_id == self.version.pk:
            return None
        return form_changes(self.draft.version.fields.order_by("position", "id"), self.fields, self.draft.form)

    @cached_property
    def values(self) -> dict:
        if self.draft is None:
            return {}
        return self.changes.values if self.changes is not None else self.draft.form

    @cached_property
    def on_file(self) -> dict:
        return held_for(self.user, self.fields)

    @cached_property
    def licences(self) -> list:
        return licences_on_file(self.user) if any(row.kind == FieldKind.LICENCE for row in self.fields) else []

    @cached_property
    def known(self) -> dict:
        """What isn't asked, for it is on file and good."""
        rows = [row for row in self.fields if row.skip_held and row.key in self.on_file]
        return ItemForm(fields=rows, every=self.fields, held=self.on_file).known if rows else {}

    @cached_property
    def steps(self) -> list[Step]:
        """The pages that ask for something."""
        shown = shown_keys(self.fields, {**self.values, **self.known}) - set(self.known)
        return [s for s in self.all_steps if s.kind != FORM or any(row.key in shown for row in s.fields)]

    def form(self, step: Step, data=None, files=None, **options) -> ItemForm:
        """The form of one page; bound to a request's data, to nothing, or (`of`) to the draft."""
        return ItemForm(data, files, **self._around(step), **options)

    def bound(self, step: Step):
        """The form of a page as it would be judged now; None for the summary."""
        if step.kind == FORM:
            return ItemForm.of(self.values, **self._around(step))
        if step.kind == MATERIALS:
            return MaterialsForm({}, {}, materials=self.materials, held=self.held(), later=True)
        return None

    def kept(self) -> dict[str, list]:
        """The files of the draft by the field that asked for them."""
        found: dict[str, list] = {}
        for file in self.files:
            if file.field_key:
                found.setdefault(file.field_key, []).append(file)
        return found

    def _around(self, step: Step) -> dict:
        return {
            "fields": step.fields,
            "every": self.fields,
            "others": {**self.values, **self.known},
            "held": self.on_file,
            "kept": self.kept(),
            "licences": self.licences,
        }

    def brought(self, step: Step) -> dict:
        """The first values of fields that nobody has filled in yet."""
        rows = (row for row in step.fields if not row.skip_held and row.key not in self.values)
        return {row.key: self.on_file[row.key].value for row in rows if row.key in self.on_file}

    @cached_property
    def supplies(self) -> list[MaterialRow]:
        """The materials with what was done about each."""
        return material_rows(self.draft, self.materials)

    def held(self) -> set[int]:
        """The materials that are supplied. A draft of an earlier guide counts by name once it is saved again."""
        return {row.material.pk for row in self.supplies if row.supply}

    def faults(self) -> dict[int, object]:
        """The pages that can't be submitted as they are, with the bound form that says why."""
        found = {}
        for step in self.steps:
            form = self.bound(step)
            if form is not None and not form.is_valid() or step.kind == MATERIALS and not form.require():
                found[step.number] = form
        return found

    def clean_values(self) -> dict:
        """The normalised values of every page, and what is on file; all of them are right."""
        values = {}
        for step in self.all_steps:
            if step.kind == FORM and (form := self.bound(step)).is_valid():
                values |= form.values()
        return values

    def address(self, number: int) -> str:
        return f"{reverse('apply', args=[self.version.item.code])}?step={number}"

    def after(self, step: Step) -> str:
        """The address of the page that comes next."""
        return self.address(min(s.number for s in self.steps if s.number > step.number))

    def before(self, step: Step) -> str:
        """The address of the page before; empty on the first."""
        numbers = [s.number for s in self.steps if s.number < step.number]
        return self.address(max(numbers)) if numbers else ""

    def place(self, step: Step) -> int:
        return sum(s.number <= step.number for s in self.steps)

    def wanted_step(self) -> Step:
        """The page of the request; one that asks for nothing (any more) leads to the next that does."""
        request = self.request
        number = number_of((request.POST if request.method == "POST" else request.GET).get("step", "1"))
        if number is None or not 1 <= number <= len(self.all_steps):
            raise Http404("没有这一步。")
        if request.method == "POST":
            return self.all_steps[number - 1]
        return next(step for step in self.steps if step.number >= number)


def person_mark(user) -> str:
    """Tells a page whether the one who is logged in is the one who opened it, and nothing more."""
    return salted_hmac("application", str(user.pk)).hexdigest()[:20]


def typed_data(typed: dict) -> MultiValueDict:
    """What was typed before a log-in (`request.typed`) as a form reads it."""
    return MultiValueDict({name: text if isinstance(text, list) else [text] for name, text in typed.items()})


def _version_in_force(code: str) -> ServiceItemVersion:
    versions = ServiceItemVersion.objects.open_to_public(timezone.localdate()).select_related("item__organisation")
    return get_object_or_404(versions, item__code=code)


def steps_of(fields, materials, version) -> list[Step]:
    """The pages of a form: its groups in order, the materials, the summary."""
    groups: dict[str, list] = {}
    for field in fields:
        groups.setdefault(field.group, []).append(field)
    helps = dict(version.field_groups.order_by("id").values_list("name", "help")) if fields else {}
    pages = [(FORM, label, tuple(rows), helps.get(label, "")) for label, rows in groups.items()]
    if materials:
        pages.append((MATERIALS, "上传材料", (), ""))
    pages.append((CONFIRM, "核对并提交", (), ""))
    return [Step(number, *page) for number, page in enumerate(pages, 1)]


def _draft_of(user, version) -> Case | None:
    drafts = Case.objects.of_applicant(user).filter(state=CaseState.DRAFT, channel=Channel.WEB)
    return (
        drafts.filter(version__item_id=version.item_id)
        .select_related("version", "concerns__type")
        .order_by("-id")
        .first()
    )
