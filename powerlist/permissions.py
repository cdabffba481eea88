"""Who may do what with a change set: predicates for the workflow table."""

from accounts.permissions import may

may_fill = may("fill_lists")
may_review = may("review_lists")
may_judge = may("give_legality")
may_record = may("record_decision")
