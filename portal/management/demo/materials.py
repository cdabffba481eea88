"""Three matters without all their papers: one accepted with a promised day, one handed in, one with a 告知承诺."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from approvals import actions
from approvals.models import Case
from approvals.queries.materials import commitment_text, digest, lacking_text
from core import workdays
from licences.queries import usable_for
from powerlist.models import ServiceItemVersion

from .guides import PROMISES
from .papers import one_page_pdf
from .sources import Demo

FORM = {"subject": "申请开展职业介绍服务", "place": "武阳镇武阳西路12号", "township": "武阳镇", "start_on": ""}


def build(demo: Demo):
    version = ServiceItemVersion.objects.in_force(demo.today).get(name=next(iter(PROMISES)))
    actions.store_material(
        actor=demo.people["citizen"], upload=_pdf("房屋租赁合同"), title="房屋租赁合同", kind="document",
        at=demo.moment(20, 20),
    )  # fmt: skip
    lacking = _filed(demo, version, "citizen", 2)
    _accept(demo, lacking, 1)
    handed = _filed(demo, version, "citizen:1", 4)
    _accept(demo, handed, 3)
    place = version.materials.get(position=3)
    actions.hand_in(case=handed, actor=demo.people["citizen:1"], files=[(place, _pdf(place.name))], at=_at(demo, 1, 11))
    _filed(demo, version, "citizen:2", 1, lacks=False)


def _filed(demo: Demo, version, who: str, ago: int, *, lacks: bool = True) -> Case:
    """The form on paper, the identity from a licence on file, the premises promised or uploaded, the rest pledged."""
    person, moment = demo.people[who], _at(demo, ago, 10)
    draft = actions.save_draft(actor=person, version=version, form=FORM, at=moment)
    form, identity, place, rest = version.materials.order_by("position")
    said = {"case": draft, "actor": person, "at": moment}
    actions.attach(material=form, upload=_pdf(form.name), **said)
    licence = usable_for([identity.licence_code], draft.applicant_index, demo.today).first()
    actions.supply_material(material=identity, how="licence", licence=licence, **said)
    if lacks:
        until = workdays.due(timezone.localdate(moment), 5, "workday", calendar=workdays.calendar(), provisional=True)
        text = digest(lacking_text(version))
        actions.supply_material(material=place, how="lacking", until=until, text_sha256=text, **said)
    else:
        actions.attach(material=place, upload=_pdf(place.name), **said)
    actions.supply_material(material=rest, how="pledged", text_sha256=digest(commitment_text(rest)), **said)
    key = draft.submission_key
    return actions.submit_case(actor=person, version=version, form=FORM, submission_key=key, at=moment)


def _accept(demo: Demo, case: Case, ago: int):
    clerk = demo.people["window"]
    keys = case.version.materials.exclude(position=3).values_list("pk", flat=True)
    verdicts = dict.fromkeys(keys, ("good", ""))
    actions.judge_materials(case=case, actor=clerk, verdicts=verdicts, at=_at(demo, ago, 9))
    actions.accept_lacking(case=case, actor=clerk, at=_at(demo, ago, 10))


def _at(demo: Demo, working_days_ago: int, hour: int):
    day = demo.workday(working_days_ago)
    return demo.moment((demo.today - day).days, hour)


def _pdf(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("材料.pdf", one_page_pdf(text), "application/pdf")
