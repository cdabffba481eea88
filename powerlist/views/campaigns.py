"""清理任务 at the desk: the list, one campaign with its progress table, and each body's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import note_view
from accounts.models import organisations_where
from core.files import private_response
from core.workbooks import neutral
from core.workflow import MoveRefused

from .. import actions
from ..forms.campaigns import CAMPAIGN_FORMS, PART_FORMS, CampaignForm
from ..models import Inspection
from ..permissions import may_fill, may_review
from ..queries import campaigns, desk
from ..workflow import CAMPAIGN, PART
from .downloads import as_file, workbook_response

CAMPAIGN_ACTS = {
    "remind": actions.remind_late,
    "move_ends": actions.move_ends,
    "close": actions.close_campaign,
}
PART_ACTS = {
    "hand_in": actions.hand_in,
    "return": actions.return_part,
    "inspect": actions.inspect,
    "declare": actions.declare_none,
    "withdraw": actions.withdraw_declaration,
}
ON_FORM = ("declare", "withdraw")  # acts that stand beside a form, not among the buttons


def in_sight(request, number):
    row = campaigns.campaign(request.user, number)
    if row is None:
        raise Http404
    return row


def part_in_sight(request, number, code):
    row = in_sight(request, number)
    part = campaigns.part(request.user, row, code)
    if part is None:
        raise Http404
    return row, part


def may_lead(user) -> bool:
    return organisations_where(user, "review_lists").exists()


@login_required
@never_cache
@require_safe
def campaign_list(request):
    """The campaigns in sight, the newest first."""
    if not desk.works_on_lists(request.user):
        raise Http404
    page = campaigns.campaigns(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    today = timezone.localdate()
    for row in page:
        row.steps = _steps(row, today)
    context = {"page": page, "may_lead": may_lead(request.user), "may_open": desk.may_open(request.user)}
    return render(request, "powerlist/campaigns.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Open a campaign."""
    if not may_lead(request.user):
        raise Http404
    form = CampaignForm(request.POST or None, user=request.user, initial=request.typed or {})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.open_campaign(actor=request.user, **form.facts())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"清理任务 {row.number} 已发起，{row.parts.count()} 个单位参加。")
            return redirect("powerlist:campaign", row.number)
    return render(request, "powerlist/campaign_new.html", {"form": form})


def _steps(row, today) -> list[dict]:
    """The stages for the step line: where a day lies among them."""
    current = row.stage_on(today) if row.state == "running" else ""
    fields = [field for field, *_ in row.stages]
    at = fields.index(current) if current else len(fields)
    return [
        {
            "label": name,
            "state": "done" if n < at else "current" if n == at else "todo",
            "note": f"{ends:%Y-%m-%d} 止",
        }
        for n, (_, name, ends) in enumerate(row.stages)
    ]


@login_required
@never_cache
@require_safe
def campaign(request, number):
    """One campaign: to 审改办 the progress of all bodies, to a department its own part."""
    row = in_sight(request, number)
    note_view(request, "清理任务", f"campaign:{row.number}")
    return show(request, row)


def show(request, row, *, bound=None, status=200):
    """The page of a campaign; `bound` is the form of an act that was refused."""
    today = timezone.localdate()
    overseen = _oversees(request.user, row)
    mine = campaigns.progress(row, today, campaigns.parts_of(request.user, row))
    if not overseen and len(mine) == 1 and bound is None:
        return redirect("powerlist:campaign_part", row.number, mine[0].organisation.code)
    sort = request.GET.get("sort", "standing")
    context = {
        "campaign": row,
        "steps": _steps(row, today),
        "mine": mine,
        "overseen": overseen,
        "sort": sort if sort in campaigns.SORTS else "body",
        "sorts": campaigns.SORTS.items(),
        "standing": request.GET.get("standing", ""),
        "moved": campaigns.moved_ends(row),
        "events": campaigns.events_of(row),
        "acts": _acts(CAMPAIGN, CAMPAIGN_FORMS, request.user, row, bound),
        "missed": bound,
    }
    if overseen:
        context |= {
            "table": campaigns.table(
                row, today, sort=sort, standing=context["standing"], after=request.GET.get("after", "")
            ),
            "contacts_late": today > row.contacts_by,
            "inspections": campaigns.inspections(row),
            "to_decide": campaigns.to_decide(row) if may_review(request.user, row) else [],
            "papers": list(row.papers.visible_to(request.user).select_related("made_by").order_by("-id")[:20]),
        }
    return render(request, "powerlist/campaign.html", context, status=status)


def _oversees(user, row) -> bool:
    """Whether the person looks at the bodies of a campaign from above."""
    watching = ("review_lists", "give_legality", "record_decision", "audit")
    return organisations_where(user, *watching).filter(pk=row.organisation_id).exists()


def _acts(workflow, forms, user, row, bound, request=None) -> list[tuple]:
    """(move, form, whether it was refused just now) of what this person may do now."""
    found = []
    for move in workflow.open_to(user, row):
        if move.name not in ON_FORM:
            mine = bound is not None and bound.move == move.name
            form = forms[move.name]
            found.append((move, bound if mine else form(prefix=move.name, initial=form.start(row)), mine))
    return found


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, number, move):
    """催报 or the end of a campaign."""
    row = in_sight(request, number)
    if move not in CAMPAIGN_ACTS:
        raise Http404
    if request.method != "POST":
        return redirect("powerlist:campaign", number)
    form = CAMPAIGN_FORMS[move](request.POST, prefix=move)
    form.move = move
    if not form.is_valid():
        return show(request, row, bound=form, status=422)
    try:
        done = CAMPAIGN_ACTS[move](actor=request.user, campaign=row, **form.facts())
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, in_sight(request, number), bound=form, status=409)
    if move == "remind":
        words = f"已催报 {done} 个单位。" if done else "这些逾期单位今天已经催报过，没有重复发送。"
        messages.success(request, words)
    elif move == "move_ends":
        messages.success(request, f"期限已调整，已发 {done} 条消息给有关单位。")
    else:
        messages.success(request, "清理任务已结束。")
    return redirect("powerlist:campaign", number)


