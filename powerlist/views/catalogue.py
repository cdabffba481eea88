"""上级目录 at the desk: its editions, claiming and declining, shares by body, entries that a change touches; its public
page of an item."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation, organisations_where
from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import catalogue as actions
from ..actions import claims, loading, nesting
from ..forms.catalogue import MOST_ROWS, ApplyForm, CatalogueForm, ClaimForm, NestForm, ReleaseForm
from ..kinds import category_choices
from ..models import CatalogueEdition
from ..models.catalogue import CatalogueLevel, LoadState
from ..permissions import may_fill, may_review
from ..queries import catalogue, desk

TABS = {"changed": "变更", "new": "新增", "ended": "取消", "refused": "不能载入", "unchanged": "没有变化"}
TONES = {"new": "success", "changed": "warning", "refused": "error"}


def _works(request):
    if not desk.works_on_lists(request.user):
        raise Http404


def _body(request, source):
    """The body of the address among those that the person fills; the first of them without one."""
    bodies = organisations_where(request.user, "fill_lists").current().order_by("sort_key", "code")
    code = source.get("organisation", "")[:30]
    body = bodies.filter(code=code).first() if code else bodies.first()
    if body is None and code:
        raise Http404
    return body, list(bodies[:100])


@login_required
@never_cache
@require_safe
def items(request):
    """Items for a body, to claim or decline many at once; 县委编办 sees them for all townships."""
    _works(request)
    body, bodies = _body(request, request.GET)
    keeper = actions.keeps_catalogue(request.user)
    if body is None and not keeper:
        return redirect("powerlist:catalogue_shares")
    return _items_page(request, body or _any_township(), bodies, keeper=keeper, filling=body is not None)


def _any_township() -> Organisation:
    """For whom a reviewer who fills no list looks at items: the first township stands for all."""
    body = Organisation.objects.current().filter(nature="township").order_by("sort_key", "code").first()
    if body is None:
        raise Http404
    return body


def _items_page(request, body, bodies, *, keeper, filling, form=None, status=200):
    get = request.GET if request.method != "POST" else request.POST
    state = get.get("state", "open")
    asked = catalogue.Asked(
        organisation=body,
        state=state if state in catalogue.STATES else "open",
        level=get.get("level", "") if get.get("level", "") in CatalogueLevel.values else "",
        category=get.get("category", "") if get.get("category", "") in dict(category_choices()) else "",
        hint=number_of(get.get("hint", "")),
        text=get.get("q", "").strip()[:100],
        everyone=bool(get.get("everyone")),
    )
    return render(
        request,
        "powerlist/desk_catalogue.html",
        {
            "body": body,
            "bodies": bodies,
            "asked": asked,
            "page": catalogue.items_for(asked, after=get.get("after", ""), before=get.get("before", "")),
            "states": [(key, label) for key, label in catalogue.STATES.items()],
            "levels": CatalogueLevel.choices,
            "categories": category_choices(),
            "hints": catalogue.hints(),
            "form": form or ClaimForm(organisation=body),
            "filling": filling,
            "keeper": keeper,
            "loaded": catalogue.loaded(),
            "may_open": desk.may_open(request.user),
        },
        status=status,
    )


@login_required
@require_POST
def claim(request):
    """认领, 不认领, or 认领 for all townships, of what was ticked."""
    _works(request)
    keeper = actions.keeps_catalogue(request.user)
    body, bodies = _body(request, request.POST)
    keys = [key for key in map(number_of, request.POST.getlist("item")) if key is not None]
    chosen = catalogue.chosen(keys[: MOST_ROWS + 1])
    act = request.POST.get("act", "")
    if act == "townships":
        if not keeper:
            raise Http404
        return _for_townships(request, chosen, body, bodies)
    if body is None or act not in ("claim", "decline"):
        raise Http404
    form = ClaimForm(request.POST, organisation=body)
    if form.is_valid():
        try:
            if act == "decline":
                count = claims.decline(
                    actor=request.user, organisation=body, items=chosen, reason=form.cleaned_data["reason"]
                )
                messages.success(request, f"已登记 {count} 项不认领。")
                return redirect(_back(body))
            done = claims.claim(
                actor=request.user, organisation=body, items=chosen, change_set=form.cleaned_data["change_set"]
            )
        except MoveRefused as refusal:
            form.add_error("reason" if act == "decline" and chosen else None, str(refusal))
        else:
            _tell(request, done)
            if done.change_sets:
                return redirect("powerlist:desk_change_set", done.change_sets[0].number)
            return redirect(_back(body))
    return _items_page(request, body, bodies, keeper=keeper, filling=True, form=form, status=422)


def _back(body) -> str:
    return f"{reverse('powerlist:catalogue')}?organisation={body.code}"


def _tell(request, done: claims.Claimed) -> None:
    if done.rows:
        numbers = "、".join(row.number for row in done.change_sets)
        messages.success(request, f"已认领 {len(done.rows)} 项，放进批次 {numbers}。请补填承办机构和责任后报送。")
    if done.linked:
        messages.success(request, f"{len(done.linked)} 项与现行清单内容相同，已直接对应，不用变更。")
    for item, why in done.left_out[:5]:
        messages.warning(request, f"“{item.name}”没有认领：{why}。")


def _for_townships(request, chosen, body, bodies):
    try:
        done = claims.claim_for_townships(actor=request.user, items=chosen)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("powerlist:catalogue")
    count = sum(len(claimed.rows) for claimed in done.values())
    linked = sum(len(claimed.linked) for claimed in done.values())
    if count:
        bodies = sum(bool(claimed.rows) for claimed in done.values())
        messages.success(request, f"已为 {bodies} 个乡镇各建一个批次，共 {count} 项，并提醒各乡镇补填。")
    if linked:
        messages.success(request, f"{linked} 项与乡镇现行清单内容相同，已直接对应，不用变更。")
    return redirect("powerlist:desk")


@login_required
@never_cache
@require_safe
def shares(request):
    """How much each body has claimed, by category."""
    _works(request)
    found = catalogue.shares(request.user)
    context = {
        "shares": found,
        "loaded": catalogue.loaded(),
        "keeper": _keeps(request),
        "may_open": desk.may_open(request.user),
        "fillable": set(organisations_where(request.user, "fill_lists").values_list("pk", flat=True)),
    }
    return render(request, "powerlist/desk_catalogue_shares.html", context)


def _keeps(request) -> bool:
    return actions.keeps_catalogue(request.user)


@login_required
@never_cache
@require_safe
def touched(request):
    """Claimed entries that a change above touches: what differs, and the way to follow it."""
    _works(request)
    page = catalogue.touched_of(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "page": page,
        "keeper": _keeps(request),
        "may_open": desk.may_open(request.user),
        "fillable": set(organisations_where(request.user, "fill_lists").values_list("pk", flat=True)),
    }
    return render(request, "powerlist/desk_catalogue_touched.html", context)


# --- editions --------------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def load(request):
    """Load an edition: the workbook and what it is; below it, the editions so far."""
    if not _keeps(request):
        raise Http404
    form = CatalogueForm(request.POST or None, request.FILES or None, initial=request.typed or {})
    if request.method == "POST" and form.is_valid():
        try:
            edition = loading.send_catalogue(actor=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("powerlist:catalogue_edition", edition.pk)
    return render(
        request,
        "powerlist/desk_catalogue_load.html",
        {"form": form, "editions": catalogue.editions(), "keeper": True, "may_open": desk.may_open(request.user)},
        status=422 if form.is_bound and form.errors else 200,
    )


def _edition(request, pk):
    row = CatalogueEdition.objects.filter(pk=pk).select_related("loaded_by").first()
    if row is None or not _keeps(request):
        raise Http404
    return row


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edition(request, pk):
    """An edition: what it changes, row by row, and the decision."""
    row = _edition(request, pk)
    if row.state in loading.RUNNING:
        return render(request, "powerlist/desk_catalogue_progress.html", {"edition": row, **_progress(row)})
    if row.state == LoadState.REFUSED:
        return render(request, "powerlist/desk_catalogue_refused.html", {"edition": row})
    refused = row.result["counts"]["refused"]
    form = ApplyForm(request.POST if request.method == "POST" else None, refused=refused)
    if request.method == "POST" and row.state == LoadState.PREVIEWED:
        try:
            if request.POST.get("act") == "drop":
                actions.drop_catalogue(actor=request.user, edition=row)
                messages.success(request, "这一版目录没有采用。")
                return redirect("powerlist:catalogue_load")
            if form.is_valid():
                loading.confirm_catalogue(actor=request.user, edition=row, **form.cleaned_data)
                return redirect("powerlist:catalogue_edition", row.pk)
        except MoveRefused as refusal:
            form.is_valid()
            form.add_error(None, str(refusal))
            row.refresh_from_db()
    tab, shown, start = _tab(request, row)
    return render(
        request,
        "powerlist/desk_catalogue_edition.html",
        {
            "edition": row,
            "counts": row.result["counts"],
            "tabs": [(key, label, row.result["counts"][key]) for key, label in TABS.items()],
            "tab": tab,
            "lines": shown[start : start + catalogue.PAGE_SIZE],
            "previous": max(0, start - catalogue.PAGE_SIZE) if start else None,
            "next": start + catalogue.PAGE_SIZE if start + catalogue.PAGE_SIZE < len(shown) else None,
            "form": form,
            "tone": TONES.get(tab, ""),
        },
        status=409 if form.is_bound and form.errors else 200,
    )


STAGES = {"read": "正在核对", "write": "正在载入"}


def _progress(row) -> dict:
    """What the progress bar says; `share` in hundredths, None while nothing is known."""
    found = loading.progress_of_edition(row)
    done, total = found.get("done", 0), found.get("total", 0)
    return {
        "stage": STAGES.get(found.get("stage"), "正在排队"),
        "done": done,
        "total": total,
        "share": done * 100 // total if total else None,
        "progress_at": reverse("powerlist:catalogue_progress", args=[row.pk]),
    }


@login_required
@never_cache
@require_safe
def progress(request, pk):
    """The moving part; when the edition is read or written the whole page is asked for again."""
    row = _edition(request, pk)
    if row.state not in loading.RUNNING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "powerlist/_import_progress.html", _progress(row))


def _tab(request, row) -> tuple[str, list[dict], int]:
    """The tab asked for (else the first that holds something), its lines, and where the page begins."""
    counts = row.result["counts"]
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = next((key for key in ("refused", *TABS) if counts[key]), "new")
    labels = dict(category_choices())
    lines = row.result["ended"] if tab == "ended" else [x for x in row.result["lines"] if x["state"] == tab]
    lines = [{**line, "category": labels.get(line.get("category", ""), "")} for line in lines]
    return tab, lines, number_of(request.GET.get("from", "")) or 0


# --- one entry -------------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place(request, code):
    """Where an entry stands: its main item, its item above; both may be changed by whoever may."""
    entry = desk.entry(request.user, code)
    if entry is None or not (may_fill(request.user, entry) or may_review(request.user, entry)):
        raise Http404
    release = request.POST.get("act") == "release"
    nest = NestForm(
        request.POST if request.method == "POST" and not release else None,
        entry=entry, initial={"parent": entry.parent.code if entry.parent else "", **(request.typed or {})},
    )  # fmt: skip
    free = ReleaseForm(request.POST if release else None)
    form = free if release else nest
    if request.method == "POST" and form.is_valid():
        try:
            if release:
                claims.release(actor=request.user, entry=entry, **form.cleaned_data)
            else:
                nesting.nest(actor=request.user, entry=entry, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已解除认领。" if release else "层级已保存。")
            return redirect("powerlist:entry_place", code)
    text = entry.versions.order_by("-number").first()
    return render(
        request,
        "powerlist/desk_place.html",
        {
            "entry": entry,
            "text": text,
            "nest": nest,
            "free": free,
            "fills": may_fill(request.user, entry),
            "may_release": may_review(request.user, entry) and entry.item_id is not None,
            "below": [row.versions.order_by("-number").first() for row in nesting.below(entry)],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


# --- the public ------------------------------------------------------------------------------------------------------


@require_safe
def item(request, pk):
    """An item of a catalogue above with the bodies that exercise it."""
    found = catalogue.public_item(int(pk), timezone.localdate())
    if found is None:
        raise Http404
    return render(request, "powerlist/open_catalogue_item.html", {"found": found, "item": found.item})
