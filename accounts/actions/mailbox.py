"""A person's mail box: put down only when a link sent to it came back, so that nobody's notices go to a stranger."""

from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction

from core.history import signed

from .. import notices
from ..models import User
from ..notices import VERIFY

SALT = "accounts.mailbox"
SECONDS_VALID = 86_400
SECONDS_BETWEEN = 60


def mail_token(user: User, mail: str) -> str:
    """What the link carries: whose box, which address; signed, encrypted by nobody since the reader is the owner."""
    return signing.dumps({"user": user.pk, "mail": mail}, salt=SALT, compress=True)


def mail_of(user: User, token: str) -> str:
    """The address that a link confirms for this person. ValidationError when it is old, changed or another's."""
    try:
        found = signing.loads(token, salt=SALT, max_age=SECONDS_VALID)
    except signing.BadSignature:
        raise ValidationError("这个确认链接已经失效，请重新填写邮箱。") from None
    if found["user"] != user.pk:
        raise ValidationError("这个链接是另一个账号的，请用那个账号登录后打开。")
    return found["mail"]


@transaction.atomic
def ask_mail(*, user: User, mail: str, link: str) -> None:
    """Send the link to the address; at most one a minute."""
    if not cache.add(f"accounts:mailbox:{user.pk}", 1, SECONDS_BETWEEN):
        raise ValidationError({"mail": "确认邮件刚刚发过，请查看邮箱；没有收到的，1 分钟后再试。"})
    notices.send(VERIFY.code, key=f"mailbox:{link[-60:]}", mail=mail, words={"link": link})


@transaction.atomic
def set_mail(*, user: User, token: str) -> User:
    """Put the confirmed address down."""
    return _write(user, mail_of(user, token), "本人确认邮箱")


@transaction.atomic
def remove_mail(*, user: User) -> User:
    """Forget the address; nothing goes by mail any more, whatever is chosen."""
    return _write(user, "", "本人删除邮箱")


def _write(user: User, mail: str, reason: str) -> User:
    row = User.objects.select_for_update().get(pk=user.pk)
    row.email = mail
    signed(row, actor=user, reason=reason).save()
    return row
