"""Series of numbers that thresholds are set on, by name: ``price BTC/USDT``, ``rise BTC/USDT 3600``.

The name is what alerts are kept and armed under, so it is in one form.
"""

from typing import Final, Literal, NamedTuple, get_args

SeriesKind = Literal["price", "rise", "fall", "funding", "drawdown", "liquidation"]
"""The newest price (quote currency), and as fractions: how far the price is above the lowest, or below the highest, of
the last ``window`` seconds (positive); the funding rate that is expected or was settled last; how far an account's
equity is below its highest; how far the price is from the nearest liquidation of an account, of the price."""
KINDS: tuple[SeriesKind, ...] = get_args(SeriesKind)
ACCOUNT_KINDS: Final[frozenset[SeriesKind]] = frozenset({"drawdown", "liquidation"})
"""Of an account; the others are of a market."""


class Series(NamedTuple):
    """``of`` is the symbol of a market, or the id of an account; ``window`` is of a rise or fall alone, in seconds."""

    kind: SeriesKind
    of: str
    window: int = 0

    @property
    def name(self) -> str:
        return " ".join((self.kind, self.of, *([str(self.window)] if self.window else ())))

    @classmethod
    def read(cls, name: str) -> "Series":
        """The series of that name.

        Raises:
            ValueError: it is none.
        """
        kind, _, rest = name.partition(" ")
        of, _, window = rest.partition(" ")
        found = next((each for each in KINDS if each == kind), None)
        if found is None or not of:
            raise ValueError(f"{name!r} is no series")
        return cls(found, of, int(window or 0))
