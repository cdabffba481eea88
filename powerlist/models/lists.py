"""List entries, their versions, the change sets that carry them, and the log of every act."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.db.models.lookups import In
from django.urls import reverse

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.history import recorded
from core.registers import ChangeSet, ChangeSetState, Entry, MoveLog, Version, VersionQuerySet, VersionState

from ..enums import ChangeGround, Disclosure, PathNeed
from ..kinds import KINDS, Kind, category_choices, kind_choices, public_kinds
from .paths import OLD_STEPS, PERMISSIONS

# the cell 公开范围 of a text (附件3); empty means open, for a list is there to be published (政府信息公开条例 19)
OPENNESS = Coalesce(KT("content__openness"), Value(""), output_field=models.TextField())
SAID_OPEN = ("", Disclosure.PUBLIC.value, Disclosure.PUBLIC.label)
SAID_PARTLY = (Disclosure.APPLICANT, Disclosure.INTERNAL)

# who sees the desk of a body's lists: those who fill, review, judge, record or audit them
LIST_PERMISSIONS = ("fill_lists", "review_lists", "give_legality", "record_decision", "audit")


class EntryLevel(models.IntegerChoices):
    """主项 → 子项 → 业务办理项: how deep an entry stands under its main item."""

    MAIN = 1, "主项"
    SUB = 2, "子项"
    DEALING = 3, "业务办理项"


class ListEntry(Entry):
    """清单事项: one power or service of one body, the same over all its versions."""

    kind = models.CharField("清单", max_length=20, choices=kind_choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="list_entries", verbose_name="实施主体"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subs", verbose_name="上级事项"
    )
    # kept by the database with `parent`, and no deeper than 业务办理项 (migration `catalogue_and_hierarchy`)
    level = models.PositiveSmallIntegerField("层级", choices=EntryLevel, default=EntryLevel.MAIN, db_default=1)
    item = models.ForeignKey(
        "powerlist.CatalogueItem", on_delete=models.PROTECT, null=True, blank=True, related_name="entries",
        verbose_name="上级目录事项",
    )  # fmt: skip

    history = recorded(excluded=("level",))

    class Meta(Entry.Meta):
        verbose_name = verbose_name_plural = "清单事项"
        ordering = ["code"]

    @property
    def is_public(self) -> bool:
        return KINDS[self.kind].is_public

    @property
    def is_own(self) -> bool:
        """In no catalogue above, nor a part of an entry that is: 本地特有 once a catalogue is in use."""
        return self.item_id is None and (self.parent is None or self.parent.is_own)

    def get_absolute_url(self):
        """The public page; of a list that only staff see, the entry's history at the desk."""
        shelf = KINDS[self.kind].shelf
        return f"{shelf.path}{self.code}/" if shelf else reverse("powerlist:history", args=[self.code])


class ChangeSetQuerySet(models.QuerySet):
    def open_to_all(self):
        """Change sets of the lists that the public reads."""
        return self.filter(kind__in=[kind.key for kind in public_kinds()])

    def visible_to(self, user):
        """Those of the bodies for which the person fills, reviews, judges, records or audits."""
        return self.filter(organisation__in=organisations_where(user, *LIST_PERMISSIONS))


