"""Calendars of the sky to put into words: usual ones, odd ones, and random ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analytics.sky.aspects import ANGLES
from analytics.sky.events import (
    QUARTERS,
    SEASONS,
    Eclipse,
    Ingress,
    MoonApsis,
    MoonPhase,
    NodeCrossing,
    Perfection,
    SeasonStart,
    SkyEvent,
    Station,
    VoidOfCourse,
)
from analytics.sky.names import BODIES, PLANETS, SIGNS, Body, degree_in_sign, sign_of
from services.core.request import Answer
from services.cosmic.calendar import CosmicCalendarAnswer, cosmic_calendar
from services.cosmic.happenings import event_facts
from services.cosmic.kinds import KINDS, USUAL, Kind
from services.cosmic.next import CosmicNextAnswer, cosmic_next
from services.cosmic.overlay import sky_overlay
from services.cosmic.retrograde import CosmicRetrogradeAnswer, PlanetMotion, RetrogradePeriod, strip
from services.market.candles import Candles, Provenance
from services.studies.chart import ChartAnswer

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)


def events(count: int, days: float, seed: int = 7, start: datetime = NOW) -> tuple[SkyEvent, ...]:
    """Up to ``count`` events of every class, in order, within ``days`` from ``start``.

    They need not be astronomy, but as in the sky none comes twice in a day.
    """
    random = np.random.default_rng(seed)
    times = sorted(random.uniform(0, days, count).tolist())
    found = [_event(random, start + timedelta(days=time)) for time in times]
    return tuple({(event.time.date(), event.kind, event.bodies): event for event in reversed(found)}.values())[::-1]


def _event(random: np.random.Generator, time: datetime) -> SkyEvent:
    number = int(random.integers(0, 1000))
    planet: Body = PLANETS[number % len(PLANETS)]
    at: dict[str, Any] = {
        "tt": 2451545.0 + (time - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1),
        "time": time,
        "longitude": float(random.uniform(0, 360)),
    }
    motion: Any = ("direct", "retrograde")[number % 2]
    match int(random.integers(0, 9)):
        case 0:
            return Station(bodies=(planet,), motion=motion, **at)
        case 1:
            return Ingress(bodies=(BODIES[number % 10],), into=SIGNS[number % 12], motion=motion, **at)
        case 2:
            return MoonPhase(bodies=("moon", "sun"), quarter=QUARTERS[number % 4], **at)
        case 3:
            return SeasonStart(bodies=("sun",), season=SEASONS[number % 4], **at)
        case 4:
            apsis: Any = ("perigee", "apogee")[number % 2]
            return MoonApsis(bodies=("moon",), apsis=apsis, distance_km=363_104.2, **at)
        case 5:
            node: Any = ("ascending", "descending")[number % 2]
            return NodeCrossing(bodies=("moon",), node=node, **at)
        case 6:
            name = tuple(ANGLES)[number % len(ANGLES)]
            pair: Any = ("sun", planet) if number % 3 else (planet, PLANETS[(number + 3) % len(PLANETS)])
            return Perfection(bodies=pair, aspect=name, angle=ANGLES[name], longitudes=(10.0, 100.0), **at)
        case 7:
            end = time + timedelta(hours=float(random.uniform(0.01, 60)))
            return VoidOfCourse(
                bodies=("moon",), until=end, until_tt=at["tt"] + 1, into=SIGNS[number % 12], last=None, **at
            )
        case _:
            of: Any = ("sun", "moon")[number % 2]
            kind: Any = ("penumbral", "partial", "annular", "hybrid", "total")[number % 5]
            return Eclipse(bodies=("moon", "sun"), of=of, type=kind, gamma=0.3, magnitude=1.01, **at)


def calendar_answer(
    found: tuple[SkyEvent, ...], days: int = 30, kinds: tuple[Kind, ...] = USUAL, *, export: bool = False
) -> CosmicCalendarAnswer:
    return cosmic_calendar(found, NOW, days, kinds, export=export)


def next_answer(found: tuple[SkyEvent, ...]) -> CosmicNextAnswer:
    return cosmic_next(found, NOW)


def retrograde_answer(
    back: tuple[Body, ...] = ("mercury", "jupiter"), seed: int = 7, *, known: bool = True
) -> CosmicRetrogradeAnswer:
    """Planets of which ``back`` go back. With ``known`` off, the ephemeris ends before anything turns."""
    random = np.random.default_rng(seed)
    start, end = strip(NOW)
    planets, periods = [], []
    for body in PLANETS:
        gone = float(random.uniform(0.01, 20))
        now = _period(body, NOW - timedelta(days=gone), random) if body in back and known else None
        coming = _period(body, NOW + timedelta(days=float(random.uniform(60, 500))), random) if known else None
        longitude = float(random.uniform(0, 360))
        motion: Any = "direct" if now else "retrograde"
        turn = now.end if now else coming.start if coming else None
        station = turn and event_facts(
            Station(tt=2.46e6, time=turn, bodies=(body,), longitude=longitude, motion=motion)
        )
        planets.append(
            PlanetMotion(
                name=body,
                longitude=longitude,
                latitude=float(random.uniform(-7, 7)),
                distance_au=float(random.uniform(0.3, 50)),
                speed=float(random.uniform(0.001, 2)) * (-1 if body in back else 1),
                sign=sign_of(longitude),
                degree=degree_in_sign(longitude),
                retrograde=body in back,
                now=now,
                next=coming,
                next_station=station,
                away_seconds=(turn - NOW).total_seconds() if turn else None,
            )
        )
        periods += [period for period in (now, coming) if period and period.start < end]
    turning = [planet for planet in planets if planet.away_seconds is not None]
    return CosmicRetrogradeAnswer(
        as_of=NOW,
        start=start,
        end=end,
        planets=tuple(planets),
        retrograde=tuple(body for body in PLANETS if body in back),
        periods=tuple(periods),
        next=min(turning, key=lambda planet: planet.away_seconds or 0.0, default=None),
    )


def begun_before() -> CosmicRetrogradeAnswer:
    """Mercury goes back since before the ephemeris begins: its next station is known, and not its period."""
    answer = retrograde_answer(("mercury",))
    mercury = answer.planets[0].model_copy(update={"now": None})
    return answer.model_copy(update={"planets": (mercury, *answer.planets[1:])})


def _period(body: Body, start: datetime, random: np.random.Generator) -> RetrogradePeriod:
    days = float(random.uniform(21, 160))
    first, last = float(random.uniform(0, 360)), float(random.uniform(0, 360))
    return RetrogradePeriod(
        name=f"{body} {start:%Y-%m-%d}",
        body=body,
        start=start,
        end=start + timedelta(days=days),
        days=round(days),
        start_longitude=first,
        end_longitude=last,
        start_sign=sign_of(first),
        end_sign=sign_of(last),
    )


def overlaid(count: int, bars: int = 120, seed: int = 7) -> ChartAnswer:
    """A chart of four-hour candles on which events of the sky are marked."""
    hours = 4
    start = NOW - timedelta(hours=hours * bars)
    time = np.int64(start.timestamp() * 1000) + np.arange(bars, dtype=np.int64) * hours * 3_600_000
    close = 100.0 + np.cumsum(np.random.default_rng(seed).normal(0, 1, bars))
    volume = np.full(bars, 5.0)
    return ChartAnswer(
        as_of=NOW,
        symbol="BTC/USDT",
        provenance=Provenance(source="live", venue="bitget", as_of=NOW, asked_at=NOW, stale=False),
        timeframe="4h",
        bars=bars,
        price=float(close[-1]),
        change=float(close[-1] / close[0] - 1),
        high=float(close.max() + 1),
        low=float(close.min() - 1),
        up_bars=bars // 2,
        down_bars=bars - bars // 2,
        volume=5.0 * bars,
        volume_ratio=1.0,
        atr=2.0,
        atr_pct=0.02,
        overlay="cosmic",
        sky=sky_overlay(events(count, hours * bars / 24, seed, start)),
        candles=Candles("BTC/USDT", "4h", time, close, close + 1, close - 1, close, volume),
    )


MANY = events(400, 366)
MONTH = events(40, 30)

ANSWERS: dict[str, Answer] = {
    "calendar: usual": calendar_answer(MONTH),
    "calendar: with a file": calendar_answer(MONTH, export=True),
    "calendar: every kind": calendar_answer(MONTH, kinds=tuple(KINDS)),
    "calendar: a year of everything": calendar_answer(MANY, 366, tuple(KINDS)),
    "calendar: one day": calendar_answer(events(1, 1, seed=3), 1, tuple(KINDS), export=True),
    "calendar: nothing": calendar_answer(()),
    "calendar: nothing, of one kind": calendar_answer((), 1, ("eclipses",), export=True),
    "calendar: stations alone": calendar_answer(MONTH, kinds=("stations",)),
    "calendar: voids alone": calendar_answer(MONTH, kinds=("voids",)),
    "calendar: cut short by the ephemeris's end": calendar_answer(MONTH[:2]).model_copy(
        update={"end": NOW + timedelta(days=3)}
    ),
    "next: usual": next_answer(MANY),
    "next: little left": next_answer(events(2, 1)),
    "next: the end of the ephemeris": next_answer(()),
    "retrograde: usual": retrograde_answer(),
    "retrograde: none": retrograde_answer(()),
    "retrograde: one": retrograde_answer(("venus",)),
    "retrograde: all": retrograde_answer(PLANETS),
    "retrograde: the end of the ephemeris": retrograde_answer(known=False),
    "retrograde: begun before the ephemeris": begun_before(),
    "chart: with the sky": overlaid(30),
    "chart: with an empty sky": overlaid(0),
    "chart: with a crowded sky": overlaid(900, 300),
}


def random_almanacs(count: int, seed: int = 0) -> Iterator[Answer]:
    """Calendars of every length, with any kinds and any number of events."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        own = int(random.integers(0, 1 << 31))
        days = int(random.integers(1, 367))
        kinds = tuple(kind for kind in KINDS if random.random() < 0.6) or USUAL
        found = events(int(random.integers(0, 3 * days)), days, own)
        yield calendar_answer(found, days, kinds, export=bool(random.random() < 0.3))
        yield next_answer(found)
        yield retrograde_answer(tuple(body for body in PLANETS if random.random() < 0.4), own)
        yield overlaid(int(random.integers(0, 80)), int(random.integers(20, 300)), own)
