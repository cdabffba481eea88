"""What the watch finds beyond limits: pure functions over rows of the log, of the registers and of publication.

`acts` judges one act of a case with the acts before it, `daily` what a day has made due. Whoever adds one declares it
in `kinds.py` and names it here.
"""

from .acts import ACTS, Act, Found, seen
from .daily import DAILY, MONTHLY, Thing

__all__ = ["ACTS", "DAILY", "MONTHLY", "Act", "Found", "Thing", "seen"]
