"""What the registers know: which acts on a case are exercises of a power, and how those of each category end."""

from powerlist.enums import Category

from ..enums import Outcome as O  # noqa: E741 - the table reads better

# An act of the body towards the applicant or in the flow: the outcome that it is in the register.
OUTCOME_OF_MOVE = {
    "accept": O.STEP,
    "accept_lacking": O.STEP,
    "deem_accepted": O.STEP,
    "ask_correction": O.RETURNED,
    "begin_procedure": O.STEP,
    "end_procedure": O.STEP,
    "extend": O.STEP,
    "inspect": O.STEP,
    "tell_hearing": O.STEP,
    "minute_hearing": O.STEP,
    "step_done": O.STEP,
    "review": O.STEP,
    "send_back": O.RETURNED,
    "make_licence": O.STEP,
    "deliver": O.STEP,
    "hand_over": O.STEP,
    "grant": O.GRANTED,
    "refuse": O.REFUSED,
    "not_accept": O.NOT_ACCEPTED,
    "tell_not_needed": O.NOT_NEEDED,
    "terminate": O.TERMINATED,
    "terminate_lacking": O.TERMINATED,
}
# The acts that make a result which the public reads.
PUBLIC_RESULTS = ("grant", "refuse", "not_accept")

_APPLIED = (O.GRANTED, O.REFUSED, O.NOT_ACCEPTED, O.NOT_NEEDED, O.TERMINATED)
_STEPS = (O.STEP, O.RETURNED)
OUTCOMES = {
    Category.LICENSING: (*_APPLIED, *_STEPS),
    Category.PENALTY: (O.PENALISED, O.SPARED, O.DROPPED, O.REFERRED, *_STEPS),
    Category.COERCION: (O.IMPOSED, O.LIFTED, O.EXECUTED, O.TERMINATED, *_STEPS),
    Category.LEVY: (O.LEVIED, O.REDUCED, O.TERMINATED, *_STEPS),
    Category.PAYMENT: (*_APPLIED, *_STEPS),
    Category.INSPECTION: (O.CLEAN, O.ORDERED, O.FOUND, *_STEPS),
    Category.CONFIRMATION: (*_APPLIED, *_STEPS),
    Category.REWARD: (*_APPLIED, *_STEPS),
    Category.ADJUDICATION: (O.RULED, O.SETTLED, O.NOT_ACCEPTED, O.TERMINATED, *_STEPS),
    Category.OTHER: (O.DONE, *_APPLIED, *_STEPS),
}
FEW = 5  # fewer cases than these give no median: it would tell of single people
