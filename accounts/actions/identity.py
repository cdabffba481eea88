"""What a person does with an account of their own: register, change, close."""

import secrets
from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.history import signed
from core.identifiers import check_id_number, check_mobile, check_uscc
from core.masking import blind_index

from ..enums import ConsentAct, UserKind
from ..kinds import CITIZEN_NOTICE, LEGAL_PERSON_NOTICE, Notice
from ..models import Consent, User
from .codes import check_code

# Other apps add a check here in their AppConfig.ready(): it gets the user and returns why the account can't be closed
# yet ("您还有 1 件申请正在办理"), or an empty text.
before_closing: list[Callable[[User], str]] = []

ADULT_CONSENT_FROM = 14  # years; younger children's data need a guardian's consent (个人信息保护法 31)


def _field_errors(checks: dict[str, Callable[[], object]]) -> dict:
    """Run every check and gather all the errors, so that a form says everything at once."""
    values, errors = {}, {}
    for field, check in checks.items():
        try:
            values[field] = check()
        except ValidationError as error:
            errors[field] = error.messages
    if errors:
        raise ValidationError(errors)
    return values


def _named(name: str, what: str = "姓名") -> str:
    name = " ".join(name.split())
    if len(name) < 2:
        raise ValidationError(f"请填写{what}，至少两个字。")
    return name


def _age(id_number: str) -> int:
    today, born = timezone.localdate(), id_number[6:14]
    return (int(f"{today:%Y%m%d}") - int(born)) // 10_000


def _citizen_id(id_number: str) -> str:
    number = check_id_number(id_number)
    if _age(number) < ADULT_CONSENT_FROM:
        raise ValidationError("不满十四周岁的，请由监护人用监护人自己的身份注册后代为办理。")
    if User.objects.filter(id_index=blind_index(number), kind=UserKind.CITIZEN, closed_at=None).exists():
        raise ValidationError(
            "这个身份证号码已经注册过账号。请用原来的手机号登录；原手机号不用了的，请带身份证到政务服务中心窗口变更。"
        )
    return number


def _free_mobile(mobile: str, besides: User | None = None) -> str:
    number = check_mobile(mobile)
    taken = User.objects.filter(mobile_index=blind_index(number)).exclude(kind=UserKind.STAFF)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise ValidationError("这个手机号已经注册过，请直接登录；忘记密码的，可以用短信验证码重新设置。")
    return number


def check_password(password: str, user: User) -> str:
    """A password that is hard enough for this person, or ValidationError under "password"."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    return password


def _consent(user: User, notice: Notice, act: str, address: str | None) -> None:
    Consent.objects.create(
        user=user,
        act=act,
        notice=notice.version,
        purpose=notice.purpose,
        kinds="、".join(notice.kinds),
        address=address,
    )


def _register(user: User, password: str, notice: Notice, consented: bool, address: str | None) -> User:
    if not consented:
        raise ValidationError({"consent": "请先阅读个人信息处理告知书并勾选同意；不同意的，可以到窗口办理。"})
    check_password(password, user)
    user.username = f"u{secrets.randbelow(10**10):010d}"
    user.set_password(password)
    user.password_changed_at = timezone.now()
    try:
        with transaction.atomic():
            signed(user, actor=None, reason="本人注册").save()
            _consent(user, notice, ConsentAct.GIVEN, address)
    except IntegrityError:  # the same number registered at the same moment; the form sent twice
        raise ValidationError({"mobile": "这个手机号已经注册过，请直接登录。"}) from None
    return user


def check_citizen(*, name: str, mobile: str, id_number: str) -> dict[str, str]:
    """The normalised identity of a person who may register, or ValidationError with every field's message."""
    return _field_errors(
        {
            "name": lambda: _named(name),
            "mobile": lambda: _free_mobile(mobile),
            "id_number": lambda: _citizen_id(id_number),
        }
    )


def check_legal_person(*, legal_name: str, credit_code: str, name: str, mobile: str) -> dict[str, str]:
    """The same for a legal person or other organisation and its 经办人."""
    return _field_errors(
        {
            "legal_name": lambda: _named(legal_name, "单位名称（与营业执照或登记证书一致）"),
            "credit_code": lambda: check_uscc(credit_code),
            "name": lambda: _named(name, "经办人姓名"),
            "mobile": lambda: _free_mobile(mobile),
        }
    )