class ListChangeSet(ChangeSet):
    """变更批次 of one body and one list. Author, reviewer, jurist and recorder are different people."""

    kind = models.CharField("清单", max_length=20, choices=kind_choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="list_change_sets", verbose_name="单位"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="填报人"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="初审人",
    )
    jurist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="合法性审查人",
    )
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审定记录人",
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公布人",
    )
    ground = models.CharField("变更情形", max_length=20, choices=ChangeGround, default=ChangeGround.OTHER)
    path = models.JSONField("审核路径", default=dict, blank=True)  # as it was when the set was sent
    round = models.PositiveSmallIntegerField("送审轮次", default=0)
    waits_for = models.CharField("等候的岗位", max_length=40, blank=True, default="fill_lists")
    due_on = models.DateField("本环节期限", null=True, blank=True)
    campaign = models.ForeignKey(
        "powerlist.Campaign", on_delete=models.PROTECT, null=True, blank=True, related_name="change_sets",
        verbose_name="清理任务",
    )  # fmt: skip
    secrecy_opinion = models.CharField("保密审查意见", max_length=200, blank=True)
    scan = models.FileField("审定文件扫描件", upload_to=random_name, blank=True)
    scan_name = models.CharField("扫描件文件名", max_length=200, blank=True)
    scan_type = models.CharField("扫描件类型", max_length=100, blank=True)
    scan_sha256 = models.CharField("扫描件摘要", max_length=64, blank=True)

    objects = ChangeSetQuerySet.as_manager()
    history = recorded()

    class Meta(ChangeSet.Meta):
        verbose_name = verbose_name_plural = "变更批次"
        ordering = ["-id"]
        constraints = [
            *ChangeSet.Meta.constraints,
            models.CheckConstraint(condition=~Q(publisher=models.F("author")), name="%(class)s_author_not_publisher"),
        ]

    # --- the path ---------------------------------------------------------------------------------------------------

    @property
    def steps(self) -> list[dict]:
        """The steps of its path as frozen when it was sent; those of the time before where it has none."""
        return self.path.get("steps") or list(OLD_STEPS)

    def step(self, state: str | None = None) -> dict:
        """The step of a state (its own) on this path; empty when the path has none."""
        return next((s for s in self.steps if s["state"] == (state or self.state)), {})

    def passes(self, state: str) -> bool:
        return bool(self.step(state))

    @property
    def needs_scan(self) -> bool:
        """Whether 审定 on this path is recorded with the scan of its paper; yes where the path doesn't say."""
        return self.step(ChangeSetState.DECISION).get("needs", PathNeed.PAPER) == PathNeed.PAPER

    def permission_at(self, state: str) -> str:
        """The permission that the next move needs in a state, "" where nothing is waited for."""
        return self.step(state).get("permission") or PERMISSIONS.get(state, "")

    def state_after(self, state: str | None = None) -> str:
        """The state of the step that follows on this path. ValueError at its end."""
        states = [step["state"] for step in self.steps]
        after = states[states.index(state or self.state) + 1 :]
        if not after:
            raise ValueError(f"path {self.path.get('key')} ends with {state or self.state}")
        return after[0]


def _closed_entries():
    """The keys of entries whose present text isn't 向社会公开."""
    texts = ListVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).order_by()
    return texts.exclude(disclosure=Disclosure.PUBLIC).values("entry_id")


class ListVersionQuerySet(VersionQuerySet):
    def open_to_public(self):
        """Texts that anyone may read: 向社会公开 themselves, of an entry whose present text is so too.

        Every public door starts from it. An entry that is closed today is closed for all its days and texts.
        """
        return self.filter(disclosure=Disclosure.PUBLIC).exclude(entry_id__in=_closed_entries())

    def open_proposals(self):
        """Rows of change sets that are still on their way."""
        return self.filter(state=VersionState.PROPOSED)

    def open_to_all(self):
        """Texts of the lists that the public reads."""
        return self.filter(kind__in=[kind.key for kind in public_kinds()])

    def visible_to(self, user):
        """For clerks and reviewers: versions of the bodies for which they work on lists."""
        return self.filter(organisation__in=organisations_where(user, *LIST_PERMISSIONS))

    def for_public_list(self, *, kind: str, on):
        """Rows of a public list page, in its stored order."""
        return (
            self.in_force(on)
            .filter(kind=kind)
            .select_related("organisation")
            .order_by("organisation_id", "category", "sort_key", "id")
        )


