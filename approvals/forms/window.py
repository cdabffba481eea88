"""Who stands at the counter: the applicant, who acts for them, and the papers that stay."""

from django import forms
from django.core.exceptions import ValidationError

from core.identifiers import check_id_number, check_mobile, check_uscc
from core.masking import blind_index
from licences.models import Licence

from ..enums import AgentKind, ApplicantKind, Purpose
from .materials import ACCEPT
from .plain import PlainForm

WHO = ((AgentKind.NONE, "本人来办"), (AgentKind.STAFF, "单位经办人"), (AgentKind.AGENT, "委托代理人"))


class CounterForm(PlainForm):
    """The first part of an application at a counter. `on_behalf`: the counter itself files for the citizen."""

    applicant_kind = forms.ChoiceField(label="申请人类型", choices=ApplicantKind.choices, widget=forms.RadioSelect)
    applicant_name = forms.CharField(
        label="申请人", max_length=200, help_text="与身份证或营业执照一致",
        error_messages={"required": "请填写申请人的姓名或单位名称。"},
    )  # fmt: skip
    applicant_document = forms.CharField(
        label="证件号码", max_length=30, help_text="个人填身份证号码，单位填统一社会信用代码",
        error_messages={"required": "请填写证件号码。"},
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )  # fmt: skip
    mobile = forms.CharField(
        label="手机号", required=False, max_length=20, help_text="没有手机的可以不填，进度凭凭证上的查询码查",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="申请类型", choices=Purpose.choices, initial=Purpose.NEW, required=False, widget=forms.RadioSelect
    )
    licence = forms.CharField(
        label="证照编号", max_length=60, required=False, help_text="变更、延续、补证、注销的填；印在证照上",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    agent_kind = forms.ChoiceField(label="谁来办", choices=WHO, required=False, widget=forms.RadioSelect)
    agent_name = forms.CharField(label="经办人或代理人姓名", required=False, max_length=100)
    agent_document = forms.CharField(label="经办人或代理人身份证号码", required=False, max_length=30)
    agent_mobile = forms.CharField(label="经办人或代理人手机号", required=False, max_length=20)
    mandate = forms.FileField(
        label="授权委托书", required=False, help_text="扫描或拍照；写明委托事项，申请人签名或者盖章",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )  # fmt: skip
    copies = forms.IntegerField(
        label="留下的纸质材料份数", min_value=0, max_value=99, initial=0,
        help_text="全部扫描、原件退还的填 0", error_messages={"required": "请填写份数，没有的填 0。"},
    )  # fmt: skip
    confirmed = forms.BooleanField(
        label="已核对证件，申请人确认所填内容和所交材料真实",
        error_messages={"required": "请当面核对证件并请申请人确认后勾选（许可法第三十一条）。"},
    )

    def __init__(self, *args, on_behalf: bool = False, licence_type: int | None = None, **options):
        super().__init__(*args, prefix="who", **options)
        self.on_behalf, self.licence_type, self.concerns = on_behalf, licence_type, None
        if licence_type is None:
            del self.fields["purpose"], self.fields["licence"]
        if on_behalf:
            for name in ("agent_kind", "agent_name", "agent_document", "agent_mobile"):
                del self.fields[name]
            self.fields["mandate"].required = True
            self.fields["mandate"].error_messages["required"] = "乡镇代办要上传申请人签名的授权委托书。"

    def clean_mobile(self):
        value = self.cleaned_data["mobile"].strip()
        return check_mobile(value) if value else ""

    def clean(self):
        data = super().clean()
        self._checked("applicant_document", check_id_number if self._is_person() else check_uscc)
        if data.get("purpose", Purpose.NEW) not in ("", Purpose.NEW):
            self._find_licence(data.get("licence", "").strip())
        if self.on_behalf:
            return data
        kind = data.get("agent_kind", "")
        if kind == AgentKind.NONE and not self._is_person():
            self.add_error("agent_kind", "单位申请的，请选“单位经办人”或者“委托代理人”。")
        if kind == AgentKind.STAFF and self._is_person():
            self.add_error("agent_kind", "个人申请的，请选“本人来办”或者“委托代理人”。")
        if kind:
            for name in ("agent_name", "agent_document"):
                if not (data.get(name) or "").strip() and name not in self.errors:
                    self.add_error(name, f"请填写{self.fields[name].label}。")
            self._checked("agent_document", check_id_number)
        if kind == AgentKind.AGENT and not data.get("mandate") and "mandate" not in self.errors:
            self.add_error("mandate", "委托代理的，请上传授权委托书（许可法第二十九条）。")
        if data.get("agent_mobile"):
            self._checked("agent_mobile", check_mobile)
        return data

    def _find_licence(self, number: str) -> None:
        index = blind_index(self.cleaned_data.get("applicant_document", ""))
        rows = Licence.objects.filter(number=number, type=self.licence_type, holder_index=index).exclude(
            holder_index=""
        )
        self.concerns = rows.select_related("type", "organisation").first()
        if self.concerns is None:
            self.add_error("licence", "没有查到申请人的这份证照，请核对编号和证件号码。")

    def _is_person(self) -> bool:
        return self.cleaned_data.get("applicant_kind") == ApplicantKind.PERSON

    def _checked(self, name: str, check) -> None:
        value = (self.cleaned_data.get(name) or "").strip()
        if not value or name in self.errors:
            return
        try:
            self.cleaned_data[name] = check(value)
        except ValidationError as fault:
            self.add_error(name, fault.messages)

    def applicant(self) -> dict:
        """The fields of a case that say who applies and who acts."""
        data = self.cleaned_data
        facts = {name: data[name] for name in ("applicant_kind", "applicant_name", "applicant_document", "mobile")}
        if self.concerns is not None:
            facts |= {"purpose": data["purpose"], "concerns": self.concerns}
        kind = data.get("agent_kind", "")
        if kind:
            facts |= {name: data[name] for name in ("agent_kind", "agent_name", "agent_document", "agent_mobile")}
        return facts


class ClaimForm(PlainForm):
    """认领: what the slip of the counter says."""

    number = forms.CharField(label="办件编号", max_length=40, error_messages={"required": "请填写办件编号。"})
    code = forms.CharField(
        label="查询码", max_length=8, help_text="8 位，印在收件凭证上", error_messages={"required": "请填写查询码。"},
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_number(self):
        return self.cleaned_data["number"].strip().upper()

    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()
