"""Symbols as people write them, and the market's symbols that they mean."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from services.core.errors import InvalidRequest, UnknownSymbol
from services.core.likeness import close
from services.market.source import Market, MarketKind

CASH: Final = ("USDT", "USDC", "USD", "FDUSD", "EUR")
QUOTES: Final = (*CASH, "BTC", "ETH")
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

# fmt: off
VENUES: Final = frozenset({
    "BINANCE", "BINANCEUS", "BITFINEX", "BITGET", "BITMART", "BITMEX", "BITSTAMP", "BITVAVO", "BYBIT", "CBOE", "CME",
    "COINBASE", "COINEX", "CRYPTO", "CRYPTOCOM", "DERIBIT", "FOREXCOM", "FX", "FX_IDC", "GATE", "GATEIO", "GEMINI",
    "HTX", "HUOBI", "HYPERLIQUID", "KRAKEN", "KUCOIN", "MEXC", "NASDAQ", "NYSE", "OANDA", "OKEX", "OKX", "PHEMEX",
    "POLONIEX", "TVC", "UPBIT", "WHITEBIT",
})
# fmt: on
"""What may stand before a symbol, as on charts: ``BINANCE:BTCUSDT``. It is passed over: the desk has its own venue."""
KINDS: Final[dict[MarketKind, int]] = {"spot": 0, "perpetual": 1, "dated": 2}
"""Kinds of market in the order in which a pair is looked for."""

LONGEST: Final = 40
"""Characters of what was typed that are looked at."""
SUGGESTED: Final = 25
NEAR_MATCHES: Final = 5

_SEPARATORS: Final = re.compile(r"[\s/\\\-_.,:|]+")
_PERPETUAL: Final = re.compile(
    r"(.*[^\W_].*?)(?:[\s._/-]*(?:PERP|PERPETUAL)|[\s._/-]+SWAP|\.P)"
    rf"|([^:]+[/-][^:]+|[^\W_]+(?:{'|'.join(CASH)})):[^\W_]+"
)
"""How people write that they mean the perpetual: ``BTC-PERP``, ``BTCUSDT.P``, ``BTC-USDT-SWAP``, ``BTC/USDT:USDT``."""
LOOKS_LIKE_ONE: Final = re.compile(
    r"[$#][a-z]\w*|[\w.-]+/\w+(:[\w-]+)?|([\w.]{2,}(usdt|usdc)|[\w.]+[-_](usdt|usdc|usd|eur|perp))([-_.]?(perp|p))?",
    re.IGNORECASE,
)
"""A word that by its form alone is a symbol, and no other word of a sentence."""


class SymbolIndex:
    """A market list prepared for forgiving look-ups. It never changes; a new list makes a new index."""

    def __init__(self, markets: Sequence[Market], venue: str, source: str = "") -> None:
        ranks = {quote: rank for rank, quote in enumerate(QUOTES)}

        def rank(place: tuple[int, Market]) -> tuple[int, int, int]:
            return KINDS[place[1].kind], ranks.get(place[1].quote, len(QUOTES)), place[0]

        listed = [market for _, market in sorted(enumerate(markets), key=rank)]
        self._venue, self._source = venue, source
        self._listed = tuple(markets)
        self._named_so = {market.symbol.upper(): market for market in reversed(listed)}
        self._pairs: dict[tuple[str, str], list[Market]] = defaultdict(list)
        self._squeezed: dict[str, list[Market]] = defaultdict(list)
        self._by_base: dict[str, list[Market]] = defaultdict(list)
        for market in listed:
            base, quote = squeeze(market.base), squeeze(market.quote)
            self._pairs[base, quote].append(market)
            self._squeezed[base + quote].append(market)
            self._by_base[base].append(market)
        self._ordered = tuple((squeeze(m.base), squeeze(m.symbol), m) for m in listed)

    def resolve(self, text: str) -> Market:
        """The market that ``text`` means: ``btc``, ``BTCUSDT``, ``btc/usdt``, ``BTC-USDT``, ``btc usdt``, ``$btc``,
        ``BINANCE:BTCUSDT``, ``BTC-PERP``, or any as it is listed.

        A base alone means its pair with the first of ``QUOTES`` that is listed. A pair that is not listed is never
        taken for another; but where a perpetual is meant and none is listed, the spot market is.

        Raises:
            UnknownSymbol: it means none; the error has the nearest that are listed.
            InvalidRequest: it may mean several; the problem names them.
        """
        bare = _bare(text)
        if bare in self._named_so:
            return self._named_so[bare]
        for reading in dict.fromkeys((bare, _without_venue(bare))):
            found = self._meant(reading, ("spot", "perpetual", "dated"))
            if found is None and (perpetual := _perpetual(reading)):
                found = self._meant(perpetual, ("perpetual", "spot"))
            if found is not None:
                return found
        raise UnknownSymbol(
            symbol=text[:LONGEST], venue=self._venue, close_matches=self.near(text), source=self._source
        )

    def _meant(self, text: str, kinds: Sequence[MarketKind]) -> Market | None:
        """The market that ``text`` means, of the first of ``kinds`` that there is any of."""
        parts = _parts(text)
        joined = self._named("".join(parts))
        cuts = range(1, len(parts))
        pairs = [(self._named("".join(parts[:cut])), self._named("".join(parts[cut:]))) for cut in cuts]
        found = [market for pair in pairs for market in self._pairs.get(pair, ())]
        by_base = not found and "/" not in text and joined in self._by_base
        if by_base:
            found = [each for each in self._by_base[joined] if each.base.upper() == text] or self._by_base[joined]
        elif not found and len(parts) == 1:
            found = list(self._squeezed.get(joined, ())) or self._aliased_pair(joined)
        kind = next((kind for kind in kinds if any(market.kind == kind for market in found)), None)
        found = [market for market in found if market.kind == kind]
        return self._only(text, [each for each in found if each.quote == found[0].quote] if by_base else found)

    def _only(self, text: str, found: Sequence[Market]) -> Market | None:
        names = list(dict.fromkeys(market.symbol for market in found))
        if len(names) > 1:
            listed = f"{', '.join(names[:-1])} or {names[-1]}"
            raise InvalidRequest(problems=(f"symbol: {text} may be {listed}; write out which",))
        return found[0] if found else None

    def suggest(self, text: str, limit: int = SUGGESTED) -> list[str]:
        """At most ``limit`` symbols for someone who has typed ``text``: the base itself, bases and symbols that begin
        with it, those that contain it, then those close to it. For a blank text the first of the market's list."""
        parts = _parts(_without_venue(_bare(text)))
        if not parts:
            return [] if text.strip(" $#") else [market.symbol for market in self._listed[:limit]]
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
            found += [symbol for symbol in self.near(text) if symbol not in found][: limit - len(found)]
        return found

    def _named(self, currency: str) -> str:
        return currency if currency in self._by_base else ALIASES.get(currency, currency)

    def _aliased_pair(self, squeezed: str) -> list[Market]:
        for alias, currency in ALIASES.items():
            if squeezed.startswith(alias):
                return list(self._squeezed.get(currency + squeezed.removeprefix(alias), ()))
        return []

    def near(self, text: str) -> tuple[str, ...]:
        """The symbols whose base is most like the one typed, most alike first."""
        parts = _parts(_without_venue(_bare(text)))
        if not parts:
            return ()
        base, quote = parts[0], "".join(parts[1:])
        if not quote:
            base, quote = _split_quote(base)
        alike = (self._by_base[near] for near in close(base, self._by_base, NEAR_MATCHES))
        return tuple(next((m for m in named if squeeze(m.quote) == quote), named[0]).symbol for named in alike)


