"""What every answer about an account says first: which it is, and that it is on paper."""

from services.core.request import Answer
from services.market.candles import Provenance


class PaperAnswer(Answer):
    """About paper accounts, which its card says."""

    simulated: bool
    """The market is a random one."""


class AccountAnswer(PaperAnswer):
    """``account`` is what people call it, ``currency`` what its money is in.

    ``provenance`` is that of the prices that it was valued at; ``None``: it was not, or nothing is held. ``behind``:
    what the market did since the last record is not in it, so an order may have been filled that is told as open.
    """

    account: str
    currency: str
    behind: bool = False
    provenance: Provenance | None = None
