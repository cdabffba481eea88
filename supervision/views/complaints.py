"""投诉举报 for everyone: choosing a kind in plain words, saying it, asking after it; one's own under 我的."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import UserKind
from core.files import private_response
from core.workflow import MoveRefused
from powerlist.views import limits

from .. import actions
from ..adapters import commission, print_of
from ..enums import ComplaintKind
from ..forms.complaints import AccuseForm, ComplaintForm, LookUpForm, WordForm
from ..models import AccusationDelivery, Complaint
from ..queries import complaints

LEFT_AN_HOUR = 5
WRONG_IN_TEN_MINUTES = 10
OFTEN = "这个网络一小时内已经提交多次，请过一会儿再来，或者拨打 12345。"
TWICE = "这件投诉已经收到，不用再提交一次。"
LOCKED = "连续多次没有查到，为防止有人猜测查询码，请 10 分钟后再试。"
NOT_FOUND = "没有查到：请核对编号和查询码，两者都在提交后的回执上。"


@never_cache
@require_safe
def choose(request):
    """The kinds in plain words, each with its limit."""
    return render(request, "supervision/complain.html", {"rules": complaints.rules()})


def is_sent(request, form, what: str) -> str:
    """Why a well-filled form isn't taken now: too many from one network, or the same form again; "" when it is."""
    if limits.spent(request, what, LEFT_AN_HOUR):
        return OFTEN
    sent = hashlib.sha256(form.cleaned_data["page"].encode()).hexdigest()
    if not cache.add(f"{what}:sent:{sent}", 1, 24 * 3600):
        return TWICE
    limits.count(request, what, 3600)
    return ""


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request, kind):
    """The form of a kind; sent well, it answers with the number and the code, which stand in no address."""
    if kind not in ComplaintKind.values:
        raise Http404
    rule = next((row for row in complaints.rules() if row.kind == kind), None)
    if rule is None:
        raise Http404
    own = request.user if request.user.is_authenticated and request.user.kind != UserKind.STAFF else None
    context, status = {"rule": rule, "problem": "", "own": own}, 200
    if request.method != "POST":
        initial = {"page": ComplaintForm.mark(kind), "people": 1, "about": request.GET.get("about", "")[:100]}
        if own is not None:
            initial |= {"person": own.name, "contact": own.mobile}
        form = ComplaintForm(kind=kind, initial=initial)
    else:
        form = ComplaintForm(request.POST, request.FILES, kind=kind)
        status, row = 422, None
        if form.is_valid():
            context["problem"], status, row = _lodged(request, form, kind, own)
        elif "page" in form.errors:  # what was typed stays; a fresh time, and once more
            form.data = form.data.copy()
            context["problem"] = form.errors["page"][0]
            form.data["page"] = ComplaintForm.mark(kind)
        if row is not None:
            return render(request, "supervision/complained.html", {"complaint": row}, status=201)
    return render(request, "supervision/complain_form.html", {**context, "form": form}, status=status)


def _lodged(request, form, kind, own):
    """(words of refusal, status, the complaint or None)."""
    try:
        uploads = actions.judged(form.cleaned_data["uploads"])
    except ValidationError as fault:
        form.add_error("uploads", fault.messages)
        return "", 422, None
    if why := is_sent(request, form, "complaint"):
        return why, 409 if why == TWICE else 429, None
    facts = facts_of(form.cleaned_data, kind)
    signed = own if not form.cleaned_data["anonymous"] else None
    try:
        return "", 201, actions.lodge(kind=kind, complainant=signed, uploads=uploads, **facts)
    except MoveRefused as refusal:
        return str(refusal), 409, None