def squeeze(text: str) -> str:
    """Letters and digits of ``text`` alone, in capitals."""
    return "".join(filter(str.isalnum, text.upper()))


def _bare(text: str) -> str:
    """What was typed in plain capitals, without the signs that mark a symbol."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).strip().lstrip("$#").strip().upper()


def _without_venue(bare: str) -> str:
    venue, colon, symbol = bare.partition(":")
    return symbol.strip() if colon and venue in VENUES and symbol.strip() else bare


def _perpetual(bare: str) -> str | None:
    """The market whose perpetual ``bare`` means; ``None`` where it means none."""
    found = _PERPETUAL.fullmatch(bare)
    return None if found is None else found[1] or found[2]


def colon_is_inside(word: str) -> bool:
    """Whether ``word`` is a symbol with a colon in it, ``BINANCE:BTCUSDT`` or ``BTCUSDT:USDT``, and no option's name
    before its value."""
    bare = _bare(word)
    found = _PERPETUAL.fullmatch(bare)
    return _without_venue(bare) != bare or (found is not None and found[2] is not None)


def spot_instead(text: str, market: Market) -> bool:
    """Whether ``market`` is the spot market though ``text`` means its perpetual."""
    return (
        market.kind == "spot" and _bare(text) != market.symbol.upper() and bool(_perpetual(_without_venue(_bare(text))))
    )


def settled_in(text: str) -> str | None:
    """What the perpetual that ``text`` names is settled in, squeezed; ``None`` where it does not say."""
    found = _PERPETUAL.fullmatch(_without_venue(_bare(text)))
    return None if found is None or found[2] is None else squeeze(_bare(text).rpartition(":")[2])


def _parts(text: str) -> list[str]:
    """What was typed, cut at separators, squeezed."""
    return [part for part in map(squeeze, _SEPARATORS.split(text)) if part]


def _split_quote(squeezed: str) -> tuple[str, str]:
    for quote in QUOTES:
        if squeezed.endswith(quote) and squeezed != quote:
            return squeezed.removesuffix(quote), quote
    return squeezed, ""
