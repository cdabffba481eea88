"""What makes the admin of the lists quick for a clerk: filters kept under a name, many rows changed at once, two texts
beside each other."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.models import organisations_where
from core.registers import VersionState, number_of
from core.workflow import MoveRefused

from .. import actions
from ..forms.bulk import BulkForm
from ..models import ListChangeSet, ListVersion, SavedFilter
from ..permissions import held
from ..queries import beside, bulk


class SavedFilters:
    """常用筛选 above a list: the own ones and those of colleagues; the present filters are kept under a name."""

    list_before_template = "admin/powerlist/saved_filters.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("filters/save/", view(self.save_filter_view), name=f"{self._name}_save_filter"),
            path("filters/<int:pk>/drop/", view(self.drop_filter_view), name=f"{self._name}_drop_filter"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        rows = SavedFilter.objects.visible_to(request.user).filter(page=self.opts.model_name).select_related("user")
        now = request.GET.urlencode()
        context = {
            "saved_filters": rows.order_by("name", "id"),
            "saved_filter_query": now,
            "save_filter_address": reverse(f"admin:{self._name}_save_filter"),
            "drop_filter_name": f"admin:{self._name}_drop_filter",
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def save_filter_view(self, request):
        if request.method != "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        query = request.POST.get("query", "")
        try:
            saved = actions.save_filter(
                actor=request.user,
                page=self.opts.model_name,
                name=request.POST.get("name", ""),
                query=query,
                shared=bool(request.POST.get("shared")),
            )
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{self.page_of()}?{query}" if query else self.page_of())
        messages.success(request, f"筛选条件“{saved.name}”已保存。")
        return redirect(f"{self.page_of()}?{saved.query}")

    def drop_filter_view(self, request, pk):
        if request.method != "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        rows = SavedFilter.objects.filter(user=request.user, page=self.opts.model_name, pk=pk)
        saved = rows.order_by("pk").first()
        if saved is None:
            raise Http404
        actions.drop_filter(actor=request.user, saved=saved)
        messages.success(request, f"筛选条件“{saved.name}”已删去。")
        return redirect(self.page_of())


class ManyAtOnce:
    """批量修改 and 对照 of the rows that were ticked in the list of texts."""

    actions = ["change_many", "set_beside"]

    def get_urls(self):
        bulk_page = path("many/", self.admin_site.admin_view(self.many_view), name=f"{self._name}_many")
        return [bulk_page, *super().get_urls()]

    def has_fill_permission(self, request):
        return self.has_view_permission(request) and "fill_lists" in held(request.user)

    @admin.action(description="批量修改（先预览，写成一个批次）", permissions=["fill"])
    def change_many(self, request, queryset):
        entries = sorted(set(queryset.order_by().values_list("entry_id", flat=True)[: bulk.MOST + 1]))
        return self._many(request, entries)

    @admin.action(description="两项对照", permissions=["view"])
    def set_beside(self, request, queryset):
        two = list(queryset.select_related("entry").order_by("organisation_id", "category", "sort_key", "id")[:3])
        if len(two) != 2:
            messages.error(request, "请正好选两项再对照。")
            return None
        names = [beside.name_of(text) for text in two]
        query = urlencode({"left": names[0], "right": names[1]})
        return redirect(f"{reverse('powerlist:beside')}?{query}")

    def many_view(self, request):
        """The form, then the preview, then the draft that the change became."""
        if not self.has_fill_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(self.page_of())
        found = [number_of(text) for text in request.POST.get("entries", "").split(",")[: bulk.MOST + 1]]
        return self._many(request, [pk for pk in found if pk is not None], act=True)

    def _many(self, request, entries: list[int], act: bool = False):
        """Everything is asked of the database again at every step; the page carries ids and the digest alone."""
        if len(entries) > bulk.MOST:
            messages.error(request, f"一次最多改 {bulk.MOST} 项，请先筛选再选。")
            return redirect(self.page_of())
        fillable = set(organisations_where(request.user, "fill_lists").values_list("pk", flat=True))
        texts = ListVersion.objects.filter(entry__in=entries, organisation__in=fillable).filter(
            state__in=[VersionState.PUBLISHED, VersionState.PROPOSED]
        )
        first = texts.select_related("organisation").order_by("organisation_id", "kind", "id").first()
        if first is None:
            messages.error(request, "选中的都不是您可以填报的现行事项，没有可以修改的。")
            return redirect(self.page_of())
        form = BulkForm(
            request.POST if act else None,
            kind=first.declared,
            drafts=bulk.drafts_for(first.organisation, first.kind),
        )
        plan = None
        if act and form.is_valid():
            change_set = form.cleaned_data["change_set"]
            if "apply" in request.POST:
                done = self._apply(request, entries, form)
                if done is not None:
                    return redirect("powerlist:desk_change_set", done.number)
            plan = bulk.plan(entries=entries, edit=form.edit, change_set=change_set, fillable=fillable)
        context = {
            **self.admin_site.each_context(request),
            "title": "批量修改",
            "opts": self.opts,
            "form": form,
            "plan": plan,
            "entries": ",".join(map(str, entries)),
            "count": len(entries),
            "organisation": first.organisation,
            "kind": first.declared,
            "back": self.page_of(),
        }
        request.current_app = self.admin_site.name
        status = 422 if act and form.errors else 200
        return TemplateResponse(request, "admin/powerlist/many.html", context, status=status)

    def _apply(self, request, entries, form) -> ListChangeSet | None:
        data = form.cleaned_data
        try:
            done = actions.bulk_edit(
                actor=request.user,
                entries=entries,
                edit=form.edit,
                seen=request.POST.get("seen", ""),
                change_set=data["change_set"],
                title=data["title"],
                reason=data["reason"],
            )
        except (MoveRefused, actions.RowChanged) as refusal:
            form.add_error(None, str(refusal))
            return None
        messages.success(request, f"已写成批次 {done.number}，公布的文本没有变动。请核对后报送。")
        return done
