"""The forms of people. What a form can't know alone is checked by the action, whose errors come back to its fields."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.identifiers import check_id_number, check_uscc

from .enums import Digest, NoticeChannel, NoticeGroup, UserKind
from .models import Post, User

NEW = {"autocomplete": "new-password"}
PASSWORD_HINT = "至少 8 位；大写字母、小写字母、数字、符号中至少用两种。"
STAFF_PASSWORD_HINT = "至少 8 位；大写字母、小写字母、数字、符号中至少用三种。"


class CheckedForm(forms.Form):
    """A form whose action may refuse: `absorb` puts the messages where they belong."""

    use_required_attribute = False  # the server says in words what is missing; browsers speak their own language

    def absorb(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for field, errors in error.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)


class LoginForm(AuthenticationForm):
    """Account name or mobile number, and the password."""

    use_required_attribute = False
    username = forms.CharField(
        label="手机号或账号",
        max_length=150,
        error_messages={"required": "请填写手机号或账号。"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        error_messages={"required": "请填写密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": "账号或密码不对。请核对后重填；连续输错 5 次，账号会锁定 10 分钟。",
        "inactive": "这个账号已停用。",
    }


def mobile_field(label: str = "手机号", hint: str = "用来登录和接收办件通知") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        help_text=hint,
        error_messages={"required": "请填写手机号。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel-national"}),
    )


def code_field() -> forms.CharField:
    return forms.CharField(
        label="验证码",
        max_length=6,
        help_text="短信里的 6 位数字，10 分钟内有效",
        error_messages={"required": "请填写验证码。", "max_length": "验证码是 6 位数字。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def name_field(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=60,
        help_text=hint,
        error_messages={"required": f"请填写{label}。"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class RegisterForm(CheckedForm):
    """Step 1: who registers, the phone, and the consent."""

    kind = forms.ChoiceField(
        label="您要注册的是",
        choices=[(UserKind.CITIZEN, "个人"), (UserKind.LEGAL_PERSON, "单位（企业、社会组织、合作社等）")],
        initial=UserKind.CITIZEN,
        widget=forms.RadioSelect,
    )
    mobile = mobile_field()
    consent = forms.BooleanField(
        label="我已阅读并同意《个人信息处理告知书》",
        error_messages={"required": "请先阅读告知书并勾选同意；不同意的，可以带身份证件到政务服务中心窗口办理。"},
    )


class CitizenForm(CheckedForm):
    """Step 2 of a natural person."""

    code = code_field()
    name = name_field("姓名", "与身份证上的一致")
    id_number = forms.CharField(
        label="身份证号码",
        max_length=24,
        help_text="18 位；末位是字母 X 的，大小写都可以",
        error_messages={"required": "请填写身份证号码。"},
    )
    sensitive = forms.BooleanField(
        label="我单独同意处理我的身份证号码，用于核实办事人的身份",
        error_messages={"required": "身份证号码属于敏感个人信息，需要您单独勾选同意。"},
    )

    def clean_id_number(self):
        return check_id_number(self.cleaned_data["id_number"])


class LegalPersonForm(CheckedForm):
    """Step 2 of a legal person or other organisation."""

    code = code_field()
    legal_name = forms.CharField(
        label="单位名称",
        max_length=200,
        help_text="与营业执照或登记证书一致",
        error_messages={"required": "请填写单位名称。"},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    credit_code = forms.CharField(
        label="统一社会信用代码",
        max_length=24,
        help_text="18 位",
        error_messages={"required": "请填写统一社会信用代码。"},
    )
    name = name_field("经办人姓名", "替单位办事的人，就是现在注册的您")

    def clean_credit_code(self):
        return check_uscc(self.cleaned_data["credit_code"])


class NewPasswordForm(CheckedForm):
    """A new password, typed twice."""

    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=128,
        help_text=PASSWORD_HINT,
        error_messages={"required": "请填写密码。"},
        widget=forms.PasswordInput(attrs=NEW),
    )
    password_again = forms.CharField(
        label="再输一次密码",
        strip=False,
        max_length=128,
        error_messages={"required": "请把密码再输一次。"},
        widget=forms.PasswordInput(attrs=NEW),
    )

    def clean(self):
        data = super().clean()
        if data.get("password") and data.get("password_again") and data["password"] != data["password_again"]:
            self.add_error("password_again", "两次输入的密码不一样，请重填。")
        return data


class ChangePasswordForm(NewPasswordForm):
    """The present password and the new one."""

    old_password = forms.CharField(
        label="现在的密码",
        strip=False,
        error_messages={"required": "请填写现在的密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "password", "password_again"]

    def __init__(self, *args, staff: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "新密码"
        self.fields["password_again"].label = "再输一次新密码"
        if staff:
            self.fields["password"].help_text = STAFF_PASSWORD_HINT


class MobileForm(CheckedForm):
    """A number to which a code goes."""

    mobile = mobile_field(hint="验证码会发到这个号码")


class CodePasswordForm(NewPasswordForm):
    """The code and a new password."""

    code = code_field()
    field_order = ["code", "password", "password_again"]


class CodeForm(CheckedForm):
    """The code alone."""

    code = code_field()


class AddressForm(CheckedForm):
    """Where papers go."""

    address = forms.CharField(
        label="联系地址",
        max_length=200,
        required=False,
        help_text="邮寄批文和证照用，写到门牌号",
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )


class CloseForm(CheckedForm):
    """Closing one's account: the password and a tick."""

    sure = forms.BooleanField(
        label="我知道注销后这个账号不能再登录，也不能恢复",
        error_messages={"required": "请先勾选确认。"},
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        error_messages={"required": "请填写密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NoticeSettingsForm(forms.Form):
    """One block for each group: the channels, and whether SMS and mail are gathered.

    `chosen` is {group: (channels, digest)}. Mail is offered once there is a confirmed address.
    """

    use_required_attribute = False

    def __init__(self, *args, person, chosen: dict[str, tuple[list[str], str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = list(chosen)
        offered = [row for row in NoticeChannel.choices if person.email or row[0] != NoticeChannel.MAIL]
        for group, (channels, digest) in chosen.items():
            label = NoticeGroup(group).label
            self.fields[f"{group}_channels"] = forms.MultipleChoiceField(
                label=label,
                choices=offered,
                required=False,
                initial=channels,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"{group}_digest"] = forms.ChoiceField(
                label="短信和邮件", choices=Digest.choices, initial=digest
            )

    def blocks(self):
        """(label, channels field, digest field) of each group, for the page."""
        for group in self.groups:
            yield NoticeGroup(group).label, self[f"{group}_channels"], self[f"{group}_digest"]

    def chosen(self) -> dict[str, tuple[list[str], str]]:
        data = self.cleaned_data
        return {group: (data[f"{group}_channels"], data[f"{group}_digest"]) for group in self.groups}


class MailForm(CheckedForm):
    mail = forms.EmailField(
        label="邮箱",
        max_length=100,
        help_text="我们先发一封确认邮件，您打开里面的链接后才开始用",
        error_messages={"required": "请填写邮箱。", "invalid": "邮箱的写法不对，请核对，例如 name@example.cn。"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AbsenceForm(CheckedForm):
    """不在岗委托: which of one's own posts, to whom of the same body, for which days."""

    post = forms.ModelChoiceField(
        label="岗位", queryset=None, empty_label=None, error_messages={"required": "请选择岗位。"}
    )
    substitute = forms.ModelChoiceField(
        label="请谁代", queryset=None, empty_label="请选择", error_messages={"required": "请选择代办的同事。"}
    )
    valid_from = forms.DateField(
        label="自", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写开始日期。"},
    )  # fmt: skip
    last_day = forms.DateField(
        label="至", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="这天也算，最长 60 天",
        error_messages={"required": "请填写结束日期。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="原因", max_length=200, help_text="如 出差、休假", error_messages={"required": "请写明不在岗的原因。"}
    )

    def __init__(self, *args, person: User, **options):
        super().__init__(*args, **options)
        today = timezone.localdate()
        held = person.holdings.filter(stands_for=None, valid_from__lte=today).exclude(valid_to__lte=today)
        self.fields["post"].queryset = Post.objects.filter(pk__in=held.order_by().values("post"))
        colleagues = User.objects.filter(organisation=person.organisation_id, kind=UserKind.STAFF, is_active=True)
        colleagues = colleagues.filter(admin_role="").exclude(pk=person.pk).order_by("name", "pk")
        self.fields["substitute"].queryset = colleagues if person.organisation_id else User.objects.none()
        self.fields["substitute"].label_from_instance = lambda user: user.name
