"""The door of every page of supervision.

What isn't in sight is 404. Every view by a supervisor leaves a row in the log of views (accounts.AccessLog): those who
watch are watched too.
"""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.http import require_http_methods

from accounts.actions import log_view

from ..permissions import may_supervise


def supervised(what: str, *methods: str):
    """A page for supervisors alone: 404 for everybody else, and the view is logged as `what`. Read-only unless
    `methods` says more."""

    def decorate(view):
        @require_http_methods(methods or ("GET",))
        @login_required
        @wraps(view)
        def guarded(request, **kwargs):
            if not may_supervise(request.user):
                raise Http404
            response = view(request, **kwargs)
            if request.method == "GET":
                log_view(request.user, what, request.get_full_path(), request=request)
            return response

        return guarded

    return decorate
