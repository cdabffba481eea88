"""The designer of flows (流程定制): the steps of a draft guide as rows, drawn and judged while they are edited."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.decorators import action

from accounts.permissions import holds
from core.workflow import MoveRefused

from ..actions import flow_design as design
from ..documents import flow_drawing
from ..enums import GuideState
from ..forms.flow_design import StepFormSet, TemplateForm, steps_initial
from ..kinds.flows import check_flow
from ..models import FlowStep
from ..queries.flows import SEES, flow_facts, listed_of, posts_of


class FlowDesigner:
    """Mixed into the admin page of guide versions: `design_flow` opens the flow of one version."""

    def get_urls(self):
        view, name, start = self.admin_site.admin_view, "powerlist_flow", "<path:object_id>/flow/"
        return [
            path(start, view(self.flow_view), name=name),
            path(f"{start}live/", view(self.flow_check), name=f"{name}_check"),
            path(f"{start}template/", view(self.flow_template), name=f"{name}_template"),
            *super().get_urls(),
        ]

    @action(description="办理流程", url_path="flow-design", permissions=["design"])
    def design_flow(self, request, object_id):
        return redirect(reverse("admin:powerlist_flow", args=[object_id]))

    def flow_view(self, request, object_id):
        """The steps as rows with the drawing and the checks; `move` names a row and a way, and saves what is typed."""
        version = self._flow_version(request, object_id)
        editable = self._edits_flow(request, version)
        listed = listed_of(version)
        if request.method == "POST":
            if not editable:
                raise Http404
            return self._saved(request, version, listed)
        return self._flow_page(request, version, listed, None, editable)

    def flow_check(self, request, object_id):
        """The drawing and the checks of what stands in the form now; nothing is written."""
        version = self._flow_version(request, object_id)
        if request.method != "POST" or not self._edits_flow(request, version):
            raise Http404
        listed = listed_of(version)
        rows = [FlowStep(version=version, **row) for row in self._formset(request, version, listed).rows()]
        return TemplateResponse(request, "admin/powerlist/_flow_checks.html", self._judged(version, listed, rows))

    def flow_template(self, request, object_id):
        """用模板开始: only where there is no step yet."""
        version = self._flow_version(request, object_id)
        if request.method != "POST" or not self._edits_flow(request, version):
            raise Http404
        try:
            if version.flow_steps.exists():
                raise MoveRefused("流程已经有环节了；要换模板，请先删去现有的环节并保存。")
            name = request.POST.get("template", "")
            design.start_from_template(actor=request.user, version=version, name=name)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"已按模板“{name}”填好，请核对岗位、时限和条件。")
        return redirect(reverse("admin:powerlist_flow", args=[version.pk]))

    def _saved(self, request, version, listed):
        formset = self._formset(request, version, listed)
        rows = formset.rows()
        if formset.is_valid():
            try:
                design.save_flow(actor=request.user, version=version, rows=_moved(rows, request.POST.get("move", "")))
            except MoveRefused as refused:
                messages.error(request, str(refused))
            else:
                if "move" not in request.POST:
                    messages.success(request, "流程已保存。")
                return redirect(reverse("admin:powerlist_flow", args=[version.pk]))
        return self._flow_page(request, version, listed, formset, True)

    def _flow_page(self, request, version, listed, formset, editable):
        steps = list(version.flow_steps.select_related("post__organisation").order_by("position", "id"))
        shown = [FlowStep(version=version, **row) for row in formset.rows()] if formset is not None else steps
        context = {
            "formset": formset or self._formset(request, version, listed, steps),
            "editable": editable,
            "steps": steps,
            "posts": posts_of(version.item.organisation, SEES) if editable else [],
            "template_form": TemplateForm(category=listed.category if listed else "") if not steps else None,
            **self._judged(version, listed, shown),
        }
        request.current_app = self.admin_site.name
        title = f"办理流程：{version.name}"
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "original": version}
        status = 422 if formset is not None else 200
        context |= {**frame, "version": version}
        return TemplateResponse(request, "admin/powerlist/flow_designer.html", context, status=status)

    def _judged(self, version, listed, rows) -> dict:
        facts = flow_facts(version, listed, rows)
        checks = check_flow(rows, facts)
        labels = {field.key: field.label for field in facts.fields}
        return {
            "checks": checks,
            "broken": sum(not check.is_kept for check in checks),
            "drawing": flow_drawing(f"{version.name}：办理流程", rows, labels),
        }

    def _formset(self, request, version, listed, steps=None):
        facts = listed.content.get("steps") if listed is not None else []
        stages = [row["stage"] for row in facts or [] if isinstance(row, dict) and row.get("stage")]
        around = {
            "posts": posts_of(version.item.organisation, SEES),
            "fields": list(version.fields.order_by("position", "id")),
            "stages": stages,
        }
        data = request.POST if request.method == "POST" else None
        return StepFormSet(data, prefix="steps", form_kwargs=around, initial=steps_initial(steps or []))

    def _flow_version(self, request, object_id):
        version = self.get_object(request, unquote(object_id))
        if version is None or not self.has_view_permission(request, version):
            raise Http404
        return version

    def _edits_flow(self, request, version) -> bool:
        return version.state == GuideState.DRAFT and holds(request.user, "manage_guides", version.item.organisation)


def _moved(rows: list[dict], words: str) -> list[dict]:
    """The rows with one of them a place up or down: `words` are its place and -1 or 1, as `2:-1`."""
    place, _, by = words.partition(":")
    if not place.isdecimal() or by not in ("-1", "1"):
        return rows
    one, other = int(place), int(place) + int(by)
    if 0 <= one < len(rows) and 0 <= other < len(rows):
        rows[one], rows[other] = rows[other], rows[one]
    return rows
