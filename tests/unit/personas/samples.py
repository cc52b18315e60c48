"""Answers to put into words: usual ones, odd ones, and as many random ones as a test wants."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analytics.fibonacci import GOLDEN_POCKET, Level, Swing, counter_extensions, extensions, retraced, retracements
from services.core.events import Event
from services.core.request import Answer
from services.core.units import Duration
from services.house.heartbeat import PartBack, PartSilent
from services.house.status import CommandFacts, HelpAnswer, PartStatus, StatusAnswer
from services.house.subscriptions import SUBJECTS, TO, NotifyListAnswer, NotifySetAnswer, Subscription
from services.house.voices import PersonaListAnswer, PersonaShowAnswer, PersonaUseAnswer, VoiceFacts
from services.market.candles import Candles, Gap, Provenance
from services.studies.chart import ChartAnswer
from services.studies.fib_levels import FibLevel, FibLevelsAnswer, GoldenPocket, SwingFacts, SwingPoint
from services.studies.price import PriceAnswer
from tests.unit.personas.samples_almanac import ANSWERS as ALMANACS
from tests.unit.personas.samples_analysis import analysis_answers
from tests.unit.personas.samples_cosmic import ANSWERS as SKIES
from tests.unit.personas.samples_errors import HOSTILE
from tests.unit.personas.samples_fib import ANSWERS as FIBONACCI
from tests.unit.personas.samples_harmonics import ANSWERS as HARMONICS
from tests.unit.personas.samples_indicators import ANSWERS as INDICATORS
from tests.unit.personas.samples_levels import ANSWERS as LEVELS
from tests.unit.personas.samples_moon import ANSWERS as MOONS
from tests.unit.personas.samples_notify import ANSWERS as NOTIFIES
from tests.unit.personas.samples_patterns import ANSWERS as PATTERNS
from tests.unit.personas.samples_regime import ANSWERS as REGIMES
from tests.unit.personas.samples_risk import ANSWERS as RISKS
from tests.unit.personas.samples_scan import ANSWERS as SCANS
from tests.unit.personas.samples_sky_evidence import ANSWERS as SKY_EVIDENCE

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)


def provenance(**changes: Any) -> Provenance:
    usual = {"source": "live", "venue": "bitget", "as_of": NOW, "asked_at": NOW + timedelta(minutes=3), "stale": False}
    return Provenance.model_validate(usual | changes)


def candles(count: int = 20, price: float = 100.0) -> Candles:
    flat = np.full(count, price)
    time = np.arange(count, dtype=np.int64) * 14_400_000
    return Candles("BTC/USDT", "4h", time, flat.copy(), flat.copy(), flat.copy(), flat.copy(), flat.copy())


def price_answer(**changes: Any) -> PriceAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(),
        "price": 42_156.37,
        "change_24h": 0.0213,
        "high_24h": 42_400.1,
        "low_24h": 41_207.8,
        "position_24h": 0.7955,
        "volume_24h": 12_431.7,
        "volume_ratio": 1.37,
        "change_7d": -0.0342,
        "high_7d": 43_946.0,
        "low_7d": 40_615.3,
        "position_7d": 0.4627,
        "retraced_7d": 0.4627,
        "atr_1h": 163.29,
        "atr_1h_pct": 0.003873,
        "closes_24h": tuple(41_300.0 + 37.21 * hour for hour in range(24)),
    }
    return PriceAnswer.model_validate(usual | changes)


def chart_answer(**changes: Any) -> ChartAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(built_from="1h"),
        "timeframe": "4h",
        "bars": 120,
        "price": 42_156.37,
        "change": 0.0874,
        "high": 44_711.9,
        "low": 38_202.4,
        "up_bars": 66,
        "down_bars": 53,
        "volume": 741_930.2,
        "volume_ratio": 0.61,
        "atr": 512.37,
        "atr_pct": 0.01215,
        "candles": candles(),
    }
    return ChartAnswer.model_validate(usual | changes)


def fib_answer(
    start: float = 37_615.86,
    end: float = 44_700.0,
    price: float = 42_156.37,
    *,
    atr: float | None = 512.37,
    bars: int = 61,
    bars_since: int = 23,
    **changes: Any,
) -> FibLevelsAnswer:
    """The levels of the swing from ``start`` to ``end``, as the service would give them."""
    swing = Swing(start, end, 0, bars)
    levels = sorted(
        (level for level in retracements(swing) + extensions(swing) + counter_extensions(swing) if level.price > 0),
        key=lambda level: -level.price,
    )
    facts = tuple(_level(level, price, atr) for level in levels)
    low, high = sorted(end - ratio * (end - start) for ratio in GOLDEN_POCKET)
    inside = low <= price <= high
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(),
        "timeframe": "4h",
        "lookback": 200,
        "price": price,
        "atr": atr,
        "swing": SwingFacts(
            direction="up" if swing.up else "down",
            start=SwingPoint(price=start, time=NOW - timedelta(hours=4 * (bars + bars_since))),
            end=SwingPoint(price=end, time=NOW - timedelta(hours=4 * bars_since)),
            bars=bars,
            bars_since=bars_since,
            change=end / start - 1,
            size_atr=None if atr is None else abs(end - start) / atr,
        ),
        "retraced": retraced(swing, price),
        "levels": facts,
        "nearest_above": next((level for level in reversed(facts) if level.price > price), None),
        "nearest_below": next((level for level in facts if level.price < price), None),
        "golden_pocket": GoldenPocket(
            low=low, high=high, inside=inside, distance=0.0 if inside else (low if price < low else high) / price - 1
        ),
        "candles": candles(),
    }
    return FibLevelsAnswer.model_validate(usual | changes)


def _level(level: Level, price: float, atr: float | None) -> FibLevel:
    return FibLevel(
        name=f"{level.ratio:g} {level.kind}",
        kind=level.kind,
        ratio=level.ratio,
        price=level.price,
        distance=level.price / price - 1,
        distance_atr=None if atr is None else (level.price - price) / atr,
    )


UNKNOWN_PRICE = price_answer(
    **dict.fromkeys(name for name, field in PriceAnswer.model_fields.items() if field.annotation == float | None),
    closes_24h=(),
)

PRICES: dict[str, PriceAnswer] = {
    "usual": price_answer(),
    "nothing known": UNKNOWN_PRICE,
    "falling on thin volume": price_answer(change_24h=-0.0412, change_7d=-0.11, volume_ratio=0.41, position_24h=0.11),
    "rising on heavy volume": price_answer(change_24h=0.0412, change_7d=0.11, volume_ratio=2.6, position_24h=0.96),
    "at the day's high": price_answer(price=42_400.1, position_24h=1.0),
    "at the day's low": price_answer(price=41_207.8, position_24h=0.0, change_24h=-0.02, change_7d=0.01),
    "above the day": price_answer(price=42_500.0, position_24h=1.08),
    "beyond the week": price_answer(price=44_000.0, position_24h=1.6, retraced_7d=-0.0162),
    "back from the week's low": price_answer(retraced_7d=0.4627, price=42_156.37, high_7d=43_946.0, low_7d=40_615.3),
    "through the week's older end": price_answer(price=40_000.0, position_24h=-1.0, retraced_7d=1.1847),
    "in the week's pocket": price_answer(price=41_854.0, retraced_7d=0.6281),
    "flat": price_answer(change_24h=0.0, change_7d=0.0001, position_24h=0.5, volume_ratio=1.0),
    "one price for a week": price_answer(
        **dict.fromkeys(("price", "high_24h", "low_24h", "high_7d", "low_7d"), 10.0),
        **dict.fromkeys(("change_24h", "change_7d", "atr_1h", "atr_1h_pct"), 0.0),
        position_24h=None,
        retraced_7d=None,
    ),
    "no volume": price_answer(volume_24h=0.0, volume_ratio=0.0),
    "tiny": price_answer(
        symbol="PEPE/USDT",
        price=1.234e-5,
        high_24h=1.301e-5,
        low_24h=1.11e-5,
        high_7d=1.4e-5,
        low_7d=1e-5,
        atr_1h=1.2e-7,
        volume_24h=8.1e12,
    ),
    "a name with digits": price_answer(symbol="1INCH/USDT", price=0.4021, low_24h=0.391, high_24h=0.4113),
    "simulated, stale, with holes": price_answer(
        provenance=provenance(
            source="sim",
            venue="simulated",
            stale=True,
            gaps=(Gap(start=NOW, end=NOW, bars=2), Gap(start=NOW, end=NOW, bars=1)),
        )
    ),
    "hostile": price_answer(symbol=HOSTILE[:40], provenance=provenance(venue=HOSTILE)),
}

CHARTS: dict[str, ChartAnswer] = {
    "usual": chart_answer(),
    "nothing known": chart_answer(volume_ratio=None, atr=None, atr_pct=None),
    "falling": chart_answer(change=-0.0874, up_bars=50, down_bars=69, price=38_500.0),
    "falling on more bars up": chart_answer(change=-0.0874, price=40_000.0),
    "even": chart_answer(up_bars=60, down_bars=60),
    "no change": chart_answer(change=0.0),
    "at the high": chart_answer(price=44_711.9),
    "at the low": chart_answer(price=38_202.4, change=-0.2),
    "above": chart_answer(price=45_000.0, volume_ratio=3.4),
    "below": chart_answer(price=38_000.0, change=-0.21),
    "one price": chart_answer(price=5.0, high=5.0, low=5.0, change=0.0, up_bars=0, down_bars=0, volume=0.0, atr=0.0),
    "hostile": chart_answer(symbol=HOSTILE[:40]),
}

UP, DOWN = (37_615.86, 44_700.0), (0.7, 0.5778)


def _between(swing: tuple[float, float], given_back: float) -> float:
    return swing[1] - given_back * (swing[1] - swing[0])


FIBS: dict[str, FibLevelsAnswer] = {
    f"{'up' if swing is UP else 'down'}, {name}": fib_answer(*swing, _between(swing, given_back), atr=atr)
    for swing, atr in ((UP, 512.37), (DOWN, 0.01121))
    for name, given_back in (
        ("past the end", -0.13),
        ("past every level", -4.0 if swing is DOWN else -9.0),
        ("at the end", 0.0),
        ("shallow", 0.291),
        ("on a level", 0.382),
        ("in the middle", 0.557),
        ("in the golden pocket", 0.6333),
        ("deep", 0.91),
        ("at the start", 1.0),
        ("beyond the start", 1.15),
    )
    if _between(swing, given_back) > 0
}
FIBS |= {
    "no average true range": fib_answer(atr=None),
    "fresh end": fib_answer(bars_since=0),
    "one bar old": fib_answer(bars=1, bars_since=1),
    "one bar that holds both": fib_answer(bars=0, bars_since=5),
    "below every level": fib_answer(100.0, 130.0, 12.0, atr=2.0),
    "tiny": fib_answer(1.1e-8, 1.9e-8, 1.4e-8, atr=3.1e-10),
    "of another year": fib_answer(bars=200, bars_since=400, timeframe="1d"),
    "hostile": fib_answer(symbol=HOSTILE[:40]),
}


def status_answer(**changes: Any) -> StatusAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "version": "0.1.0",
        "started": NOW - timedelta(days=3, hours=4),
        "uptime": 273_742.5,
        "source": "live",
        "venue": "bitget",
        "live_trading": False,
        "parts": (PartStatus(name="market", ok=True, detail=""), PartStatus(name="store", ok=True, detail="0.4 ms")),
        "answered": 1_204,
        "refused": 37,
        "failed": 0,
        "latency_median": 0.0042,
        "latency_p99": 0.31,
        "your_role": "trader",
    }
    return StatusAnswer.model_validate(usual | changes)


BROKEN_PARTS = (
    PartStatus(name="market", ok=False, detail="no answer for 12 s"),
    PartStatus(name="store", ok=False, detail=HOSTILE),
    PartStatus(name="voices", ok=True, detail=""),
)

STATUSES: dict[str, StatusAnswer] = {
    "fine": status_answer(),
    "just started": status_answer(
        uptime=2.5, source="sim", venue="simulated", parts=(), latency_median=None, latency_p99=None, your_role=None
    ),
    "broken": status_answer(
        uptime=8_000.0, source="replay", venue="candles", live_trading=True, parts=BROKEN_PARTS, latency_p99=12.0
    ),
}

COMMANDS = tuple(
    CommandFacts(name=name, summary=summary, example=example, role=role, allowed=role is None or role == "viewer")
    for name, summary, example, role in (
        ("chart", "A candle chart", "/chart symbol:BTC/USDT timeframe:4h", "viewer"),
        ("fib levels", "Levels of the last swing", "/fib levels symbol:BTC/USDT timeframe:4h", "viewer"),
        ("help", "What the desk can be asked", "/help", None),
        ("order place", "Place an order", "/order place symbol:BTC/USDT amount:0.25", "trader"),
    )
)

VOICES = tuple(
    VoiceFacts(name=name, title=name.title(), style="Plain.", foregrounds="The price.", sample="A price is a price.")
    for name in ("biel", "f", "z")
)

ANSWERS: dict[str, Answer] = {
    **FIBONACCI,
    **INDICATORS,
    **HARMONICS,
    **SKIES,
    **MOONS,
    **ALMANACS,
    **LEVELS,
    **RISKS,
    **SCANS,
    **SKY_EVIDENCE,
    **PATTERNS,
    **REGIMES,
    **NOTIFIES,
    **analysis_answers(provenance()),
    **{f"price: {name}": answer for name, answer in PRICES.items()},
    **{f"chart: {name}": answer for name, answer in CHARTS.items()},
    **{f"fib: {name}": answer for name, answer in FIBS.items()},
    **{f"status: {name}": answer for name, answer in STATUSES.items()},
    "help: viewer": HelpAnswer(as_of=NOW, commands=COMMANDS, your_role="viewer", roles_mapped=True),
    "help: nobody": HelpAnswer(as_of=NOW, commands=COMMANDS, your_role=None, roles_mapped=False),
    "help: all allowed": HelpAnswer(as_of=NOW, commands=COMMANDS[:3], your_role="admin", roles_mapped=True),
    "voices: default": PersonaListAnswer(as_of=NOW, voices=VOICES, current="f", because="default"),
    "voices: own": PersonaListAnswer(as_of=NOW, voices=VOICES, current="z", because="me"),
    "voices: channel": PersonaListAnswer(as_of=NOW, voices=VOICES, current="biel", because="channel"),
    "voice: current": PersonaShowAnswer(as_of=NOW, voice=VOICES[0], current=True),
    "voice: other": PersonaShowAnswer(as_of=NOW, voice=VOICES[1], current=False),
    "voice used: first": PersonaUseAnswer(as_of=NOW, voice=VOICES[2], scope="me", previous=None),
    "voice used: instead": PersonaUseAnswer(as_of=NOW, voice=VOICES[2], scope="me", previous=VOICES[0]),
    "voice used: again": PersonaUseAnswer(as_of=NOW, voice=VOICES[2], scope="me", previous=VOICES[2]),
    "voice used: server": PersonaUseAnswer(as_of=NOW, voice=VOICES[1], scope="server", previous=None),
    "voice taken back": PersonaUseAnswer(as_of=NOW, voice=VOICES[0], scope="me", previous=VOICES[1], instead="channel"),
    "voice taken back: none before": PersonaUseAnswer(
        as_of=NOW, voice=VOICES[1], scope="me", previous=None, instead="default"
    ),
    "voice taken back: channel": PersonaUseAnswer(
        as_of=NOW, voice=VOICES[2], scope="channel", previous=VOICES[2], instead="server"
    ),
}

ANSWERS |= {
    f"notify set: {to}, {'on' if on else 'off'}, {'again' if on == was_on else 'anew'}": NotifySetAnswer(
        as_of=NOW, subject="heartbeat", to=to, on=on, was_on=was_on
    )
    for to in TO
    for on in (True, False)
    for was_on in (True, False)
}
ANSWERS |= {
    f"notify list: {len(told)}": NotifyListAnswer(
        as_of=NOW,
        subscriptions=tuple(Subscription(subject="heartbeat", to=to) for to in told),
        subjects=SUBJECTS,
    )
    for told in ((), TO[:1], TO)
}

EVENTS: dict[str, Event] = {
    **{
        f"silent: {part}": PartSilent(key=f"silent:{part}", at=NOW, part=part, detail=detail)
        for part, detail in (("market", "no answer for 12 s"), ("store", ""), ("gateway", HOSTILE))
    },
    "back": PartBack(
        key="back:market", at=NOW, part="market", since=NOW - timedelta(seconds=750), silent_seconds=Duration(750.0)
    ),
}


def random_market(count: int, seed: int = 7) -> Iterator[Answer]:
    """``count`` market answers of each kind, of prices from 0.00000001 to 1,000,000, with facts missing at random."""
    rng = np.random.default_rng(seed)

    def maybe(value: float) -> float | None:
        return None if rng.random() < 0.1 else float(value)

    for _ in range(count):
        price = float(10 ** rng.uniform(-8, 6))
        low, high = price * rng.uniform(0.7, 1.0), price * rng.uniform(1.0, 1.5)
        yield price_answer(
            price=price,
            change_24h=maybe(rng.normal(0, 0.05)),
            high_24h=high,
            low_24h=low,
            position_24h=maybe((price - low) / (high - low)),
            volume_24h=maybe(10 ** rng.uniform(-3, 14)),
            volume_ratio=maybe(rng.lognormal(0, 1)),
            change_7d=maybe(rng.normal(0, 0.2)),
            high_7d=maybe(high * rng.uniform(1, 2)),
            low_7d=maybe(low * rng.uniform(0.5, 1)),
            retraced_7d=maybe(rng.uniform(-0.1, 1.1)),
            atr_1h=maybe(price * rng.uniform(0, 0.1)),
            atr_1h_pct=maybe(rng.uniform(0, 0.1)),
            closes_24h=tuple(float(close) for close in price * rng.uniform(0.9, 1.1, 24)),
        )
        yield chart_answer(
            price=price,
            change=float(rng.normal(0, 0.3)),
            high=high,
            low=low,
            bars=int(rng.integers(20, 300)),
            up_bars=int(rng.integers(0, 150)),
            down_bars=int(rng.integers(0, 150)),
            volume=float(10 ** rng.uniform(-3, 14)),
            volume_ratio=maybe(rng.lognormal(0, 1)),
            atr=maybe(price * rng.uniform(0, 0.1)),
            atr_pct=maybe(rng.uniform(0, 0.1)),
        )
        ends = rng.permutation([low, high])
        yield fib_answer(
            float(ends[0]),
            float(ends[1]),
            float(ends[1] - rng.uniform(-0.3, 1.3) * (ends[1] - ends[0])),
            atr=maybe(price * rng.uniform(0.001, 0.1)),
            bars=int(rng.integers(0, 200)),
            bars_since=int(rng.integers(0, 200)),
        )
