"""满意度: the ratings by body, and the rating by the applicant."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals.enums import FINAL_STATES
from approvals.models import Case
from core.workflow import MoveRefused

from .. import actions
from ..enums import Satisfaction
from ..forms import FilterForm, RatingForm
from ..models import Rating
from ..queries import pages
from .base import supervised


@supervised("满意度评价")
def ratings(request):
    """Ratings by body with the share that was rated, and the negative ones."""
    chosen, today = FilterForm.read(request.GET), timezone.localdate()
    rows = pages.negative_ratings(request.user)
    context = {
        "today": today,
        "period": chosen["period"],
        "period_name": pages.PERIODS[chosen["period"]],
        "periods": pages.PERIODS.items(),
        "standings": pages.standings(request.user, period=chosen["period"], today=today),
        "page": pages.page_of(rows, after=chosen["after"], before=chosen["before"]),
    }
    return render(request, "supervision/ratings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def rate(request, number):
    """The applicant rates a finished case, once; afterwards the page shows the rating given."""
    row = get_object_or_404(Case.objects.of_applicant(request.user).select_related("organisation"), number=number)
    given = Rating.objects.filter(case=row).first()
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rate(actor=request.user, case=row, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "评价已提交，谢谢您。评价只用于改进服务，您的姓名不会公开。")
            return redirect("supervision:rate", number=row.number)
    context = {
        "case": row,
        "given": given,
        "form": form,
        "finished": row.state in FINAL_STATES,
        "given_label": Satisfaction(given.satisfaction).label if given else "",
    }
    return render(request, "supervision/rate.html", context)
