"""How often somebody may ask: see accounts.api, where the interfaces of all apps find it."""

from accounts.api import ByAddress, ByToken, Knocking

__all__ = ["ByAddress", "ByToken", "Knocking"]