class ListVersion(Version):
    """One text of a list entry: what all kinds filter and sort by is columns, the kind's own columns are `content`."""

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="versions", verbose_name="事项")
    change_set = models.ForeignKey(
        ListChangeSet, on_delete=models.PROTECT, related_name="versions", verbose_name="变更批次"
    )
    kind = models.CharField("清单", max_length=20, choices=kind_choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="list_versions", verbose_name="实施主体"
    )
    category = models.CharField("类别", max_length=2, blank=True, choices=category_choices)
    name = models.CharField("项目名称", max_length=500)
    office = models.CharField("承办机构", max_length=100, blank=True)
    sort_key = models.CharField("排序", max_length=20, blank=True)
    # made of `content` by the database, so that it is frozen, copied and compared with it; an unknown word closes
    disclosure = models.GeneratedField(
        expression=Case(
            When(In(OPENNESS, SAID_OPEN), then=Value(Disclosure.PUBLIC.value)),
            *(When(In(OPENNESS, (scope.value, scope.label)), then=Value(scope.value)) for scope in SAID_PARTLY),
            default=Value(Disclosure.NONE.value),
        ),
        output_field=models.CharField("公开范围", max_length=10, choices=Disclosure),
        db_persist=True,
    )
    ground = models.CharField("变更情形", max_length=20, choices=ChangeGround, blank=True, default="", db_default="")
    ground_text = models.CharField("变更依据", max_length=500, blank=True, default="", db_default="")

    objects = ListVersionQuerySet.as_manager()
    history = recorded(excluded=("disclosure",))

    class Meta(Version.Meta):
        verbose_name = verbose_name_plural = "清单内容"
        ordering = ["organisation_id", "category", "sort_key", "id"]
        indexes = [
            # the order of a public list, then the day: of a day long past, later texts are passed in the index
            models.Index(
                fields=["kind", "organisation", "category", "sort_key", "id", "valid_from"],
                condition=Q(state="published"),
                name="listversion_in_order",
            ),
            models.Index(
                fields=["entry"],
                condition=Q(state="published") & ~Q(disclosure="public"),
                name="listversion_closed",
            ),
            models.Index(fields=["change_set", "sort_key", "id"], name="listversion_change_set"),
            # by category and by newest, and what changed between two days
            models.Index(
                fields=["kind", "category", "organisation", "sort_key", "id", "valid_from"],
                condition=Q(state="published"),
                name="listversion_of_category",
            ),
            models.Index(
                fields=["kind", "valid_from", "id", "organisation", "category"],
                condition=Q(state="published"),
                name="listversion_newest",
            ),
            models.Index(
                fields=["kind", "valid_to"],
                condition=Q(state="published", valid_to__isnull=False),
                name="listversion_over",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def declared(self) -> Kind:
        return KINDS[self.kind]

    @property
    def labels(self) -> dict[str, str]:
        """What a reader calls each cell of this row, in the order of the official form."""
        return self.declared.labels

    @property
    def cells(self) -> dict:
        """The whole text of the row by key of `labels`, for staff: what two versions are compared by."""
        return self._cells(public=False)

    @property
    def public_labels(self) -> dict[str, str]:
        return self.declared.public_labels

    @property
    def public_cells(self) -> dict:
        """The cells, and of rows the columns, that may leave the house."""
        return self._cells(public=True)

    @property
    def public_content(self) -> dict:
        return self.declared.public_content(self.content)

    def _cells(self, *, public: bool) -> dict:
        return self.declared.cells(
            name=self.name, category=self.category, office=self.office, content=self.content, public=public
        )

    def is_suspended_on(self, day) -> bool:
        """Whether the entry is not exercised on a day though its text is in force (暂停行使)."""
        return self.entry.suspensions.on(day).exists()

    @property
    def fingerprint(self) -> str:
        """Tells whether somebody changed the row since it was shown."""
        own = {field.key: self.content.get(field.key, field.empty) for field in self.declared.fields}
        plain = json.dumps([self.state, self.name, self.category, self.office, own], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]


class ListMove(MoveLog):
    """Every act on a change set; append-only."""

    subject = models.ForeignKey(ListChangeSet, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "变更记录"
