"""A form as its applicants will see it, for those who design it: the public page itself, saving nothing."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.models import organisations_where
from core.registers import number_of
from powerlist.models import ServiceItemVersion

from ..forms import ItemForm
from .application import FORM, steps_of


@never_cache
@login_required
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def form_preview(request, pk):
    """One page of the form of a guide, published or not. Shown in a frame of the designer alone, never elsewhere."""
    bodies = organisations_where(request.user, "manage_guides", "review_lists")
    versions = ServiceItemVersion.objects.filter(item__organisation__in=bodies).select_related("item__organisation")
    version = get_object_or_404(versions, pk=pk)
    fields = list(version.fields.order_by("position", "id"))
    steps = [step for step in steps_of(fields, list(version.materials.all()), version) if step.kind == FORM]
    number = number_of(request.GET.get("step", "1"))
    if steps and (number is None or not 1 <= number <= len(steps)):
        raise Http404("没有这一页。")
    step = steps[number - 1] if steps else None
    # conditions on other pages can't be answered here: every field is shown, those of this page follow what is chosen
    every = step.fields if step else ()
    on_page = {row.key for row in every}
    for row in every:
        if row.when_key not in on_page:
            row.when_key = row.when_test = ""
    context = {
        "version": version,
        "steps": steps,
        "step": step,
        "place": number,
        "total": len(steps),
        "form": ItemForm(fields=every, every=every),
        **dict.fromkeys(("draft", "saved_at", "until", "newer", "changed", "previous", "applicant"), ""),
        "stamp": 0,
        "window": "",
        "person": "",
        "preview": True,
        "here": request.path,
    }
    return render(request, "approvals/form_preview.html", context)