def facts_of(data: dict, kind: str) -> dict:
    """What a form says, as `actions.lodge` takes it. A case or an entry that isn't found stays as words."""
    about, case, entry, text = data["about"].strip(), None, None, data["text"]
    if about:
        entry = complaints.entry_of(about) if kind == ComplaintKind.LISTS else None
        case = complaints.case_of(about) if kind != ComplaintKind.LISTS else None
        text = text if case or entry else f"{text}\n（所指：{about}）"
    body = data.get("accused_body")
    return {
        "text": text,
        "case": case,
        "entry": entry,
        "accused_body": body or (entry.organisation if entry else None),
        "accused_name": data.get("accused_name", ""),
        "person": data["person"],
        "contact": data["contact"],
        "people": data["people"],
        "representatives": data["representatives"],
    }


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def accuse(request):
    """检举控告. What is typed is sealed before anything is written; who sends it is neither asked for nor logged."""
    key = commission().public_key()
    context = {"key_print": print_of(key) if key else "", "demo": commission().demo, "problem": ""}
    if request.method != "POST":
        return render(
            request, "supervision/accuse.html", {**context, "form": AccuseForm(initial={"page": AccuseForm.mark("jb")})}
        )
    form, status = AccuseForm(request.POST, request.FILES), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            uploads = actions.judged(data["uploads"])
        except ValidationError as fault:
            form.add_error("uploads", fault.messages)
        else:
            context["problem"] = is_sent(request, form, "accusation")
            status = 409 if context["problem"] == TWICE else 429
            if not context["problem"]:
                try:
                    row, code = actions.accuse(
                        text=data["text"], accused=data["accused"], person=data["person"], contact=data["contact"],
                        uploads=uploads,
                    )  # fmt: skip
                except MoveRefused as refusal:
                    context["problem"], status = str(refusal), 503
                else:
                    return render(request, "supervision/accused.html", {"row": row, "code": code}, status=201)
    elif "page" in form.errors:
        form.data = form.data.copy()
        context["problem"] = form.errors["page"][0]
        form.data["page"] = AccuseForm.mark("jb")
    return render(request, "supervision/accuse.html", {**context, "form": form}, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request):
    """By number and code, slowed against guessing; both travel in the body of a POST, as does the person's word."""
    form, context, status = LookUpForm(request.POST or None), {"problem": ""}, 200
    if request.method == "POST":
        context, status = _looked_up(request, form)
    return render(request, "supervision/complaint_ask.html", {"form": form, **context}, status=status)


def _looked_up(request, form) -> tuple[dict, int]:
    if limits.spent(request, "complaint-code", WRONG_IN_TEN_MINUTES):
        return {"problem": LOCKED}, 429
    if not form.is_valid():
        return {"problem": "；".join(words[0] for words in form.errors.values())}, 422
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    if number.startswith("JB"):
        found = complaints.accusation_of(number, code)
        if found is not None:
            delivery = AccusationDelivery.objects.filter(accusation=found).order_by("pk").first()
            return {"problem": "", "accusation": found, "delivery": delivery}, 200
    elif (row := complaints.looked_up(number, code)) is not None:
        return _with_word(request, row, number, code)
    limits.count(request, "complaint-code", 600)
    return {"problem": NOT_FOUND}, 404


def _with_word(request, row, number, code) -> tuple[dict, int]:
    """What was found; with `word` in the POST the person's word on the answer was sent along."""
    word, problem, status = None, "", 200
    if "word" in request.POST:
        row, word, problem, status = give(row, request.POST)
    context = complaints.told_of(row)
    context |= {"word": word or WordForm(final=context["final"]), "number": number, "code": code, "problem": problem}
    return context, status


def give(row, data):
    """(the complaint after its person's word, the form or None, words of refusal, status)."""
    word = WordForm(data, final=row.reopened_at is not None)
    if not word.is_valid():
        return row, word, "", 422
    try:
        row = actions.give_word(complaint=row, **word.cleaned_data)
    except MoveRefused as refusal:
        return row, word, str(refusal), 409
    return row, None, "", 200


@never_cache
@sensitive_post_parameters()
@require_http_methods(["POST"])
def answer_file(request, pk):
    """A file of the answer, for who holds number and code."""
    form = LookUpForm(request.POST)
    if limits.spent(request, "complaint-code", WRONG_IN_TEN_MINUTES) or not form.is_valid():
        raise Http404
    row = complaints.looked_up(form.cleaned_data["number"], form.cleaned_data["code"])
    if row is None:
        limits.count(request, "complaint-code", 600)
        raise Http404
    return _file(row, pk)


def _file(row, pk):
    told = complaints.told_of(row)
    found = next((file for file in told["files"] if file.pk == pk), None)
    if found is None:
        raise Http404
    return private_response(found.file, found.name)


# --- one's own -----------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def mine(request):
    """A citizen's own complaints; those sent anonymously aren't among them."""
    page = complaints.mine(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "supervision/my_complaints.html", {"page": page})


def _own(request, number) -> Complaint:
    rows = Complaint.objects.of_person(request.user).select_related("head", *complaints.BODIES)
    return get_object_or_404(rows, number=number)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_complaint(request, number):
    """One of one's own: where it stands, the answer, and one's word on it."""
    row, word, problem, status = _own(request, number), None, "", 200
    if request.method == "POST":
        row, word, problem, status = give(row, request.POST)
        if status == 200:
            messages.success(request, "已收到您的评价，谢谢。")
            return redirect("supervision:my_complaint", number)
    context = complaints.told_of(row)
    context |= {"word": word or WordForm(final=context["final"]), "problem": problem}
    return render(request, "supervision/my_complaint.html", context, status=status)


@login_required
@never_cache
@require_safe
def my_file(request, number, pk):
    return _file(_own(request, number), pk)