@transaction.atomic
def register_citizen(
    *, name: str, mobile: str, id_number: str, password: str, consented: bool, address: str | None = None
) -> User:
    """A natural person opens an account; what was agreed to is kept. Raises ValidationError by field.

    `consented` stands for the notice and, apart from it, for the number of the identity card (个人信息保护法 17, 29).
    `address` is that of the network.
    """
    user = User(kind=UserKind.CITIZEN, **check_citizen(name=name, mobile=mobile, id_number=id_number))
    return _register(user, password, CITIZEN_NOTICE, consented, address)


@transaction.atomic
def register_legal_person(
    *,
    legal_name: str,
    credit_code: str,
    name: str,
    mobile: str,
    password: str,
    consented: bool,
    address: str | None = None,
) -> User:
    """An account for a legal person or other organisation, used by the 经办人 who registers it."""
    values = check_legal_person(legal_name=legal_name, credit_code=credit_code, name=name, mobile=mobile)
    user = User(kind=UserKind.LEGAL_PERSON, **values)
    return _register(user, password, LEGAL_PERSON_NOTICE, consented, address)


def _set_password(user: User, password: str, reason: str, actor) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.check_password(password):
        raise ValidationError({"password": "新密码不能和现在的一样，请换一个。"})
    check_password(password, user)
    user.set_password(password)
    user.password_changed_at = timezone.now()
    signed(user, actor=actor, reason=reason).save()
    return user


@transaction.atomic
def change_password(*, user: User, old: str, password: str) -> User:
    """Change one's own password. Other sessions of the account end by Django's session hash."""
    if not user.check_password(old):
        raise ValidationError({"old_password": "现在的密码不对，请重填。"})
    return _set_password(user, password, "本人修改密码", user)


def _of_mobile(mobile: str) -> User:
    wanted = User.objects.filter(mobile_index=blind_index(check_mobile(mobile)), closed_at=None, is_active=True)
    user = wanted.exclude(kind=UserKind.STAFF).order_by("pk").first()
    if user is None:
        raise ValidationError("这个手机号没有注册过账号。工作人员忘记密码，请联系本单位的系统管理员。")
    return user


@transaction.atomic
def reset_own_password(*, mobile: str, code: str, password: str) -> User:
    """A new password for the citizen's or legal person's account with this number, proved by the code sent to it.

    The code is used up last, when nothing else is wrong; that there is no account is told only to who holds the phone.
    """
    known = User.objects.filter(mobile_index=blind_index(check_mobile(mobile)), closed_at=None)
    check_password(password, known.exclude(kind=UserKind.STAFF).order_by("pk").first() or User())
    check_code(purpose="password", mobile=mobile, code=code)
    return _set_password(_of_mobile(mobile), password, "本人凭短信验证码重设密码", None)


@transaction.atomic
def change_mobile(*, user: User, mobile: str, code: str) -> User:
    """Change the number of one's own account, proved by the code sent to the new one (个人信息保护法 46)."""
    user = User.objects.select_for_update().get(pk=user.pk)
    number = _field_errors({"mobile": lambda: _free_mobile(mobile, user)})["mobile"]
    check_code(purpose="mobile", mobile=number, code=code)
    user.mobile = number
    signed(user, actor=user, reason="本人更换手机号").save()
    return user


@transaction.atomic
def change_address(*, user: User, address: str) -> User:
    """Correct the address to which papers are sent."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.address = " ".join(address.split())[:200]
    signed(user, actor=user, reason="本人更正联系地址").save()
    return user


@transaction.atomic
def close_account(*, user: User, password: str, address: str | None = None) -> User:
    """Withdraw consent and close one's own account: contact data are deleted, the row stays for the logs.

    个人信息保护法 15, 47. Raises ValidationError while something is still being handled.
    """
    if user.kind == UserKind.STAFF:
        raise PermissionDenied("工作人员的账号由系统管理员停用。")
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.check_password(password):
        raise ValidationError({"password": "密码不对，账号没有注销。请重填。"})
    if reasons := [reason for check in before_closing if (reason := check(user))]:
        raise ValidationError({"__all__": reasons})
    notice = CITIZEN_NOTICE if user.kind == UserKind.CITIZEN else LEGAL_PERSON_NOTICE
    user.mobile = user.id_number = user.address = user.email = ""
    user.is_active, user.closed_at = False, timezone.now()
    user.set_unusable_password()
    signed(user, actor=user, reason="本人注销账号").save()
    _consent(user, notice, ConsentAct.WITHDRAWN, address)
    return user
