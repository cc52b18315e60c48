"""What ``/cosmic retrograde`` may answer: usual and odd."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from analytics.sky.events import Station
from analytics.sky.names import PLANETS, Body, degree_in_sign, sign_of
from services.cosmic.happenings import event_facts
from services.cosmic.retrograde import CosmicRetrogradeAnswer, PlanetMotion, RetrogradePeriod, strip
from tests.answers._shared import NOW


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


def asked_for(
    planet: Body, back: tuple[Body, ...] = ("mercury", "jupiter"), *, known: bool = True
) -> CosmicRetrogradeAnswer:
    """The same, asked about ``planet``."""
    return retrograde_answer(back, known=known).model_copy(update={"planet": planet})


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


SAMPLES: dict[str, CosmicRetrogradeAnswer] = {
    "usual": retrograde_answer(),
    "none": retrograde_answer(()),
    "one": retrograde_answer(("venus",)),
    "all": retrograde_answer(PLANETS),
    "the end of the ephemeris": retrograde_answer(known=False),
    "begun before the ephemeris": begun_before(),
    "one asked for, back": asked_for("mercury"),
    "one asked for, forward": asked_for("venus"),
    "one asked for, all forward": asked_for("mars", ()),
    "one asked for, the end of the ephemeris": asked_for("venus", known=False),
    "one asked for, back, begun before the ephemeris": begun_before().model_copy(update={"planet": "mercury"}),
}
