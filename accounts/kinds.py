"""The notice that a person reads before giving personal data (个人信息保护法 17, 29, 30, 35)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """One version of the notice; what was agreed to is copied into the consent, so an old version stays readable."""

    version: str
    purpose: str
    kinds: tuple[str, ...]
    method: str
    retention: str
    rights: str


CITIZEN_NOTICE = Notice(
    version="2026-1",
    purpose="核实身份（网上办事实名要求），收发办件通知，送达审批结果，让您查询和继续办理自己的事项",
    kinds=("姓名", "手机号", "公民身份号码"),
    method="加密保存；页面上只显示一部分；工作人员查看完整内容须写明事由并留下记录；不向社会公开，不用于推销",
    retention="账号注销时删除手机号、公民身份号码和联系地址；已办事项的档案按档案管理规定保存",
    rights="登录后在“账号与资料”查阅、下载、更正，随时撤回同意并注销账号；撤回前已经办理的事项不受影响",
)
LEGAL_PERSON_NOTICE = Notice(
    version="2026-1",
    purpose=CITIZEN_NOTICE.purpose,
    kinds=("经办人姓名", "经办人手机号", "单位名称", "统一社会信用代码"),
    method=CITIZEN_NOTICE.method,
    retention="账号注销时删除经办人手机号和联系地址；已办事项的档案按档案管理规定保存",
    rights=CITIZEN_NOTICE.rights,
)
