"""The settlements of a perpetual's funding: those that are known, and the usual where none is."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from services.market.source import FundingRate
from services.market.terms import USUAL_FUNDING, USUAL_FUNDING_HOURS
from services.market.timeframes import HOUR, from_ms, to_ms


def settlements(
    known: Sequence[FundingRate], hours: int, since: int, until: int, written: int
) -> tuple[FundingRate, ...]:
    """Every settlement after ``since`` and up to ``until`` (UTC ms), oldest first: the ``known`` ones (in their order),
    and between, before and after them at steps of ``hours`` the usual rate. Where none is known, the steps are counted
    from midnight, UTC. After ``written`` none is assumed: a venue may
    still have to tell it."""
    step = hours * HOUR
    times = [to_ms(rate.time) for rate in known] or [since - since % step]
    missing = [*range(times[0] - step, since, -step)]
    missing += range(times[-1] + step, written + 1, step)
    for before, after in pairwise(times):
        missing += range(before + step, after - step // 2, step)
    rate = USUAL_FUNDING * Decimal(hours) / USUAL_FUNDING_HOURS
    assumed = (FundingRate(time=from_ms(time), rate=rate, assumed=True) for time in missing)
    inside = (one for one in (*known, *assumed) if since < to_ms(one.time) <= until)
    return tuple(sorted(inside, key=lambda one: one.time))
