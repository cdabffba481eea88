"""The way from a licence to the application about it: 延续, 变更, 补证, 注销."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.workflow import MoveRefused
from licences.models import Licence

from .. import actions
from ..enums import CaseState
from ..kinds.purposes import PURPOSE_OF
from ..models import Case


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, number, kind):
    """Begin the draft and go to its first page. By GET (a log-in came between) back to the licence."""
    rows = Licence.objects.held_by(request.user).select_related("type", "organisation")
    licence = get_object_or_404(rows, number=number)
    if kind not in PURPOSE_OF:
        raise Http404
    if request.method != "POST":
        return redirect("my_licence", number)
    try:
        case = actions.begin_application(actor=request.user, licence=licence, purpose=PURPOSE_OF[kind])
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect("my_licence", number)
    return redirect("apply", case.version.item.code)


@login_required
@require_POST
def anew(request, code):
    """The draft of this item is for a new licence after all."""
    drafts = Case.objects.of_applicant(request.user).filter(version__item__code=code, state=CaseState.DRAFT)
    draft = get_object_or_404(drafts.order_by("-id")[:1])
    actions.apply_anew(case=draft, actor=request.user)
    messages.success(request, "已改为申请新办，填过的内容都在。")
    return redirect("apply", code)
