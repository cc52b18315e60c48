"""The files beside a replay's candles: what may be traded at which terms, and what funding was paid."""

import csv
import gzip
import json
import zlib
from collections.abc import Container, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np

from services.core.errors import InvalidRequest
from services.market.ccxt_terms import exact, terms_of
from services.market.source import FundingRate
from services.market.terms import NO_TERMS, MarketTerms, pair_of
from services.market.timeframes import MINUTE, from_ms
from services.market.validate import in_ms

MARKETS: Final = "markets.json"
FUNDING_HEADER: Final = "timestamp_ms,funding_rate"


def read_markets(folder: Path, pairs: Container[str]) -> Mapping[str, Any]:
    """The entries of the folder's file of markets by symbol, as far as they are ``pairs`` or their perpetuals; none
    where there is no such file. Blocks: for a thread.

    Raises:
        InvalidRequest: it is no list or mapping of markets.
    """
    path = folder / MARKETS
    try:
        told = json.loads(path.read_bytes(), parse_float=Decimal)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _wrong(MARKETS, f"the file cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise _wrong(MARKETS, f"it is not JSON ({error})") from error
    named = told.items() if isinstance(told, dict) else enumerate(told, 1) if isinstance(told, list) else None
    if named is None:
        raise _wrong(MARKETS, "it is neither a list of markets nor a mapping of symbols to markets, in ccxt's form")
    entries: dict[str, Any] = {}
    for name, entry in named:
        symbol = entry.get("symbol", name) if isinstance(entry, dict) else name
        if not isinstance(symbol, str):
            raise _wrong(MARKETS, f"entry {name} has no symbol, such as BTC/USDT")
        if symbol in pairs or pair_of(symbol) in pairs:
            entries[symbol] = entry
    return entries


def market_terms(entries: Mapping[str, Any], symbol: str) -> MarketTerms:
    """What the entry of ``symbol`` says; nothing where it has none.

    Raises:
        InvalidRequest: something in it cannot be read.
    """
    entry = entries.get(symbol, {})
    if not isinstance(entry, dict):
        raise _wrong(MARKETS, f"{symbol}: it is no market in ccxt's form")
    if not entry:
        return NO_TERMS
    terms, problems = terms_of(entry)
    if entry.get("active") is False:
        problems = (*problems, "it is not active")
    if entry.get("inverse"):
        problems = (*problems, "it is inverse, and only linear contracts are traded")
    if entry.get("tiers") and not terms.tiers:
        problems = (*problems, "tiers must each have a maintenanceMarginRate and a maxNotional, as ccxt lists them")
    if problems:
        raise InvalidRequest(problems=tuple(f"data: {MARKETS}: {symbol}: {problem}" for problem in problems))
    return terms


def read_funding(path: Path) -> tuple[FundingRate, ...]:
    """The settlements in the file at ``path`` by time, each put on its minute. Blocks: for a thread.

    Raises:
        InvalidRequest: it cannot be read; the problem names file and line.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _wrong(path.name, "the gzip archive is cut off or damaged") from error
    except UnicodeDecodeError as error:
        raise _wrong(path.name, "the file is not text") from error
    except OSError as error:
        raise _wrong(path.name, f"the file cannot be read ({error.strerror})") from error
    found: dict[int, FundingRate] = {}
    for line, row in enumerate(csv.reader(text.splitlines()), 1):
        if not row or (line == 1 and exact(row[0].strip()) is None):
            continue
        time, rate = (exact(field.strip()) for field in row[:2]) if len(row) > 1 else (None, None)
        if time is None or rate is None or abs(rate) >= 1:
            raise _wrong(f"{path.name}:{line}", f"it is no time and rate as of {FUNDING_HEADER}: {','.join(row)[:40]}")
        ms = float(in_ms(np.array([float(time)]))[0])
        if np.isnan(ms):
            raise _wrong(f"{path.name}:{line}", f"{row[0][:20]} is no time")
        settled = round(ms / MINUTE) * MINUTE
        found[settled] = FundingRate(time=from_ms(settled), rate=rate)
    return tuple(found[time] for time in sorted(found))


def _wrong(place: str, problem: str) -> InvalidRequest:
    return InvalidRequest(problems=(f"data: {place}: {problem}",))