# --- one body --------------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def part(request, number, code):
    """我单位的清理任务: what is to be filled, by when, and where; for 审改办 the same with its own acts."""
    row, mine = part_in_sight(request, number, code)
    note_view(request, "清理任务", f"campaign:{row.number}:{code}")
    return show_part(request, row, mine)


def show_part(request, row, mine, *, bound=None, status=200):
    """The page of a body's part; `bound` is the form of an act that was refused."""
    today = timezone.localdate()
    found = campaigns.progress(row, today, row.parts.filter(pk=mine.pk))[0]
    mine.campaign = row
    fills = may_fill(request.user, mine)
    beside = bound if bound is not None and bound.move in ON_FORM else None
    return render(
        request,
        "powerlist/campaign_part.html",
        {
            "campaign": row,
            "part": mine,
            "progress": found,
            "today": today,
            "lines": [(share, _next_step(share)) for share in found.shares],
            "fills": fills,
            "may_declare": fills and any(move.name == "declare" for move in PART.open_to(request.user, mine)),
            "beside": beside,
            "missed": bound,
            "sets": campaigns.sets_of(mine),
            "inspections": campaigns.inspections(row, mine),
            "acts": _acts(PART, PART_FORMS, request.user, mine, bound),
            "events": campaigns.events_of(mine),
            "moved": campaigns.moved_ends(row),
            "roster": campaigns.roster_of(mine),
            "steps": _steps(row, today),
            "overseen": _oversees(request.user, row),
        },
        status=status,
    )


def _next_step(share) -> str:
    """What the department does next with a form, in a word: import, go on, or nothing."""
    if share.key == "summary":
        return "computed"
    if share.key == "contacts":
        return "contacts" if share.missing else "done"
    return "declared" if share.percent is None else "go_on" if share.rows else "begin"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act_on_part(request, number, code, move):
    """Hand in, declare, return or inspect; what was typed comes back when it is refused."""
    row, mine = part_in_sight(request, number, code)
    if move not in PART_ACTS:
        raise Http404
    if request.method != "POST":
        return redirect("powerlist:campaign_part", number, code)
    form = PART_FORMS[move](request.POST, request.FILES, prefix=move)
    form.move = move
    if not form.is_valid():
        return show_part(request, row, mine, bound=form, status=422)
    try:
        PART_ACTS[move](actor=request.user, part=mine, **form.facts())
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show_part(request, *part_in_sight(request, number, code), bound=form, status=409)
    except ValidationError as fault:
        form.add_error("file" if "file" in form.fields else None, fault.messages)
        return show_part(request, row, mine, bound=form, status=422)
    messages.success(request, f"{mine.organisation}：“{PART[move].label}”已办理。")
    return redirect("powerlist:campaign_part", number, code)


@login_required
@never_cache
@require_safe
def inspection_file(request, number, pk):
    """The file of a 督查 record."""
    row = in_sight(request, number)
    found = Inspection.objects.visible_to(request.user).filter(pk=pk, part__campaign=row).order_by("id").first()
    if found is None or not found.file:
        raise Http404
    note_view(request, "督查附件", f"campaign:{row.number}")
    return private_response(found.file, found.file_name, inline=True)


# --- the table as a file ---------------------------------------------------------------------------------------------

WIDTHS = (28, 10, 10)


@login_required
@never_cache
@require_safe
def export(request, number):
    """The progress table as Excel: every body, every form."""
    from openpyxl import Workbook

    row = in_sight(request, number)
    if not _oversees(request.user, row):
        raise Http404
    note_view(request, "清理任务进度表", f"campaign:{row.number}")
    today = timezone.localdate()
    rows = campaigns.ordered(campaigns.progress(row, today), request.GET.get("sort", "body"))
    book = Workbook()
    sheet = book.active
    sheet.title = "进度表"
    sheet.append([neutral(f"{row.title}进度表（截至{today:%Y-%m-%d}）")])
    sheet.append([f"文号：{row.document_number}　自查清理截止：{row.check_ends:%Y-%m-%d}　共{len(rows)}个单位"])
    names = [name for _, name in row.form_names]
    sheet.append(["单位", "状态", "填报率", *(f"{n}（%）" for n in names), "报送时间", "期限", "退回次数"])
    for line in rows:
        handed_in = line.part.handed_in_at if line.standing == "handed_in" else None
        sheet.append(
            [
                neutral(line.organisation.name),
                line.standing.label,
                line.percent,
                *("无" if share.percent is None else share.percent for share in line.shares),
                f"{timezone.localtime(handed_in):%Y-%m-%d %H:%M}" if handed_in else "",
                f"{line.part.due_on:%Y-%m-%d}",
                line.returns,
            ]
        )
    _dress(sheet, len(names) + 6)
    return as_file(workbook_response(book), f"{row.title}进度表_{today:%Y-%m-%d}.xlsx")


def _dress(sheet, columns: int) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet["A1"].font = Font(bold=True, size=14)
    wrap = Alignment(wrap_text=True, vertical="center", horizontal="center")
    for cell in sheet[3]:
        cell.font, cell.alignment = Font(bold=True), wrap
    for place in range(1, columns + 1):
        width = WIDTHS[place - 1] if place <= len(WIDTHS) else 17
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B4"
