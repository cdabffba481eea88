"""What a person was told, and on which channels: the messages, the settings, the mail box that was confirmed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.masking import mask_mobile
from core.registers import key_page

from .. import actions
from ..enums import NoticeGroup
from ..forms import MailForm, NoticeSettingsForm
from ..models import Message
from ..permissions import is_staff_member
from ..queries import chosen_notices


def _frame(user) -> str:
    """Staff read in the frame of the desk, everybody else in that of the site."""
    return "desk.html" if is_staff_member(user) else "base.html"


@login_required
@never_cache
@require_safe
def inbox(request):
    """`?group=` one kind of matter, `?unread=1` what isn't read yet; by key, the newest first."""
    group, unread = request.GET.get("group", ""), request.GET.get("unread", "") == "1"
    own = Message.objects.of(request.user)
    waiting = {row["group"]: row["number"] for row in own.unread_by_group()}
    rows = own.filter(group=group) if group in NoticeGroup.values else own
    rows = rows.unread() if unread else rows
    page = key_page(
        rows, ("id",), after=request.GET.get("after", ""), before=request.GET.get("before", ""), newest_first=True
    )
    context = {
        "frame": _frame(request.user),
        "page": page,
        "group": group if group in NoticeGroup.values else "",
        "groups": [("", "全部", sum(waiting.values()))]
        + [(code, NoticeGroup(code).label, waiting.get(code, 0)) for code in own.groups()],
        "unread": unread,
        "waiting": sum(waiting.values()),
    }
    return render(request, "accounts/messages.html", context)


@login_required
@require_POST
def open_message(request, pk):
    """Mark one's own message as read and go to what it is about."""
    message = get_object_or_404(Message.objects.of(request.user), pk=pk)
    actions.mark_read(actor=request.user, message=message)
    if url_has_allowed_host_and_scheme(message.address, allowed_hosts=None):
        return redirect(message.address)
    return redirect("messages")


@login_required
@require_POST
def read_messages(request):
    """Mark all, those of a group (`group`), or one (`message`) as read; back to where the person was."""
    group, pk = request.POST.get("group", ""), request.POST.get("message", "")
    message = get_object_or_404(Message.objects.of(request.user), pk=int(pk)) if pk.isdecimal() else None
    actions.mark_read(
        actor=request.user, message=message, group=group if group in NoticeGroup.values and not message else ""
    )
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if safe else "me")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request):
    """Which notices come on which channels, one block for each group."""
    user = request.user
    form = NoticeSettingsForm(request.POST or None, person=user, chosen=chosen_notices(user))
    if request.method == "POST" and form.is_valid():
        actions.save_preferences(actor=user, chosen=form.chosen())
        messages.success(request, "通知设置已保存。")
        return redirect("notice_settings")
    context = {
        "frame": _frame(user),
        "form": form,
        "mobile": mask_mobile(user.mobile) if user.mobile else "",
        "mail": user.email,
        "staff": is_staff_member(user),
    }
    return render(request, "accounts/notice_settings.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@sensitive_post_parameters("mail")
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request):
    """Ask for a mail box to be confirmed, or give the one there is up."""
    form = MailForm(request.POST or None, initial={"mail": request.user.email})
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_mail(user=request.user)
        messages.success(request, "邮箱已删除，不再给您发邮件。")
        return redirect("notice_settings")
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["mail"]
        link = request.build_absolute_uri(
            reverse("notice_mail_confirm", args=[actions.mail_token(request.user, address)])
        )
        try:
            actions.ask_mail(user=request.user, mail=address, link=link)
        except ValidationError as error:
            form.absorb(error)
        else:
            messages.success(request, f"确认邮件已发往 {address}，请在 24 小时内打开邮件里的链接。")
            return redirect("notice_settings")
    context = {"frame": _frame(request.user), "form": form, "mail": request.user.email}
    return render(request, "accounts/notice_mail.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mail(request, token):
    """The link in the mail: a click on the page, not the link itself, puts the address down."""
    try:
        address = actions.mail_of(request.user, token)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("notice_mail")
    if request.method == "POST":
        actions.set_mail(user=request.user, token=token)
        messages.success(request, f"邮箱 {address} 已确认，现在可以选用邮件通知。")
        return redirect("notice_settings")
    return render(request, "accounts/notice_mail_confirm.html", {"frame": _frame(request.user), "mail": address})
