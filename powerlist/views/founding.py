"""A basis of a row that the register doesn't hold: recorded there, or verified on paper by name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.workflow import MoveRefused

from .. import actions
from ..forms.founding import LawForm, VerifyForm, facts_of
from ..permissions import KEEPERS, held
from ..queries.founding import entries_of
from .desk import in_sight
from .rows import in_set


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def basis(request, number, pk, position):
    """Both forms, prefilled from the words of the basis; for 县委编办 and 司法局."""
    change_set = in_sight(request, number)
    version, place = in_set(change_set, pk), int(position)
    read = actions.basis_at(version, place)
    if read is None or not KEEPERS & held(request.user):
        raise Http404
    first, act = facts_of(read), request.POST.get("act", "")
    law = LawForm(request.POST if act == "record" else None, initial=first)
    paper = VerifyForm(request.POST if act == "verify" else None, initial=first, auto_id="paper_%s")
    form = {"record": law, "verify": paper}.get(act)
    if form is not None and form.is_valid():
        try:
            messages.success(request, _done(request, form, act, version, place))
        except PermissionDenied as refusal:
            raise Http404 from refusal
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("powerlist:desk_change_set", change_set.number)
    return render(
        request,
        "powerlist/desk_basis.html",
        {
            "change_set": change_set,
            "row": version,
            "basis": read,
            "law_form": law,
            "paper_form": paper,
            "refused": form,
            "names": entries_of(version, place),
        },
        status=422 if form is not None else 200,
    )


def _done(request, form, act: str, version, position: int) -> str:
    """Do what was asked, and say it."""
    given = {"actor": request.user, "version": version, "position": position, **form.cleaned_data}
    if act == "record":
        return f"{actions.record_law(**given)}已录入法规库，引用它的事项已重新核对。"
    return f"“{actions.verify_basis(**given).title}”已记为核实过纸质文件。"
