"""What the views of the open data share: the day, pages by key, ETags."""

import hashlib
from datetime import date

from django.db.models import Max
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from core.models import Publication
from core.registers import KeyPage

from .answers import DayQuery
from .throttles import ByAddress

SHAPE = "2"  # part of every ETag: a new shape of the answers makes the old ones stale


def page_answer(request, page: KeyPage, rows, **more) -> Response:
    """One page: the rows and the addresses of its neighbours."""

    def address(**key):
        query = request.query_params.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query.update(key)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return Response(
        {
            **more,
            "next": address(after=page.next) if page.next else None,
            "previous": address(before=page.previous) if page.previous else None,
            "results": rows,
        }
    )


class OpenView(APIView):
    """Open to everyone; answers 304 when nothing changed since the ETag that the asker holds.

    `publications` name the published data of the answer, `recorded` the models whose history counts besides.
    """

    authentication_classes = []
    permission_classes = []
    throttle_classes = [ByAddress]
    publications: tuple[str, ...] = ("lists",)
    recorded: tuple = ()
    query = DayQuery

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        asked = self.query(data=request.query_params)
        asked.is_valid(raise_exception=True)
        self.asked = asked.validated_data
        self.day: date = self.asked.get("as_of") or timezone.localdate()

    def etag(self, request) -> str:
        parts = [SHAPE, request.get_full_path(), str(self.day), *self._numbers()]
        return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'

    def _numbers(self) -> list[str]:
        numbers = {}
        if self.publications:
            rows = Publication.objects.filter(name__in=self.publications)
            numbers = dict(rows.values_list("name", "number"))
        published = [f"{name}:{numbers.get(name, 0)}" for name in self.publications]
        return published + [str(model.history.aggregate(last=Max("history_id"))["last"]) for model in self.recorded]

    def get(self, request, *args, **kwargs):
        etag = self.etag(request)
        known = [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
        response = Response(status=304) if etag in known or "*" in known else self.answer(request, **kwargs)
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        return response

    def page(self, request, page: KeyPage, answer, **more) -> Response:
        return page_answer(request, page, answer(page.rows, many=True).data, **more)

    @property
    def keys(self) -> dict:
        return {
            "after": self.asked.get("after", ""),
            "before": self.asked.get("before", ""),
            "size": self.asked["limit"],
        }
