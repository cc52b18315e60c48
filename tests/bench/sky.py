"""What the sky costs, beside skyfield asked for one place at a time."""

from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Final

import numpy as np

from analytics.sky._source import source
from analytics.sky.almanac import events
from analytics.sky.aspects import MAJOR_ORBS, perfections
from analytics.sky.exact import exact_aspects, exact_transits
from analytics.sky.factors import factors
from analytics.sky.names import BODIES, separation
from analytics.sky.natal import genesis_chart, transits
from analytics.sky.positions import positions
from analytics.sky.tracks import tracks
from services.cosmic.almanac import decode, encode
from tests.bench.indicators import median_ms

START: Final = datetime(2024, 1, 1, tzinfo=UTC)
END: Final = datetime(2025, 1, 1, tzinfo=UTC)
FIFTY: Final = datetime(1950, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)
TIMES: Final = 300
DAYS: Final = 30


def plain_places(tt: float) -> list[float]:
    """Longitudes of the ten bodies at one time, in degrees."""
    from skyfield.framelib import ecliptic_frame

    sky = source()
    at = sky.kernel["earth"].at(sky.timescale.tt_jd(tt))
    return [float(at.observe(_target(body)).apparent().frame_latlon(ecliptic_frame)[1].degrees) for body in BODIES]


def plain_month() -> int:
    """Days in ``DAYS`` on which a body enters a sign, or turns: what a search by single places asks first of all."""
    first = tracks(START, END, ("sun",), nutate=False).start
    before, found = plain_places(first), 0
    for day in range(1, DAYS + 1):
        after = plain_places(first + day)
        found += sum(a // 30 != b // 30 for a, b in zip(before, after, strict=True))
        before = after
    return found


def _target(body: str) -> Any:
    kernel = source().kernel
    return kernel[body if body in kernel else f"{body} barycenter"]


def rows() -> list[str]:
    """A Markdown table: ms, and how many times faster than skyfield one place at a time."""
    started = perf_counter()
    count = len(events(START, END))
    cold = (perf_counter() - started) * 1000
    tt = np.linspace(2459000.5, 2460000.5, TIMES)
    some = np.array([plain_places(each) for each in tt[:5].tolist()]).T
    assert np.abs(separation(positions(tt[:5]).longitude, some)).max() < 1e-8
    one = median_ms(lambda: positions(START))
    many = median_ms(lambda: positions(tt), 5)
    plain = median_ms(lambda: plain_places(2459000.6))
    plain_many = median_ms(lambda: [plain_places(each) for each in tt[:30].tolist()], 3) * TIMES / 30
    warm = median_ms(lambda: events(END, datetime(2026, 1, 1, tzinfo=UTC)), 3)
    daily = median_ms(plain_month, 3) * 366 / DAYS
    fifty = median_ms(lambda: perfections(tracks(*FIFTY, ("jupiter", "saturn"), nutate=False), aspects=("square",)), 3)
    aspects = factors(START, MAJOR_ORBS).aspects
    to_chart = transits(positions(START).at(0), genesis_chart())
    kept = encode(events(START, END))
    return [
        "| Sky | ms | skyfield, one at a time, ms | × faster |",
        "| --- | --- | --- | --- |",
        f"| ten bodies with speeds, one time | {one:.1f} | {plain:.1f} | {plain / one:.1f} |",
        f"| ten bodies with speeds, {TIMES} times | {many:.0f} | {plain_many:.0f} | {plain_many / many:.0f} |",
        f"| all factors at one time | {median_ms(lambda: factors(START)):.1f} | – | – |",
        f"| when {len(aspects)} aspects in force are exact "
        f"| {median_ms(lambda: exact_aspects(aspects, START), 5):.0f} | – | – |",
        f"| when {len(to_chart)} transits are exact "
        f"| {median_ms(lambda: exact_transits(to_chart, START), 5):.0f} | – | – |",
        f"| all {count} events of a year, first time in a process | {cold:.0f} | – | – |",
        f"| the same, another year (plain: daily places alone) | {warm:.0f} | {daily:.0f} | {daily / warm:.1f} |",
        f"| the same, read from what is kept | {median_ms(lambda: decode(kept)):.1f} | – | – |",
        f"| one aspect of two planets over 50 years | {fifty:.0f} | – | – |",
    ]


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201
