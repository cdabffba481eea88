"""Who may do what with a year's list."""

from accounts.permissions import may

may_fill = may("fill_lists")
may_review = may("review_lists")
may_record = may("record_decision")
