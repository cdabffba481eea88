"""What reviewers may do on the page of a change set beside its moves: forms for its rows and for its opinions."""

from core.registers import HANDS_ON, ChangeSetState

from ..enums import Aspect, PaperKind
from ..forms.moves import AnswerForm, ConsultationForm, HeardForm, RemarkForm, RulingForm, VerdictForm
from ..forms.papers import PAPER_FORMS
from ..kinds import KINDS
from ..models.papers import MADE_IN, key_of
from ..permissions import KEEPERS, at_step, held, may_fill, may_review
from ..queries import desk
from ..queries.founding import unrecorded_of
from ..workflow import LIST_CHANGES, wrote_it, wrote_or_judged_it, wrote_or_reviewed_it

S = ChangeSetState
HEARD_IN = (S.SUBMITTED, S.LEGALITY, S.OPINIONS)


def parts_of(user, change_set, rows, *, beside=None) -> dict:
    """The context of the forms beside the rows. `beside` is (row key, form): one that was refused."""
    aspects = aspects_open(user, change_set)
    open_moves = {move.name for move in LIST_CHANGES.open_to(user, change_set)}
    remarks = any(name.startswith("return_") for name in open_moves)
    rules = "record_decision" in open_moves
    mends = change_set.state in (S.DRAFT, S.FEEDBACK, S.ENTRY) and may_fill(user, change_set)
    for row in rows:
        row.verdict_form = VerdictForm(aspects=aspects, initial={"seen": row.fingerprint}) if aspects else None
        row.remark_form = RemarkForm(version=row) if remarks else None
        row.ruling_form = RulingForm(version=row) if rules else None
        row.may_mend = mends and may_mend(change_set, row)
        row.hands_on = row.change in HANDS_ON
        if beside is not None and beside[0] == row.pk:
            setattr(row, f"{beside[1].part}_form", beside[1])
            row.part_open = beside[1].part
    hears = hears_opinions(user, change_set)
    return {
        "opinions": [(row, AnswerForm(prefix=f"answer-{row.pk}")) for row in desk.opinions_of(change_set)],
        "consultation": desk.consultation_of(change_set),
        "hears": hears,
        "heard_form": HeardForm() if hears else None,
        "consultation_form": ConsultationForm() if hears else None,
    }


def papers_of(user, change_set, *, bound=None) -> dict:
    """The context of the papers: those made of the set, and the forms of those that may be made now.

    `bound` is the form of a paper that was refused.
    """
    made = list(change_set.papers.visible_to(user).select_related("made_by").order_by("-id")[:20])
    forms = []
    for kind in PaperKind if may_review(user, change_set) else ():
        if change_set.state in MADE_IN[kind]:
            refused = bound is not None and bound.kind == kind
            paper = next((row for row in made if row.key == key_of(kind, [change_set])), None)
            if kind == PaperKind.REQUEST and paper is None and any(row.kind == kind for row in made):
                continue  # it goes to the government with others
            initial = {key: value for key, value in (paper.facts if paper else {}).items() if value}
            if paper and kind == PaperKind.CONSULT:
                initial["addressee"] = paper.addressee
            form = bound if refused else PAPER_FORMS[kind](prefix=kind, initial=initial)
            forms.append((kind.value, kind.label, form, refused, paper))
    return {"papers": made, "paper_forms": forms}


def founding_of(user, change_set) -> dict:
    """The context of the bases that stop the set's publication, and whether this person may settle them."""
    if not KINDS[change_set.kind].is_public:
        return {}
    unrecorded = unrecorded_of(change_set)
    return {"unrecorded": unrecorded, "keeps_laws": bool(unrecorded and KEEPERS & held(user))}


def aspects_open(user, change_set) -> list[Aspect]:
    """Of which aspects this person may write a verdict now."""
    if not change_set.passes(S.LEGALITY) or change_set.state not in (S.SUBMITTED, S.LEGALITY):
        return []
    found = []
    if change_set.state == S.LEGALITY and _holds(user, change_set, S.LEGALITY):
        found += [] if wrote_or_reviewed_it(change_set, user) else [Aspect.LEGALITY]
    if _holds(user, change_set, S.SUBMITTED) and not wrote_or_judged_it(change_set, user):
        found += [Aspect.REASON, Aspect.NECESSITY]
    return found


def hears_opinions(user, change_set) -> bool:
    """Whether this person records and answers opinions on the set now."""
    if change_set.state not in HEARD_IN or not change_set.passes(S.OPINIONS):
        return False
    return _holds(user, change_set, S.OPINIONS) and not wrote_it(change_set, user)


def may_mend(change_set, row) -> bool:
    """Whether the department may change the text of this row where the set stands."""
    if change_set.state != S.FEEDBACK:
        return True
    return any(verdict is not None and verdict.verdict == "revise" for _, verdict in row.judged)


def _holds(user, change_set, state) -> bool:
    return at_step(state)(user, change_set)
