"""If these failed, the sky could weigh in a decision without having earned it."""

import copy
import pickle
import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from analytics.factor_judgement import Finding, Passed, halves, judge
from analytics.sky.events import MoonPhase, Quarter
from services.cosmic.evidence import CosmicEvidence, CosmicEvidenceAnswer, MeasureEvidence
from services.cosmic.factors import FACTORS
from services.cosmic.trial import STANDING_BARS, Trial
from services.cosmic.weights import FactorWeight, weights
from services.market.candles import Candles
from services.market.timeframes import DAY, parse_timeframe, to_ms
from tests.answers.cosmic_evidence.sample import SAMPLES as EVIDENCE
from tests.answers.cosmic_evidence.sample import measure_evidence
from tests.conftest import ROOT
from tests.unit.services.market.parts import utc

BARS = 2500
FIRST = utc("2016-01-01T00:00")


def moon(quarter: Quarter, day: float) -> MoonPhase:
    time = FIRST + timedelta(days=day)
    return MoonPhase(tt=0.0, time=time, bodies=("moon", "sun"), longitude=0.0, quarter=quarter)


MOONS = tuple(
    one for turn in range(84) for one in (moon("new_moon", 29.53 * turn), moon("full_moon", 29.53 * turn + 14.8))
)


def trial(drift: float, timeframe: str = "1d", asked: int = STANDING_BARS) -> Trial:
    """All tried on bars that rise by ``drift`` more at full moons, in a sky that has nothing but moons."""
    length = parse_timeframe(timeframe).ms
    time = to_ms(FIRST) + np.arange(BARS * DAY // length, dtype=np.int64) * length
    full = next(factor for factor in FACTORS if factor.name == "full moon").inside(MOONS, time, length)
    returns = np.random.default_rng(4).normal(0, 0.02, len(time)) + drift * full
    close = 100 * np.exp(np.cumsum(returns))
    return Trial(Candles("BTC/USDT", timeframe, time, close, close, close, close, close), asked, MOONS)


@pytest.fixture(scope="module")
def found() -> Trial:
    return trial(0.02)


def finding_of(one: Trial, name: str) -> Finding:
    return next(each for each in one.judgement.findings if each.name == name and each.measure == "return")


def test_a_real_effect_weighs_something_and_little(found: Trial) -> None:
    by_name = {(one.factor, one.measure): one.value for one in weights(found)}
    assert 0 < by_name["full moon", "return"] <= 0.25
    assert {name for (name, _), value in by_name.items() if value} == {"full moon"}


def test_nothing_weighs_nothing() -> None:
    every = weights(trial(0.0))
    assert len(every) == 2 * len(FACTORS)
    assert {one.value for one in every} == {0.0}


@pytest.mark.parametrize(
    ("timeframe", "asked"), [("1d", 2400), ("1d", STANDING_BARS - 1), ("1d", 60_000), ("12h", STANDING_BARS)]
)
def test_whoever_varies_the_bars_finds_and_earns_nothing(timeframe: str, asked: int) -> None:
    explored = trial(0.02, timeframe, asked)
    assert not explored.standing
    assert finding_of(explored, "full moon").verdict == "passes"
    assert {one.value for one in weights(explored)} == {0.0}


def test_what_is_asked_for_unless_one_says_otherwise_is_the_standing_trial(found: Trial) -> None:
    usual = CosmicEvidence(symbol="btc")
    assert found.standing
    assert (found.candles.timeframe, found.asked) == (usual.timeframe, usual.bars)


def test_a_trial_looks_at_no_more_bars_than_were_asked_for() -> None:
    assert len(trial(0.0, asked=600).candles) == 600


def test_a_trial_is_told_nothing_of_what_it_finds(found: Trial) -> None:
    with pytest.raises(TypeError):
        Trial(found.candles, STANDING_BARS, MOONS, judgement=found.judgement)  # type: ignore[call-arg]
    with pytest.raises((TypeError, ValueError)):
        replace(trial(0.0), judgement=found.judgement)
    with pytest.raises(AttributeError):
        trial(0.0).judgement = found.judgement  # type: ignore[misc]


def test_a_weight_is_made_of_a_trial_and_its_own_finding(found: Trial) -> None:
    real, other = finding_of(found, "full moon"), finding_of(found, "new moon")
    assert FactorWeight(found, real).value > 0
    assert FactorWeight(found, other).value == 0
    explored = trial(0.02, asked=2400)
    time, close = found.candles.time, found.candles.close
    elsewhere = judge({"full moon": halves(time, close, DAY, FACTORS[1].inside(MOONS, time, DAY))}).findings[0]
    assert elsewhere.passed
    forged: list[tuple[Any, Any]] = [
        (found, 0.2),
        (found, None),
        (found, real.passed),
        (found, elsewhere),
        (found, finding_of(explored, "full moon")),
        (found, SimpleNamespace(name="full moon", passed=real.passed, verdict="passes")),
        (found, replace(other, passed=real.passed, verdict="passes")),
        (found, replace(real, name="new moon")),
        (found, copy.deepcopy(real)),
        (None, real),
        (found.judgement, real),
        (SimpleNamespace(standing=True, judgement=explored.judgement), finding_of(explored, "full moon")),
    ]
    for of, finding in forged:
        with pytest.raises(TypeError):
            FactorWeight(of, finding)


def test_nobody_passes_but_by_the_judge(found: Trial) -> None:
    passed = finding_of(found, "full moon").passed
    assert passed is not None
    with pytest.raises(TypeError):
        Passed("x", passed.found, passed.confirmed, 0.0, 1, object())
    with pytest.raises((TypeError, ValueError)):
        replace(passed, name="x")  # type: ignore[call-arg]


def test_a_weight_cannot_be_changed_afterwards(found: Trial) -> None:
    one = FactorWeight(found, finding_of(found, "new moon"))
    with pytest.raises((AttributeError, TypeError)):
        one.value = 0.2  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        one.finding = finding_of(found, "full moon")  # type: ignore[misc]
    assert copy.deepcopy(one).value == pickle.loads(pickle.dumps(one)).value == 0.0  # noqa: S301 - made here


def test_facts_of_what_has_not_passed_hold_no_weight() -> None:
    for verdict in ("no sign", "not confirmed", "too short", "too few"):
        usual = measure_evidence("return", 0.01, 0.02, verdict)
        with pytest.raises(ValidationError):
            MeasureEvidence.model_validate(usual.model_dump() | {"weight": 0.1})


def test_facts_of_an_exploration_hold_no_weight() -> None:
    earned = EVIDENCE["one, passes"].model_dump()
    assert CosmicEvidenceAnswer.model_validate(earned).weight > 0
    for wrong in ({"standing": False}, {"weight": 0.0}, {"weight": 0.2499}):
        with pytest.raises(ValidationError):
            CosmicEvidenceAnswer.model_validate(earned | wrong)


def test_no_other_part_of_the_house_makes_weights() -> None:
    door = re.compile(r"analytics\.factor_judgement import (\(.*?\)|[^\n]*)", re.DOTALL)
    rooms = ("bot", "cogs", "personas", "services")
    makers = {
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        for names in door.findall(path.read_text(encoding="utf-8"))
        if re.search(r"\b(weight|Passed)\b", names)
    }
    assert makers == {"services/cosmic/weights.py"}
