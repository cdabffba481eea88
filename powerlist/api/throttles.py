"""How often somebody may ask: by the address of the asker, and for writing by the token. Rates are settings.API_RATES.

A refused request is 429 with Retry-After.
"""

from django.conf import settings
from rest_framework.throttling import SimpleRateThrottle

from accounts.backends import client_address


class ByAddress(SimpleRateThrottle):
    """Reading of open data, and tries at tokens, by the network address."""

    scope = "read"

    def get_rate(self):
        return settings.API_RATES[self.scope]

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}


class Knocking(ByAddress):
    """Counted for requests whose token was refused: nobody tries tokens by the thousand."""

    scope = "refused"


class ByToken(ByAddress):
    """Requests with a token, whichever machine they come from."""

    scope = "token"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk} if request.auth else None
