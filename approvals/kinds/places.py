"""The named fields of a paper: what may stand in braces in a template, and what it becomes."""

import re

PLACE = re.compile(r"\{([^{}]*)\}")

# --- texts: they stand anywhere -------------------------------------------------------------------
TEXTS = {
    "申请人": "申请人姓名或者名称",
    "证件号码": "自然人遮盖，单位是统一社会信用代码",
    "事项": "申请的事项名称",
    "事项类别": "行政许可、行政确认等",
    "办件编号": "统一办件编号",
    "查询码": "查询进度用的八位码",
    "文书编号": "本文书的编号",
    "机关": "作出本文书的机关全称",
    "县名": "本县名称",
    "网站": "政务服务网名称",
    "日期": "办理这一步的日期",
    "收件时间": "收到材料的时间",
    "收件日期": "收到材料的日期",
    "受理日期": "受理之日",
    "受理期限": "最迟告知是否受理的日期",
    "承诺时限": "办事指南承诺的时限",
    "承诺期限": "按承诺最迟作出决定的日期",
    "法定时限": "法律规定的时限",
    "法定期限": "依法最迟作出决定的日期",
    "法定依据": "法定时限的依据",
    "送达期限": "最迟颁发、送达证件的日期",
    "决定日期": "作出决定的日期",
    "理由": "办理这一步时写明的理由",
    "有权机关": "应当向其申请的行政机关（不予受理时）",
    "补齐期限": "容缺材料最迟补齐的日期",
    "延长时限": "延长的工作日数",
    "批准人": "批准延期的负责人",
    "程序": "特别程序的种类",
    "程序依据": "特别程序的依据",
    "程序时限": "特别程序所需时间",
    "时间": "听证、会议等的时间",
    "地点": "听证、会议等的地点",
    "主持人": "听证主持人",
    "主送": "函件主送的单位",
    "回复期限": "请对方回复的日期",
    "内容": "办理人另写的内容",
    "复议机关": "受理行政复议的机关",
    "法院": "受理行政诉讼的法院",
    "证照编号": "本件颁发的证照的编号",
}
# --- blocks: each on a line of its own ------------------------------------------------------------
BLOCKS = {
    "材料清单": "收到的材料，一行一份",
    "补正清单": "需要补正的全部内容，一行一条",
    "容缺清单": "容缺后补的材料，一行一份",
    "收件表": "表格：办件编号、事项、收到材料、收件时间",
    "时限表": "表格：办件编号、受理之日、承诺时限、法定时限和依据",
    "救济途径": "复议和诉讼的权利、期限和受理机关",
}
PLACES = TEXTS | BLOCKS
SPOKEN = "　".join(f"{{{name}}} {words}；" for name, words in PLACES.items())


def faults_of(words: str) -> list[str]:
    """What is wrong with the braces of a text, in words for who wrote it; empty when nothing is."""
    faults = []
    for name in dict.fromkeys(PLACE.findall(words)):
        if name not in PLACES:
            near = "、".join(f"{{{known}}}" for known in _near(name))
            faults.append(f"没有“{{{name}}}”这个填充项。{f'是不是{near}？' if near else ''}可用的见下方列表。")
    bare = PLACE.sub("", words)
    if "{" in bare or "}" in bare:
        faults.append("花括号没有成对，填充项写成 {申请人} 这样。")
    for line in words.splitlines():
        faults += [
            f"{{{name}}} 是一整块内容，请让它单独占一行。"
            for name in PLACE.findall(line)
            if name in BLOCKS and line.strip() != f"{{{name}}}"
        ]
    return faults


def _near(name: str) -> list[str]:
    """Known names that share most signs with this one."""
    scored = sorted(((len(set(name) & set(known)), known) for known in PLACES), reverse=True)
    return [known for score, known in scored[:2] if score >= 2 or (score and len(name) == 1)]
