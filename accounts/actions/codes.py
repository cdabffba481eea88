"""Verification codes sent to a phone: who holds the phone gets in, and nobody guesses one."""

import secrets

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare, salted_hmac

from core.identifiers import check_mobile
from core.masking import blind_index

from ..adapters import sms_sender

SECONDS_VALID = 600
SECONDS_BETWEEN = 60
A_DAY = 86_400
PER_MOBILE_A_DAY = 10
PER_ADDRESS_A_DAY = 60
TRIES = 5

TEXTS = {
    "register": "您正在注册政务服务账号",
    "password": "您正在重新设置密码",
    "mobile": "您正在更换手机号",
}


def _key(purpose: str, mobile: str, what: str) -> str:
    return f"accounts:code:{purpose}:{blind_index(mobile)}:{what}"


def _hash(purpose: str, mobile: str, code: str) -> str:
    return salted_hmac(f"accounts.code.{purpose}", f"{mobile}:{code}").hexdigest()


def _count(key: str, most: int, message: str) -> None:
    cache.add(key, 0, A_DAY)
    if cache.incr(key) > most:
        raise ValidationError({"mobile": message})


def send_code(*, purpose: str, mobile: str, address: str | None = None) -> str:
    """Send a code of six digits, valid for ten minutes. Returns it only when no real phone can get it (else "").

    At most one a minute and ten a day for one number. Raises ValidationError in words.
    """
    mobile = check_mobile(mobile)
    if not cache.add(_key(purpose, mobile, "wait"), 1, SECONDS_BETWEEN):
        raise ValidationError({"mobile": "验证码刚刚发过，请查看短信；没有收到的，1 分钟后再获取。"})
    _count(_key("any", mobile, "day"), PER_MOBILE_A_DAY, "这个手机号今天获取验证码的次数已满，请明天再试或到窗口办理。")
    if address:
        _count(f"accounts:code:from:{address}", PER_ADDRESS_A_DAY, "这个网络今天获取验证码的次数已满，请明天再试。")
    code = f"{secrets.randbelow(1_000_000):06d}"
    cache.set(_key(purpose, mobile, "hash"), _hash(purpose, mobile, code), SECONDS_VALID)
    cache.set(_key(purpose, mobile, "tries"), 0, SECONDS_VALID)
    sender = sms_sender()
    try:
        sender.send(mobile, f"{TEXTS[purpose]}，验证码 {code}，10 分钟内有效。不是您本人操作的，请不要告诉任何人。")
    except OSError as error:
        cache.delete(_key(purpose, mobile, "wait"))
        raise ValidationError({"mobile": "短信没有发出去，请稍后再获取一次。"}) from error
    return code if sender.local else ""


def check_code(*, purpose: str, mobile: str, code: str) -> None:
    """Use up the code of this number, or raise ValidationError. Five wrong tries end it."""
    mobile = check_mobile(mobile)
    kept = cache.get(_key(purpose, mobile, "hash"))
    if kept is None:
        raise ValidationError({"code": "验证码已过期，请重新获取。"})
    try:
        tries = cache.incr(_key(purpose, mobile, "tries"))
    except ValueError:
        raise ValidationError({"code": "验证码已过期，请重新获取。"}) from None
    if tries > TRIES:
        cache.delete(_key(purpose, mobile, "hash"))
        raise ValidationError({"code": "验证码填错次数太多，已经作废，请重新获取。"})
    if not constant_time_compare(kept, _hash(purpose, mobile, code.strip())):
        raise ValidationError({"code": f"验证码不对，请核对短信后重填（还可以试 {TRIES - tries} 次）。"})
    if not cache.delete(_key(purpose, mobile, "hash")):  # of two who send it at once, one wins
        raise ValidationError({"code": "验证码已经用过，请重新获取。"})
