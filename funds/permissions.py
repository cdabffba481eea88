"""Who may do what with a fund and its papers: predicates for the workflow tables.

A department fills (`fill_funds`), 财政局 reviews and publishes the list (`review_funds`), inspectors find
(`inspect_funds`); whoever publishes is somebody else than the author.
"""

from accounts.permissions import may

may_fill = may("fill_funds")
may_review = may("review_funds")
may_record = may("record_decision")
may_inspect = may("inspect_funds", "found_by")
# rows that hang on a fund
may_fill_entry = may("fill_funds", "body")
may_review_entry = may("review_funds", "body")
