"""What the receiving tables demand; how a case reads in them stands in approvals.kinds.national."""

from .enums import Table

# What the receiving tables demand (NOT NULL), and the lengths of their columns.
REQUIRED = {
    Table.ACCEPT: (
        *("row_guid", "project_no", "task_code", "task_name", "task_version", "project_type", "apply_type"),
        *("applyer_name", "applyer_type", "applyer_page_type", "applyer_page_code"),
        *("org_name", "org_code", "apply_date", "accept_date"),
    ),
    Table.PROCESS: (
        *("row_guid", "project_no", "process_name", "event_name", "handle_user_name"),
        *("event_start_time", "event_end_time"),
    ),
    Table.RESULT: ("row_guid", "project_no", "result_date", "result_type", "is_delivery_results"),
}
LENGTHS = {
    "project_no": 50,
    "task_code": 36,
    "task_name": 1000,
    "org_code": 18,
    "org_name": 100,
    "handle_user_name": 100,
    "handle_explain": 2000,
    "result_explain": 2000,
}
ENCRYPTED = ("applyer_name", "applyer_page_code", "contact_mobile")
