"""The tabs of a guide's form: the elements of the national 实施清单 in the groups in which a clerk thinks of them."""

GUIDE_TABS = [
    (
        "事项和编码",
        {
            "classes": ["tab"],
            "fields": [
                "item",
                "name",
                ("everyday_name", "disclosure"),
                "serves",
                ("person_theme", "legal_theme"),
                "local_theme",
                ("case_kind", "handling_way"),
                "by_application",
                ("basic_code", "local_code"),
                ("implementation_code", "handling_code"),
            ],
        },
    ),
    (
        "主体和权限",
        {
            "classes": ["tab"],
            "fields": [
                ("level", "body_nature"),
                "power_source",
                "power_division",
                "exercise_content",
                ("deciding_body", "entrusting_body"),
                ("joint_bodies", "guiding_body"),
            ],
        },
    ),
    (
        "条件和时限",
        {
            "classes": ["tab"],
            "fields": [
                "conditions",
                "standard",
                ("quota", "prior_approvals"),
                "intermediary",
                ("legal_limit", "legal_unit"),
                "legal_article",
                ("promised_limit", "promised_unit"),
                "promise_note",
                ("correction_limit", "correction_unit"),
                "correction_basis",
                "lacking_basis",
            ],
            "description": "承诺时限不能超过法定时限。许可的时限按工作日计（行政许可法第八十二条）。当场办结的填 0。",
        },
    ),
    (
        "办理方式",
        {
            "classes": ["tab"],
            "fields": [
                "channels",
                ("online", "single_sign_on"),
                ("online_address", "mobile_address"),
                "online_depth",
                "four_ways",
                ("visits", "visits_reason"),
                "in_hall",
                ("area", "area_note"),
                ("appointment", "appointment_quota"),
                "appointment_note",
                ("mail_materials", "mail_results"),
                "mail_note",
            ],
        },
    ),
    (
        "收费和结果",
        {
            "classes": ["tab"],
            "fields": [
                ("fee", "online_payment"),
                ("result_name", "result_kind"),
                ("licence_type", "is_e_licence"),
                ("result_validity", "result_area"),
                "result_sample",
            ],
            "description": "不收费的写“不收费”；收费的在“收费项目”逐项写明标准和依据。",
        },
    ),
    (
        "征收和处罚",
        {
            "classes": ["tab"],
            "fields": [
                "levy_kind",
                "levy_standard",
                ("levy_reducible", "levy_reduction"),
                "penalty_act",
                "penalty_kinds",
                "penalty_range",
                "discretion_title",
                ("discretion_address", "discretion"),
            ],
            "description": "只有行政征收、行政处罚事项要填。裁量基准应当向社会公布（行政处罚法第三十四条）。",
        },
    ),
    (
        "咨询和救济",
        {
            "classes": ["tab"],
            "fields": [
                ("consult_phone", "complaint_phone"),
                ("consult_ways", "complaint_ways"),
                "rights",
                "obligations",
                ("review_body", "court"),
            ],
            "description": "咨询电话和监督投诉电话要带区号，不能相同。",
        },
    ),
    (
        "流程和版本",
        {
            "classes": ["tab"],
            "fields": ["flow", ("number", "state"), ("author", "publisher"), ("valid_from", "valid_to")],
        },
    ),
]
