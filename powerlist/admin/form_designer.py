"""The designer of application forms: a page of a draft guide in the admin, made for clerks, without a script."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.decorators import action

from accounts.permissions import holds
from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import form_design as design
from ..enums import FieldKind, GuideState
from ..forms.form_design import ColumnFormSet, CopyForm, DesignedField, PageForm, columns_initial, guides_to_copy
from ..kinds.form_fields import condition_words, form_faults, source_words
from ..kinds.form_templates import TEMPLATES
from ..models import ItemField


class FormDesigner:
    """Mixed into the admin page of guide versions: `design_form` opens the designer of one version."""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "powerlist_form"
        start = "<path:object_id>/form/"
        return [
            path(f"{start}", view(self.form_view), name=name),
            path(f"{start}preview/", view(self.form_preview), name=f"{name}_preview"),
            path(f"{start}act/", view(self.form_act), name=f"{name}_act"),
            path(f"{start}copy/", view(self.form_copy), name=f"{name}_copy"),
            path(f"{start}page/", view(self.form_page), name=f"{name}_page"),
            path(f"{start}field/", view(self.form_field), name=f"{name}_add"),
            path(f"{start}field/<int:field_id>/", view(self.form_field), name=f"{name}_field"),
            *super().get_urls(),
        ]

    @action(description="申请表", url_path="design", permissions=["design"])
    def design_form(self, request, object_id):
        return redirect(reverse("admin:powerlist_form", args=[object_id]))

    def has_design_permission(self, request, object_id=None):
        version = self.get_object(request, object_id) if object_id else None
        return version is not None and self.has_view_permission(request, version)

    def form_view(self, request, object_id):
        """The form as rows: pages, fields, conditions, sources, and what is wrong."""
        version = self._version(request, object_id)
        rows = list(version.fields.order_by("position", "id"))
        types = design.licence_types()
        faults: dict[str, list[str]] = {}
        for fault in form_faults(rows, licence_types=types):
            faults.setdefault(fault.key, []).append(fault.message)
        labels = {row.key: row.label for row in rows}
        helps = dict(version.field_groups.order_by("id").values_list("name", "help"))
        pages: dict[str, list[dict]] = {}
        for row in rows:
            pages.setdefault(row.group, []).append({
                "row": row,
                "condition": condition_words(row, labels),
                "source": source_words(row.source, types) if row.source else "",
                "faults": faults.get(row.key, []),
            })  # fmt: skip
        context = {
            "pages": [(name, helps.get(name, ""), found) for name, found in pages.items()],
            "editable": self._may_edit(request, version),
            "wrong": sum(map(len, faults.values())),
        }
        return self._page(request, version, "form_designer.html", f"申请表：{version.name}", context)

    def form_preview(self, request, object_id):
        """The pages as the citizen will see them, at the width of a telephone and of a desk."""
        version = self._version(request, object_id)
        context = {"address": reverse("form_preview", args=[version.pk])}
        return self._page(request, version, "form_preview.html", f"预览：{version.name}", context)

    def form_act(self, request, object_id):
        """Move or delete a field, move a page."""
        version = self._draft(request, object_id)
        if request.method != "POST":
            raise Http404
        by = {"up": -1, "down": 1}.get(request.POST.get("act", ""))
        try:
            if by and (name := request.POST.get("page")):
                design.move_group(actor=request.user, version=version, name=name, by=by)
            elif by:
                design.move_field(actor=request.user, version=version, field=self._field(request, version), by=by)
            elif request.POST.get("act") == "delete":
                field = self._field(request, version)
                design.remove_field(actor=request.user, version=version, field=field)
                messages.success(request, f"已删除“{field.label}”。")
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return self._back_to_form(version, request.POST.get("field", ""))

    def form_copy(self, request, object_id):
        version = self._draft(request, object_id)
        form = CopyForm(_sent(request), versions=guides_to_copy(request.user, version))
        if request.method == "POST" and form.is_valid():
            chosen, key = form.cleaned_data["version"], form.cleaned_data["template"]
            rows = design.fields_as_rows(chosen) if chosen else TEMPLATES[key][1]
            try:
                number = design.copy_fields(actor=request.user, version=version, rows=rows)
            except MoveRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"已复制 {number} 栏到申请表末尾，请按本事项的需要删改。")
                return self._back_to_form(version)
        return self._ask(request, version, form, "复制字段", "复制到申请表", "复制过来以后可以随意改，不影响原来的表。")

    def form_page(self, request, object_id):
        version = self._draft(request, object_id)
        name = request.GET.get("name", "")
        if not version.fields.filter(group=name).exists():
            raise Http404
        helps = dict(version.field_groups.order_by("id").values_list("name", "help"))
        form = PageForm(_sent(request), initial={"new_name": name, "help": helps.get(name, "")})
        if request.method == "POST" and form.is_valid():
            try:
                design.save_group(actor=request.user, version=version, name=name, **form.cleaned_data)
            except MoveRefused as refused:
                form.add_error(None, str(refused))
            else:
                return self._back_to_form(version)
        return self._ask(request, version, form, f"“{name}”一页", "保存", "")

    def form_field(self, request, object_id, field_id=None):
        """Add or change one field; what is wrong stands beside its part."""
        version = self._draft(request, object_id)
        rows = list(version.fields.order_by("position", "id"))
        row = next((each for each in rows if each.pk == field_id), None)
        if field_id and row is None:
            raise Http404
        others = [each for each in rows if each is not row]
        page = request.GET.get("page") or (rows[-1].group if rows else "申请内容")
        instance = row or ItemField(version=version, group=page)
        options = {"others": others, "licence_types": design.licence_types(), "instance": instance}
        form = DesignedField(_sent(request), **options)
        columns = ColumnFormSet(_sent(request), prefix="columns", initial=columns_initial(instance))
        if request.method == "POST" and all([form.is_valid(), columns.is_valid()]):
            values = form.values()
            values["columns"] = columns.columns() if values["kind"] == FieldKind.TABLE else []
            try:
                saved = design.save_field(actor=request.user, version=version, values=values, field=row)
            except design.FormRefused as refused:
                for fault in refused.faults:
                    form.add_error(fault.field if fault.field in form.fields else None, fault.message)
            except MoveRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"“{saved.label}”已保存。")
                if "another" in request.POST:
                    address = reverse("admin:powerlist_form_add", args=[version.pk])
                    return redirect(f"{address}?page={saved.group}")
                return self._back_to_form(version, str(saved.pk))
        title = f"“{row.label}”一栏" if row else "添加一栏"
        pages = list(dict.fromkeys(each.group for each in rows))
        return self._page(
            request, version, "form_field.html", title, {"form": form, "columns": columns, "pages": pages}
        )

    def _version(self, request, object_id):
        version = self.get_object(request, unquote(object_id))
        if version is None or not self.has_view_permission(request, version):
            raise Http404
        return version

    def _draft(self, request, object_id):
        version = self._version(request, object_id)
        if not self._may_edit(request, version):
            raise Http404
        return version

    def _may_edit(self, request, version) -> bool:
        return version.state == GuideState.DRAFT and holds(request.user, "manage_guides", version.item.organisation)

    def _field(self, request, version) -> ItemField:
        pk = number_of(request.POST.get("field", ""))
        field = version.fields.filter(pk=pk).first() if pk is not None else None
        if field is None:
            raise MoveRefused("这一栏已经被删除。")
        return field

    def _back_to_form(self, version, field: str = ""):
        address = reverse("admin:powerlist_form", args=[version.pk])
        return redirect(f"{address}#field-{field}" if field else address)

    def _ask(self, request, version, form, title, button, text):
        back = reverse("admin:powerlist_form", args=[version.pk])
        context = {"form": form, "button": button, "text": text, "back": back}
        return self._page(request, version, "../ask.html", title, context)

    def _page(self, request, version, template, title, context):
        request.current_app = self.admin_site.name
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "original": version}
        name = "admin/ask.html" if template == "../ask.html" else f"admin/powerlist/{template}"
        return TemplateResponse(request, name, {**frame, "version": version, **context})


def _sent(request):
    """What was sent; None where nothing was, so that a form stays blank."""
    return request.POST if request.method == "POST" else None
