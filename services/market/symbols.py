"""Symbols as people write them, and the market's symbols that they mean."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from services.core.errors import UnknownSymbol
from services.core.likeness import close
from services.market.source import Market

QUOTES: Final = ("USDT", "USDC", "USD", "FDUSD", "EUR", "BTC", "ETH")
"""Quote currencies in the order in which a bare base is looked for, and pairs are listed."""
ALIASES: Final = {
    "XBT": "BTC",
    "BITCOIN": "BTC",
    "ETHER": "ETH",
    "ETHEREUM": "ETH",
    "SOLANA": "SOL",
    "RIPPLE": "XRP",
    "CARDANO": "ADA",
    "XDG": "DOGE",
    "DOGECOIN": "DOGE",
}
"""Other names of a currency, which count where the market lists nothing of that name."""

LONGEST: Final = 40
"""Characters of what was typed that are looked at."""
SUGGESTED: Final = 25
NEAR_MATCHES: Final = 5

_SEPARATORS: Final = re.compile(r"[\s/\\\-_.,:|]+")


class SymbolIndex:
    """A market list prepared for forgiving look-ups. It never changes; a new list makes a new index."""

    def __init__(self, markets: Sequence[Market], venue: str, source: str = "") -> None:
        ranks = {quote: rank for rank, quote in enumerate(QUOTES)}
        listed = sorted(enumerate(markets), key=lambda place: (ranks.get(place[1].quote, len(QUOTES)), place[0]))
        self._venue, self._source = venue, source
        self._listed = tuple(markets)
        self._pairs = {(_squeeze(m.base), _squeeze(m.quote)): m for m in reversed(markets)}
        self._squeezed = {_squeeze(m.symbol): m for _, m in reversed(listed)}
        self._by_base: dict[str, list[Market]] = defaultdict(list)
        for _, market in listed:
            self._by_base[_squeeze(market.base)].append(market)
        self._ordered = tuple((_squeeze(m.base), _squeeze(m.symbol), m) for _, m in listed)

    def resolve(self, text: str) -> Market:
        """The market that ``text`` means: ``btc``, ``BTCUSDT``, ``btc/usdt``, ``BTC-USDT``, ``btc usdt``, ``$btc``.

        A base alone means its pair with the first of ``QUOTES`` that is listed. A pair that is not listed is never
        taken for another.

        Raises:
            UnknownSymbol: it means none; the error has the nearest that are listed.
        """
        parts = [self._named(part) for part in _parts(text)]
        found: Market | None = None
        if len(parts) == 2:
            found = self._pairs.get((parts[0], parts[1]))
        elif len(parts) == 1:
            named = self._by_base.get(parts[0])
            found = named[0] if named else self._squeezed.get(parts[0]) or self._aliased_pair(parts[0])
        if found is None:
            raise UnknownSymbol(
                symbol=text[:LONGEST], venue=self._venue, close_matches=self._near(text), source=self._source
            )
        return found

    def suggest(self, text: str, limit: int = SUGGESTED) -> list[str]:
        """At most ``limit`` symbols for someone who has typed ``text``: the base itself, bases and symbols that begin
        with it, those that contain it, then those close to it. For a blank text the first of the market's list."""
        parts = _parts(text)
        if not parts:
            return [] if text.strip(" $") else [market.symbol for market in self._listed[:limit]]
        typed = "".join((self._named(parts[0]), *parts[1:]))
        tiers: tuple[list[str], ...] = ([], [], [])
        for base, squeezed, market in self._ordered:
            if base == typed:
                tiers[0].append(market.symbol)
            elif squeezed.startswith(typed):
                tiers[1].append(market.symbol)
            elif typed in squeezed:
                tiers[2].append(market.symbol)
        found = [symbol for tier in tiers for symbol in tier][:limit]
        if len(found) < limit:
            found += [symbol for symbol in self._near(text) if symbol not in found][: limit - len(found)]
        return found

    def _named(self, currency: str) -> str:
        return currency if currency in self._by_base else ALIASES.get(currency, currency)

    def _aliased_pair(self, squeezed: str) -> Market | None:
        for alias, currency in ALIASES.items():
            if squeezed.startswith(alias):
                return self._squeezed.get(currency + squeezed.removeprefix(alias))
        return None

    def _near(self, text: str) -> tuple[str, ...]:
        """The symbols whose base is most like the one typed, most alike first."""
        parts = _parts(text)
        if not parts:
            return ()
        base, quote = parts[0], "".join(parts[1:])
        if not quote:
            base, quote = _split_quote(base)
        alike = (self._by_base[near] for near in close(base, self._by_base, NEAR_MATCHES))
        return tuple(next((m for m in named if _squeeze(m.quote) == quote), named[0]).symbol for named in alike)


def _squeeze(text: str) -> str:
    """Letters and digits of ``text`` alone, in capitals."""
    return "".join(filter(str.isalnum, text.upper()))


def _parts(text: str) -> list[str]:
    """What was typed, cut at separators, squeezed."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    return [part for part in map(_squeeze, _SEPARATORS.split(plain)) if part]


def _split_quote(squeezed: str) -> tuple[str, str]:
    for quote in QUOTES:
        if squeezed.endswith(quote) and squeezed != quote:
            return squeezed.removesuffix(quote), quote
    return squeezed, ""
