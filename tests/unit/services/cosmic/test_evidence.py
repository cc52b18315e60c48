"""If these failed, the sky would be told to mean something, or nothing, on counts that are not the market's."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analytics.event_study import Study, study
from analytics.multiple_testing import benjamini_hochberg
from services.core.errors import TooFewBars
from services.core.progress import InLine, Step, listening
from services.cosmic.almanac import Almanac
from services.cosmic.evidence import CosmicEvidence, CosmicEvidenceAnswer, answer_cosmic_evidence
from services.cosmic.factors import FACTORS, FactorName
from services.market.timeframes import DAY, to_ms
from tests.answers.cosmic_evidence.sample import weightless
from tests.unit.services.market.parts import Memory, replay, utc, write

AT = "2023-12-30T19:00"


@pytest.fixture(scope="module")
def almanac() -> Almanac:
    return Almanac(Memory())


async def evidence(folder: Path, almanac: Almanac, at: str = AT, **options: object) -> CosmicEvidenceAnswer:
    request = CosmicEvidence.model_validate({"symbol": "btc"} | options)
    return await answer_cosmic_evidence(request, replay(folder, at), almanac)


def walk(folder: Path, bars: int, seed: int = 1, lift: Sequence[float] | None = None, *, first: float = 100.0) -> None:
    """Daily candles of a random walk from 2016 on, with ``lift`` added to the return of each day."""
    returns = np.random.default_rng(seed).normal(0, 0.02, bars) + (0 if lift is None else np.array(lift))
    days(folder, (first * np.exp(np.cumsum(returns))).tolist())


def days(folder: Path, closes: Sequence[float]) -> None:
    """Daily candles that are a line each, from 2016 on."""
    first = to_ms(utc("2016-01-01T00:00"))
    lines = [(first + day * DAY, close, close, close, close, 1.0) for day, close in enumerate(closes)]
    write(folder, "BTC-USDT_1d.csv", lines)


async def lift(almanac: Almanac, name: FactorName, size: float, bars: int) -> list[float]:
    """``size`` on each of ``bars`` days on which the factor is in force."""
    time = to_ms(utc("2016-01-01T00:00")) + np.arange(bars, dtype=np.int64) * DAY
    sky = [event for year in range(2015, 2025) for event in await almanac.year(year)]
    one = next(factor for factor in FACTORS if factor.name == name)
    added: list[float] = (size * one.inside(sky, time, DAY)).tolist()
    return added


async def test_the_counts_are_the_markets(shared_data: Path, almanac: Almanac) -> None:
    answer = await evidence(shared_data / "candles", almanac)
    assert (answer.timeframe, answer.chosen) == ("1d", "all")
    assert answer.bars > 2000
    assert [one.name for one in answer.factors] == [factor.name for factor in FACTORS]
    mercury = next(one for one in answer.factors if one.name == "mercury retrograde")
    years = answer.bars / 365.25
    assert 3 * years - 1 <= mercury.spells <= 3.3 * years + 1
    assert mercury.bars_inside + mercury.bars_outside == answer.bars - 1  # the first has no return
    assert 0.17 < mercury.bars_inside / answer.bars < 0.22
    full = next(one for one in answer.factors if one.name == "full moon")
    assert full.bars_inside == 2 * full.spells


async def test_numbers_are_those_of_the_study(shared_data: Path, almanac: Almanac) -> None:
    answer = await evidence(shared_data / "candles", almanac, factor="Full_Moon", bars=1500)
    candles, _ = await replay(shared_data / "candles", AT).candles("btc", "1d", 1500)
    sky = [event for year in range(2018, 2025) for event in await almanac.year(year)]
    found = study(candles.time, candles.close, DAY, FACTORS[1].inside(sky, candles.time, DAY))
    assert isinstance(found, Study)
    assert answer.depth.name == answer.chosen == "full moon"
    assert answer.depth.returns is not None
    assert answer.depth.returns.effect_pct == found.returns.effect
    assert answer.depth.returns.as_far_share == found.returns.p
    assert (answer.depth.returns.low_pct, answer.depth.returns.high_pct) == (found.returns.low, found.returns.high)
    assert answer.clouds[1].counts == found.volatility.cloud.counts
    assert answer.clouds[1].edges[0] == pytest.approx(found.volatility.cloud.edges[0] - found.volatility.chance)
    seen = [one for each in answer.factors for one in (each.returns, each.volatility) if one is not None]
    adjusted = benjamini_hochberg([one.as_far_share for one in seen])
    assert [one.adjusted_probability for one in seen] == pytest.approx(adjusted)
    assert answer.tests == len(seen)


async def test_what_is_asked_for_changes_what_is_shown_and_no_number(shared_data: Path, almanac: Almanac) -> None:
    every = await evidence(shared_data / "candles", almanac)
    one = await evidence(shared_data / "candles", almanac, factor="eclipse")
    assert one.factors == every.factors
    assert one.depth.name == "eclipse"
    strongest = min(
        (measure.adjusted_probability, measure.as_far_share, factor.name)
        for factor in every.factors
        for measure in (factor.returns, factor.volatility)
        if measure is not None
    )
    assert every.depth.name == strongest[2]


async def test_a_market_without_the_sky_gives_it_no_weight(tmp_path: Path, almanac: Almanac) -> None:
    walk(tmp_path, 2600)
    answer = await evidence(tmp_path, almanac)
    assert answer.weight == answer.passed == 0
    measures = [one for each in answer.factors for one in (each.returns, each.volatility) if one is not None]
    assert {one.weight for one in measures} == {0.0}
    assert {one.verdict for one in measures} <= {"no sign", "not confirmed", "too short", "too few"}


async def test_an_effect_that_was_put_there_is_found_and_weighs(tmp_path: Path, almanac: Almanac) -> None:
    walk(tmp_path, 2600, lift=await lift(almanac, "full moon", 0.015, 2600))
    answer = await evidence(tmp_path, almanac)
    assert answer.standing
    one = answer.depth
    assert one.name == "full moon"
    assert one.returns is not None
    assert one.returns.verdict == "passes"
    assert one.returns.effect_pct == pytest.approx(0.015, abs=0.004)
    assert one.returns.low_pct < one.returns.effect_pct < one.returns.high_pct
    assert 0 < one.returns.weight == answer.weight <= 0.25
    assert answer.passed >= 1


async def test_of_effects_that_chance_never_shows_the_strongest_is_told(tmp_path: Path, almanac: Almanac) -> None:
    dark, bright = await lift(almanac, "new moon", 0.03, 2600), await lift(almanac, "full moon", 0.04, 2600)
    walk(tmp_path, 2600, lift=[one + other for one, other in zip(dark, bright, strict=True)])
    answer = await evidence(tmp_path, almanac)
    new, full = (one.returns for one in answer.factors if one.name in ("new moon", "full moon"))
    assert new is not None
    assert full is not None
    assert new.as_far_share == full.as_far_share < 0.001
    assert answer.depth.name == "full moon"


async def test_an_exploration_tells_the_same_and_gives_no_weight(tmp_path: Path, almanac: Almanac) -> None:
    walk(tmp_path, 2600, lift=await lift(almanac, "full moon", 0.015, 2600))
    standing = await evidence(tmp_path, almanac)
    explored = await evidence(tmp_path, almanac, bars=2600)
    assert (explored.bars, explored.passed, explored.tests) == (standing.bars, standing.passed, standing.tests)
    assert explored.factors == tuple(weightless(one) for one in standing.factors) != standing.factors
    assert not explored.standing
    assert explored.weight == 0 < standing.weight


async def test_a_history_too_short_to_confirm_in_is_not_told_as_refuted(tmp_path: Path, almanac: Almanac) -> None:
    walk(tmp_path, 900, lift=await lift(almanac, "mercury retrograde", 0.03, 900))
    answer = await evidence(tmp_path, almanac)
    one = answer.depth
    assert (one.name, one.spells) == ("mercury retrograde", 8)
    assert one.returns is not None
    assert one.returns.adjusted_probability <= 0.05
    assert one.returns.verdict == "too short"
    assert one.returns.first_effect_pct is one.returns.second_effect_pct is None
    assert answer.weight == answer.passed == 0


async def test_price_has_no_scale(tmp_path: Path, almanac: Almanac) -> None:
    walk(tmp_path, 900)
    here = await evidence(tmp_path, almanac)
    (tmp_path / "far").mkdir()
    walk(tmp_path / "far", 900, first=1e-7)
    there = await evidence(tmp_path / "far", almanac)
    for one, other in zip(here.factors, there.factors, strict=True):
        assert one.spells == other.spells
        if one.returns is not None and other.returns is not None:
            assert one.returns.effect_pct == pytest.approx(other.returns.effect_pct, abs=1e-12)
            assert one.returns.as_far_share == pytest.approx(other.returns.as_far_share, abs=1e-3)


async def test_a_market_that_stood_still_is_answered(tmp_path: Path, almanac: Almanac) -> None:
    days(tmp_path, [5.0] * 900)
    answer = await evidence(tmp_path, almanac)
    assert all(one.returns is None and one.lacks is not None for one in answer.factors)
    assert (answer.silent, answer.tests, answer.clouds, answer.path) == (len(FACTORS), 0, (), None)


async def test_too_few_bars_are_refused(tmp_path: Path, almanac: Almanac) -> None:
    walk(tmp_path, 199)
    with pytest.raises(TooFewBars) as few:
        await evidence(tmp_path, almanac)
    assert (few.value.have, few.value.need) == (199, 200)


async def test_whoever_waits_hears_how_far_it_is(tmp_path: Path) -> None:
    walk(tmp_path, 300)
    heard: list[Step | InLine] = []
    with listening(heard.append):
        await evidence(tmp_path, Almanac(Memory()), at="2016-12-01T00:00")
    assert heard == [Step(done, 3, "Reckoning the sky") for done in range(3)]
