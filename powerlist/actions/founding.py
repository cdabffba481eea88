"""A basis that the register doesn't hold: it stops 终审 and 公布 until it is recorded, or verified on paper by name.

职权法定: nothing is published on the strength of a paper that nobody has seen (漳县“三张清单一张网”工作方案 二(一)).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.history import signed
from core.workflow import MoveRefused

from ..citations import Citation as ReadCitation
from ..citations import basis_key
from ..enums import LawLevel
from ..kinds.basis import Bases
from ..models import BasisVerification, Citation, Law, LawSuccession, ListVersion
from ..permissions import KEEPERS, held
from ..workflow import NO_BASIS_NEEDED, took_part
from .basis import cite, makers, own_papers, read_bases

SHOWN = 5


def check_founded(change_set, *, on: date) -> None:
    """Refuse in words when a text of the set rests on a department's own paper, or on what nobody has recorded.

    The citations in doubt are read anew first, so that what was recorded a moment ago counts.
    """
    rows = change_set.versions.open_proposals().exclude(change__in=NO_BASIS_NEEDED)
    cited = Citation.objects.filter(version__in=rows)
    doubtful = cited.filter(law__isnull=True).order_by().values("version")
    cite(ListVersion.objects.filter(pk__in=list(doubtful.values_list("version", flat=True))).order_by("id"), on=on)
    own = _own_papers_of(rows, cited, change_set.organisation, on)
    if own:
        raise MoveRefused(f"{_listed(own)}请退回填报单位修改后再办。")
    missing = cited.unrecorded().order_by("version__sort_key", "position").values_list("text", "version__name")
    named: dict[str, str] = {}
    for text, name in missing[:50]:
        named.setdefault(text[:60], name)
    if named:
        said = "；".join(f"“{text}”（{name}）" for text, name in list(named.items())[:SHOWN])
        raise MoveRefused(
            f"以下依据法规库没有收录，也没有人核对过纸质文件，不能公布：{said}{'等' if len(named) > SHOWN else ''}。"
            "请县委编办或司法局在批次页“未收录的依据”里录入法规库，或者写明核实的理由；名称写错的，退回填报单位改正。"
        )


def _own_papers_of(rows, cited, organisation, on: date) -> dict[str, str]:
    """By message: the name of the first text that rests on a paper of a department of the county."""
    county = settings.COUNTY["name"]
    maker = Q(law__issuer__startswith="县") | Q(law__issuer__contains=county)
    doubtful = cited.filter(Q(law__isnull=True) | Q(level__in=("", LawLevel.NORMATIVE)) | maker).order_by()
    laws, whose, found = Law.objects.index(on), makers(organisation), {}
    for row in rows.filter(pk__in=doubtful.values("version")).order_by("sort_key", "id"):
        for fault in own_papers(Bases.of(read_bases(row), laws), whose):
            found.setdefault(fault.message, row.name)
    return found


def _listed(own: dict[str, str]) -> str:
    return "".join(f"{name}：{message}" for message, name in list(own.items())[:SHOWN])


# --- the two ways out ------------------------------------------------------------------------------------------------


def basis_at(version: ListVersion, position: int) -> ReadCitation | None:
    """The basis of a text at its place (from 1), as it is read."""
    read = read_bases(version)
    return read[position - 1] if 0 < position <= len(read) else None


def record_law(*, actor, version, position, title, level, issuer, number="", effective_on=None, articles=None, at=None):
    """Enter into the register the law that a basis names; every text that cites it is judged anew. Returns the law.

    Refused when the register holds the title, when it is a department's own paper, or when the basis as it is written
    wouldn't be known by what was entered.
    """
    basis = _answerable(actor, version, position)
    _not_own(basis, version, issuer=issuer, number=number)
    title = title.strip().strip("《》")
    if Law.objects.filter(title=title).exists():
        raise MoveRefused(f"法规库里已有《{title}》。请退回填报单位，把依据写成这个全称。")
    law = Law(
        title=title, level=level, issuer=issuer.strip(), number=number.strip(), effective_on=effective_on,
        articles=articles, complete=bool(articles),
        source=f"由{actor.display_name}按批次 {version.change_set.number} 的依据录入",
    )  # fmt: skip
    with transaction.atomic():
        signed(law, actor=actor, reason=f"录入“{version.name}”的依据", at=at).save()
        if Law.objects.index(timezone.localdate(at)).judge(basis).law_id != law.pk:
            raise MoveRefused(
                f"依据里写的是“{basis.text[:60]}”，按您录入的名称和文号认不出来。请使标题或文号与依据一致，再录入。"
            )
        _judged_anew(basis, at)
    return law


def verify_basis(*, actor, version, position, level, issuer, reason, at=None) -> BasisVerification:
    """Answer by name that the paper of a basis was seen and founds it, where it isn't to be on the register."""
    basis = _answerable(actor, version, position)
    _not_own(basis, version, issuer=issuer, number=basis.document)
    if not reason.strip():
        raise MoveRefused("请写明核对了哪份纸质文件、为什么能作依据。")
    if Law.objects.index(timezone.localdate(at)).judge(basis).law_id:
        raise MoveRefused("法规库里已有这部法规，不用再核实纸质文件。请刷新页面。")
    key = basis_key(basis)
    row = BasisVerification.objects.filter(key=key).order_by("id").first() or BasisVerification(key=key)
    row.title = (basis.issuer + (f"《{basis.title}》" if basis.title else "") or basis.document or basis.text)[:300]
    row.document, row.level, row.issuer = basis.document[:100], level, issuer.strip()
    row.reason, row.active, row.verified_by, row.verified_at = reason.strip(), True, actor, at or timezone.now()
    with transaction.atomic():
        signed(row, actor=actor, reason=f"核实“{version.name}”的依据", at=at).save()
        _judged_anew(basis, at)
    return row


