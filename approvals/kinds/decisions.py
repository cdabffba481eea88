"""What a decision is called: 许可 is granted, a 确认 is confirmed, a 给付 is paid. One row for each category."""

from dataclasses import dataclass

from powerlist.enums import Category

GRANT, REFUSE = "准予许可", "不予许可"  # the words of the tables of moves and states


@dataclass(frozen=True)
class DecisionWords:
    """The two words of a decision; `say` puts them where the tables speak of a licence."""

    grant: str
    refuse: str

    def say(self, text: str) -> str:
        return text.replace(GRANT, self.grant).replace(REFUSE, self.refuse)


LICENSING = DecisionWords(GRANT, REFUSE)
WORDS = {
    Category.LICENSING.value: LICENSING,
    Category.PAYMENT.value: DecisionWords("予以给付", "不予给付"),
    Category.CONFIRMATION.value: DecisionWords("予以确认", "不予确认"),
    Category.REWARD.value: DecisionWords("予以奖励", "不予奖励"),
    Category.OTHER.value: DecisionWords("同意办理", "不予办理"),
    Category.PUBLIC_SERVICE.value: DecisionWords("予以办理", "不予办理"),
}


def decision_words(category: str) -> DecisionWords:
    """The words of a category; those of a licence for one without its own."""
    return WORDS.get(category, LICENSING)
