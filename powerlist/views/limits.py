"""How often one address may do what costs something, without an account."""

import hashlib

from django.core.cache import cache

from accounts.backends import client_address


def key_of(request, what: str) -> str:
    address = client_address(request) or ""
    return f"open:{what}:{hashlib.sha256(address.encode()).hexdigest()}"


def spent(request, what: str, most: int) -> bool:
    """Whether this address has used up what it may do for now."""
    return cache.get(key_of(request, what), 0) >= most


def count(request, what: str, seconds: int) -> None:
    """Count one use; the count begins anew `seconds` after the first."""
    key = key_of(request, what)
    cache.add(key, 0, seconds)
    cache.incr(key)
