"""意见建议 for everyone: leaving one on an entry, asking after it, reading those that were answered."""

from django.core.cache import cache
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import actions
from ..forms.opinions import LookUpForm, OpinionForm
from ..queries import opinions, public
from . import limits
from .open import limit_in, shelf_of

LEFT_AN_HOUR = 5
WRONG_IN_TEN_MINUTES = 10


def _within() -> str:
    """The longest limit of an answer, as people read it."""
    longest = max(opinions.rules(), key=lambda rule: rule.limit, default=None)
    return limit_in(longest.limit, longest.unit) if longest else ""


def _entry_of(shelf, code: str):
    found = public.public_entry(shelf.kind, code, on=timezone.localdate())
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, shelf, code):
    """The form; sent well, it answers with the number and the code, which stand in no address."""
    shelf = shelf_of(shelf)
    found = _entry_of(shelf, code)
    context = {"shelf": shelf, "found": found, "version": found.version, "within": _within(), "problem": ""}
    mark = OpinionForm.mark(code)
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        form = OpinionForm(initial={"page": mark, "kind": kind or "suggestion"})
        return render(request, "powerlist/open_opinion.html", {**context, "form": form})
    form = OpinionForm(request.POST)
    status = 422
    if limits.spent(request, "opinion", LEFT_AN_HOUR):
        context["problem"], status = "这个网络一小时内已经留言多次，请过一会儿再来，或者打监督电话。", 429
    elif form.is_valid():
        if not cache.add(form.sent_key, 1, 24 * 3600):
            context["problem"], status = "这条留言已经收到，不用再提交一次。", 409
        else:
            limits.count(request, "opinion", 3600)
            facts = {name: form.cleaned_data[name] for name in ("kind", "text", "person", "contact")}
            opinion = actions.leave_opinion(entry=found.entry, version=found.version, **facts)
            return render(request, "powerlist/open_opinion_left.html", {**context, "opinion": opinion}, status=201)
    elif "page" in form.errors:  # the time on the form is not what the person has typed: a fresh one, and once more
        form.data = form.data.copy()
        form.data["page"] = mark
        context["problem"] = form.errors["page"][0]
    return render(request, "powerlist/open_opinion.html", {**context, "form": form}, status=status)


@require_safe
def on_entry(request, shelf, code):
    """All the answered opinions on an entry."""
    shelf = shelf_of(shelf)
    found = _entry_of(shelf, code)
    page = opinions.page_of(found.entry, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {"shelf": shelf, "found": found, "version": found.version, "page": page}
    return render(request, "powerlist/open_opinions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request):
    """By number and code, slowed against guessing; the code travels in the body of a POST."""
    if request.method != "POST":
        return render(
            request, "powerlist/open_opinion_ask.html", {"form": LookUpForm(), "opinion": None, "problem": ""}
        )
    form, opinion, problem, status = LookUpForm(request.POST), None, "", 200
    if limits.spent(request, "opinion-code", WRONG_IN_TEN_MINUTES):
        problem, status = "连续多次没有查到，为防止有人猜测查询码，请 10 分钟后再试。", 429
    elif not form.is_valid():
        problem, status = "请填写留言编号和 8 位查询码。", 422
    else:
        opinion = opinions.looked_up(**form.cleaned_data)
        if opinion is None:
            limits.count(request, "opinion-code", 600)
            problem, status = "没有查到这条留言：请核对编号和查询码，两者都在提交后的回执上。", 404
    context = {"form": form, "opinion": opinion, "problem": problem}
    return render(request, "powerlist/open_opinion_ask.html", context, status=status)
