"""How a case reads in the national tables of 办件数据 (GB/T 39046; names as in up_pro_accept and its neighbours).

The codes of `event_name` and `result_type` could not be checked against a published text; they stand here alone, so
that the receiver's own list replaces them in one place. The words travel beside them.
"""

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

# The tables of a case's record and the columns of each, in their order; the labels are what people read.
TABLES = {
    "up_pro_accept": "基本信息（申请和受理）",
    "up_pro_process": "办理过程",
    "up_pro_special": "特别程序",
    "up_pro_material": "申请材料",
    "up_pro_result": "办理结果",
    "up_pro_file": "文件",
}
COLUMNS = {
    "up_pro_accept": {
        "project_no": "办件编号",
        "task_code": "事项编码",
        "local_catalog_code": "职权编码",
        "task_name": "事项名称",
        "task_version": "事项版本",
        "project_type": "办件类型",
        "project_name": "办件名称",
        "applyer_name": "申请人",
        "applyer_type": "申请人类型",
        "applyer_page_type": "证件类型",
        "applyer_page_code": "证件号码",
        "contact_name": "经办人",
        "contact_mobile": "联系电话",
        "apply_date": "申请时间",
        "apply_type": "申请渠道",
        "org_name": "受理单位",
        "org_code": "受理单位编码",
        "handle_user_name": "受理人员",
        "accept_date": "受理时间",
        "promise_date": "承诺办结日期",
        "region_code": "行政区划",
        "state": "现在状态",
    },
    "up_pro_process": {
        "project_no": "办件编号",
        "process_name": "环节",
        "event_name": "业务动作",
        "handle_user_name": "办理人员",
        "handle_explain": "办理意见",
        "event_start_time": "开始时间",
        "event_end_time": "结束时间",
    },
    "up_pro_special": {
        "project_no": "办件编号",
        "special_kind": "种类",
        "special_basis": "依据",
        "special_limit": "告知的时限",
        "special_start": "开始日期",
        "special_end": "结束日期",
        "special_result": "结果",
    },
    "up_pro_material": {
        "project_no": "办件编号",
        "material_name": "材料名称",
        "receive_type": "提交方式",
        "receive_number": "份数",
        "verdict": "核对结果",
    },
    "up_pro_result": {
        "project_no": "办件编号",
        "result_date": "办结时间",
        "result_type": "结果代码",
        "result_explain": "结果说明",
        "result_cetr_name": "证照名称",
        "result_cetr_no": "证照编号",
        "is_delivery_results": "是否快递",
        "handle_user_name": "办理人员",
    },
    "up_pro_file": {
        "project_no": "办件编号",
        "file_group": "种类",
        "file_name": "文件名称",
        "file_number": "文书号",
        "file_size": "大小（字节）",
        "file_sha256": "校验值（SHA-256）",
        "file_time": "形成时间",
    },
}
