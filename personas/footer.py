"""The last line of a card: where its facts come from, how old they are, and whether they are real.

It is made here and not in any template, so that no voice can leave it out. A footer is plain text: no markup in it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from analytics.trading.agent_records import Level
from analytics.trading.instrument import kind_of
from personas.escaping import seen
from personas.face import Face, Said
from personas.format import age, time
from services.accounts.answer import AccountAnswer, PaperAnswer
from services.alerts.events import AlertFired
from services.alerts.facts import AlertsAnswer
from services.core.events import Event
from services.core.request import Answer
from services.cosmic.facts import CosmicAnswer
from services.education.bars import BarsAnswer
from services.house.status import StatusAnswer
from services.market.candles import MarketAnswer, MarketsAnswer, Provenance, SourceName
from services.market.source import clock_told
from services.watchlists.facts import WatchlistAnswer

SIMULATED = "SIMULATED"
PAPER = "PAPER"
BETWEEN = " · "
DAY_MINUTES = 1440


def footer(
    answer: Said,
    face: Face[Any],
    voice: str,
    marks: Sequence[str] = (),
    by: tzinfo = UTC,
    level: Level | None = None,
) -> str:
    """``SIMULATED · PAPER · bitget · 30 Dec 2023 19:00 UTC · 3 min old … · AI copilot · voice: Biel``; of an error, its
    marks, the ``level`` of autonomy and the voice alone. The time is by the clock of ``by``."""
    answer = face.shows(answer) or answer
    parts = list(marks)
    if isinstance(answer, PaperAnswer):
        parts = [*([SIMULATED] if answer.simulated else []), PAPER, *parts]
    if isinstance(answer, AccountAnswer) and answer.provenance is not None:
        parts += _market(answer, answer.provenance, face.scope(answer), by)
    elif isinstance(answer, AlertsAnswer | AlertFired) and answer.provenance is not None:
        parts += [*([SIMULATED] if answer.provenance.simulated else []), *_market(answer, answer.provenance, None, by)]
    elif isinstance(answer, MarketAnswer | MarketsAnswer):
        if answer.provenance.simulated:
            parts.insert(0, SIMULATED)
        parts += _market(answer, answer.provenance, face.scope(answer), by)
    elif isinstance(answer, StatusAnswer):
        if answer.source == "sim":
            parts.insert(0, SIMULATED)
        parts += [_origin(answer.source, answer.venue), _time(answer.as_of, by)]
    elif isinstance(answer, BarsAnswer):
        if answer.simulated:
            parts.insert(0, SIMULATED)
        parts += [_origin("sim", "") if answer.simulated else "a real market, unnamed", _time(answer.as_of, by)]
    elif isinstance(answer, CosmicAnswer):
        parts += [answer.source, _time(answer.as_of, by)]
    elif isinstance(answer, Answer):
        parts.append(_time(answer.as_of, by))
    elif isinstance(answer, Event):
        parts.append(_time(answer.at, by))
    if level is not None:
        parts.append(f"AI {level}")
    parts.append(f"voice: {seen(voice)}")
    return BETWEEN.join(parts)


def _market(answer: Said, provenance: Provenance, scope: str | None, by: tzinfo) -> list[str]:
    timeframe: str | None = getattr(answer, "timeframe", None)
    parts = [_origin(provenance.source, provenance.venue), _time(provenance.as_of, by)]
    if not (isinstance(answer, WatchlistAnswer) and answer.board):  # which is read long after it was written
        parts.append(age(provenance.age))
    if provenance.stale:
        parts.append("STALE, newer data is overdue")
    if missing := sum(gap.bars for gap in provenance.gaps):
        parts.append("1 bar missing" if missing == 1 else f"{missing:,} bars missing")
    if provenance.spot_instead:
        traded = isinstance(answer, PaperAnswer) or kind_of(getattr(answer, "symbol", None) or "") == "perpetual"
        parts.append("the perpetual is priced as spot" if traded else "spot, for no perpetual is listed")
    parts += _read(provenance)
    if timeframe and provenance.built_from:
        parts.append(f"{timeframe} built from {provenance.built_from}")
    elif provenance.built_from:
        parts.append(f"built from {provenance.built_from}")
    if scope or timeframe:
        parts.append(scope or "closed bars only")
    return parts


def _read(provenance: Provenance) -> list[str]:
    """What was not plain in reading the candles, of one market's or of the first of several."""
    told = list[str]()
    if left_out := sum(rows.rows for rows in provenance.dropped):
        first = provenance.dropped[0]
        rows = "1 bad row" if left_out == 1 else f"{left_out:,} bad rows"
        told.append(f"{rows} left out ({seen(first.place)}: {first.reason})")
    if provenance.sorted_at:
        told.append(f"rows out of order were sorted ({seen(provenance.sorted_at)})")
    if minutes := provenance.offset % DAY_MINUTES:
        told.append(f"days begin at {minutes // 60:02}:{minutes % 60:02} UTC")
    elif days := provenance.offset // DAY_MINUTES:
        told.append(f"bars open {abs(days)} d {'later' if days > 0 else 'earlier'} than usual")
    if provenance.summer_time:
        told.append("an hour earlier in summer time")
    if provenance.clock_ahead is not None:
        told.append(clock_told(provenance.clock_ahead, seen(provenance.venue)))
    return told


def _origin(source: SourceName, venue: str) -> str:
    if source == "sim":
        return "random market, not real prices"
    return f"replay of {seen(venue)}" if source == "replay" else seen(venue)


def _time(moment: datetime, by: tzinfo) -> str:
    return time(moment.astimezone(by))
