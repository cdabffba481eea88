"""How the acts of a case read in the national tables.

The codes of `event_name` and `result_type` could not be checked against a published text; they stand here alone, so
that the receiver's own list replaces them in one place. The words travel beside them.
"""

from .enums import Table

# 业务动作: 1 通过, 2 退回, 9 其他
EVENTS = {
    "accept": "1",
    "accept_lacking": "1",
    "review": "1",
    "grant": "1",
    "deliver": "1",
    "hand_over": "1",
    "ask_correction": "2",
    "not_accept": "2",
    "tell_not_needed": "2",
    "terminate": "2",
    "refuse": "2",
    "send_back": "2",
}
OTHER_EVENT = "9"

# 办结结果: 1 准予, 2 不予许可, 3 不予受理, 4 申请人撤回, 5 终止办理, 9 作废
RESULTS = {
    "deliver": "1",
    "hand_over": "1",
    "refuse": "2",
    "not_accept": "3",
    "tell_not_needed": "3",
    "withdraw": "4",
    "terminate": "5",
    "void": "9",
}

# Acts of the portal upon itself are no part of the process.
INTERNAL = ("recompute_clocks", "compare_clocks")

PERSON_DOCUMENT, BODY_DOCUMENT = "111", "001"  # 居民身份证 (GA/T 2000.156), 统一社会信用代码

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