def _answerable(actor, version, position) -> ReadCitation:
    """The basis, for somebody who may answer for it and had no part in writing it."""
    if not KEEPERS & held(actor):
        raise PermissionDenied("只有县委编办和司法局可以录入法规、核实依据。")
    if took_part(version.change_set, actor):
        raise MoveRefused("填报人不能核实自己填写的依据，请由县委编办或司法局另一位工作人员办理。")
    basis = basis_at(version, position)
    if basis is None:
        raise MoveRefused("这条依据已经改过，请刷新页面再看。")
    return basis


def _not_own(basis: ReadCitation, version, *, issuer: str, number: str) -> None:
    whose = makers(version.organisation).whose(issuer.strip() or basis.issuer or basis.title, number or basis.document)
    if whose:
        raise MoveRefused(
            f"这是{whose}的文件，不能作依据，也不能由核实来补。请退回填报单位，改引法律、法规、规章或者上级文件。"
        )


def _judged_anew(basis: ReadCitation, at) -> None:
    """Texts that cite this basis, on their way or in force, each as of the day that it holds from."""
    same = Citation.objects.unrecorded().filter(
        title=(basis.title or basis.document)[:300], document=basis.document[:100]
    )
    today, by_day = timezone.localdate(at), defaultdict(list)
    for version in ListVersion.objects.filter(pk__in=same.values("version")).order_by("id"):
        by_day[version.valid_from or today].append(version)
    for day, versions in by_day.items():
        cite(versions, on=day)


# --- what replaced a law ---------------------------------------------------------------------------------------------


@transaction.atomic
def name_followers(*, law: Law, laws: list[Law], reason: str, actor=None) -> None:
    """Let exactly these laws replace one; a note on one that stays is kept."""
    wanted = list(dict.fromkeys(other.pk for other in laws))
    if law.pk in wanted:
        raise ValueError("替代法规不能是它自己，请另选一部")
    standing = {link.successor_id: link for link in law.successions.order_by("id")}
    for pk, link in standing.items():
        if pk not in wanted:
            signed(link, actor=actor, reason=reason).delete()
    for pk in wanted:
        if pk not in standing:
            signed(LawSuccession(law=law, successor_id=pk), actor=actor, reason=reason).save()
