"""If these failed, the sky could weigh in a decision without having earned it."""

import copy
import pickle
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from analytics.factor_judgement import Finding, Judgement, Passed, halves, judge
from services.cosmic.evidence import MeasureEvidence
from services.cosmic.weights import FactorWeight, weights
from tests.conftest import ROOT
from tests.unit.personas.samples_sky_evidence import measure_evidence

DAY = 86_400_000
BARS = 2500


def judged(drift: float, seed: int = 4) -> Judgement:
    """Days that rise by ``drift`` more on three of thirty, judged; the other factor lies elsewhere."""
    random = np.random.default_rng(seed)
    on = np.arange(BARS) % 30 < 3
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.02, BARS) + drift * on))
    time = np.arange(BARS, dtype=np.int64) * DAY
    return judge({name: halves(time, close, DAY, np.roll(on, by)) for name, by in (("real", 0), ("elsewhere", 15))})


@pytest.fixture(scope="module")
def found() -> Judgement:
    return judged(0.02)


def finding_of(judgement: Judgement, name: str) -> Finding:
    return next(one for one in judgement.findings if one.name == name and one.measure == "return")


def test_a_real_effect_weighs_something_and_little(found: Judgement) -> None:
    by_name = {(one.factor, one.measure): one.value for one in weights(found)}
    assert 0 < by_name["real", "return"] <= 0.25
    assert {name for (name, _), value in by_name.items() if value} == {"real"}


def test_nothing_weighs_nothing() -> None:
    every = weights(judged(0.0))
    assert len(every) == 4
    assert {one.value for one in every} == {0.0}


def test_a_weight_is_made_of_a_finding_that_passed_by_its_own_evidence(found: Judgement) -> None:
    real, other = finding_of(found, "real"), finding_of(found, "elsewhere")
    assert real.passed is not None
    assert FactorWeight(real).value > 0
    assert FactorWeight(other).value == 0
    forged: list[Any] = [
        0.2,
        None,
        real.passed,
        SimpleNamespace(name="real", passed=real.passed, verdict="passes"),
        replace(other, passed=real.passed),
        replace(other, passed=real.passed, verdict="passes"),
        replace(other, verdict="passes"),
        replace(real, name="elsewhere"),
        replace(real, found=other.found),
        replace(real, confirmed=other.confirmed),
        replace(real, passed=None),
        replace(real, passed=SimpleNamespace(name="real", found=real.found, confirmed=real.confirmed)),  # type: ignore[arg-type]
    ]
    for made in forged:
        with pytest.raises(TypeError):
            FactorWeight(made)


def test_nobody_passes_but_by_the_judge(found: Judgement) -> None:
    passed = finding_of(found, "real").passed
    assert passed is not None
    with pytest.raises(TypeError):
        Passed("x", passed.found, passed.confirmed, 0.0, 1, object())
    with pytest.raises((TypeError, ValueError)):
        replace(passed, name="x")  # type: ignore[call-arg]


def test_a_weight_cannot_be_changed_afterwards(found: Judgement) -> None:
    one = FactorWeight(finding_of(found, "elsewhere"))
    with pytest.raises((AttributeError, TypeError)):
        one.value = 0.2  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        one.finding = finding_of(found, "real")  # type: ignore[misc]
    assert copy.deepcopy(one).value == pickle.loads(pickle.dumps(one)).value == 0.0  # noqa: S301 - made here


def test_facts_of_what_has_not_passed_hold_no_weight() -> None:
    for verdict in ("no sign", "not confirmed", "too few"):
        usual = measure_evidence("return", 0.01, 0.02, verdict)
        with pytest.raises(ValidationError):
            MeasureEvidence.model_validate(usual.model_dump() | {"weight": 0.1})


def test_no_other_part_of_the_house_makes_weights() -> None:
    door = re.compile(r"analytics\.factor_judgement import (\(.*?\)|[^\n]*)", re.DOTALL)
    rooms = ("bot", "cogs", "personas", "services")
    makers = {
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        for names in door.findall(path.read_text(encoding="utf-8"))
        if re.search(r"\b(weight|Weight|Passed)\b", names)
    }
    assert makers == {"services/cosmic/weights.py"}
