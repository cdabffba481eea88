"""What the pages of a case call its decision, by the category of its entry."""

from dataclasses import replace

from django.utils import timezone

from ..enums import DECIDED_STATES, CaseState
from ..kinds.decisions import LICENSING, DecisionWords, decision_words
from ..models import Case

OWN_LAW = "本事项的法定依据"  # the article of a licence's decision founds no other


def words_for(case: Case) -> DecisionWords:
    """One query where a decision is spoken of, none before it."""
    if case.state not in (CaseState.DECISION, *DECIDED_STATES):
        return LICENSING
    return decision_words(case.category_on(timezone.localdate(case.received_at)))


def said(words: DecisionWords, context: dict) -> dict:
    """The context of a case page with the words of its category: steps, timeline, moves, state."""
    if words is LICENSING:
        return context | {"state_words": context["case"].get_state_display()}
    context |= {"state_words": words.say(context["case"].get_state_display())}
    context["steps"] = [step | {"label": words.say(step["label"])} for step in context["steps"]]
    context["events"] = [event | {"title": words.say(event["title"])} for event in context["events"]]
    for name in ("moves", "more"):
        context[name] = [row | _move_said(words, row) for row in context.get(name, [])]
    if "turn" in context:
        context["turn"] = replace(context["turn"], words=words.say(context["turn"].words))
    return context


def _move_said(words: DecisionWords, row: dict) -> dict:
    move = row["move"]
    label = words.say(move.label)
    article = move.article if label == move.label else OWN_LAW
    spoken = replace(move, label=label, effect=words.say(move.effect), article=article)
    return {"move": spoken, "effect": words.say(row["effect"])}
