"""If these failed, a factor that is chance could weigh in a decision about money."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from analytics.event_study import Effect, Study, TooFew, study
from analytics.factor_judgement import MOST, RATE, Finding, Halves, Passed, halves, judge, weight
from analytics.multiple_testing import benjamini_hochberg
from tests.unit.analytics.clustered import DAY, clustered_returns, days, moons, prices
from tests.unit.analytics.markets import HOUR, Rows, odd

BARS = 1500


def _study() -> Study:
    returns = clustered_returns(1, BARS, 1)[0]
    answer = study(days(BARS), prices(returns), DAY, moons(BARS, np.random.default_rng(1)), draws=200)
    assert isinstance(answer, Study)
    return answer


STUDY = _study()
NOTHING = TooFew("spells", STUDY.counts)


def known(first: tuple[float, float], second: tuple[float, float], chance_sd: float = 1.0) -> Halves:
    """A factor of which only the return matters: (p, effect) in each part."""
    first_, second_ = (
        replace(
            STUDY,
            returns=replace(STUDY.returns, p=p, effect=effect, chance_sd=chance_sd),
            volatility=replace(STUDY.volatility, p=1.0),
        )
        for p, effect in (first, second)
    )
    return Halves(STUDY, first_, second_, 900)


PROBABILITIES = st.one_of(st.floats(0, 0.1), st.floats(0, 1))
EFFECTS = st.floats(-5, 5)
PARTS = st.tuples(PROBABILITIES, EFFECTS)


@given(st.lists(st.tuples(PARTS, PARTS), min_size=1, max_size=8))
def test_only_what_was_found_and_confirmed_passes(parts: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    judgement = judge({str(at): known(*both) for at, both in enumerate(parts)})
    assert judgement.tests == 2 * len(parts)
    ps = [p for (first, _), _ in parts for p in (first, 1.0)]
    adjusted = scipy.stats.false_discovery_control(ps)
    for at, (finding, q) in enumerate(zip(judgement.findings, adjusted, strict=True)):
        assert finding.q == pytest.approx(q)
        (_, first), (p, second) = parts[at // 2]
        passes = at % 2 == 0 and finding.q is not None and finding.q <= RATE and p <= RATE and first * second > 0
        assert (finding.verdict == "passes") is passes is (finding.passed is not None)
        assert 0 <= weight(finding) <= MOST
        assert (weight(finding) > 0) is (passes and abs(second) > 1)
        if finding.passed:
            assert finding.passed.tests == judgement.tests


def test_verdicts() -> None:
    tried = {
        "passes": known((0.001, 3), (0.02, 2)),
        "chance later": known((0.001, 3), (0.3, 2)),
        "the other way": known((0.001, 3), (0.001, -3)),
        "chance": known((0.4, 1), (0.001, 3)),
        "young": Halves(STUDY, STUDY, NOTHING, 900),
    }
    judgement = judge(tried)
    verdicts = {one.name: one.verdict for one in judgement.findings if one.measure == "return"}
    assert verdicts == {
        "passes": "passes",
        "chance later": "not confirmed",
        "the other way": "not confirmed",
        "chance": "no sign",
        "young": "too few",
    }
    assert judgement.tests == 8
    assert [one.name for one in judgement.findings[::2]] == list(tried)
    assert [weight(one) > 0 for one in judgement.findings] == [True] + [False] * 9


def test_a_difference_of_the_whole_history_gives_a_word_and_no_weight() -> None:
    different = replace(STUDY, returns=replace(STUDY.returns, p=0.0002), volatility=replace(STUDY.volatility, p=0.9))
    judgement = judge(
        {
            "in its first part alone": replace(known((0.001, 3), (0.3, 2)), whole=STUDY),
            "in neither part": replace(known((0.4, 1), (0.4, 1)), whole=different),
            "second part too short": Halves(different, different, NOTHING, 900),
            "both too short": Halves(different, NOTHING, NOTHING, 900),
            "unknown": Halves(NOTHING, NOTHING, NOTHING, 900),
        }
    )
    returned = [one for one in judgement.findings if one.measure == "return"]
    restless = [one for one in judgement.findings if one.measure == "volatility"]
    assert [one.verdict for one in returned] == [
        *("not confirmed", "not confirmed", "too short", "too short", "too few")
    ]
    assert [one.verdict for one in restless] == ["no sign", "no sign", "too few", "too few", "too few"]
    whole = [STUDY.returns.p, STUDY.volatility.p, *(0.0002, 0.9) * 3]
    assert [one.whole_q for one in judgement.findings[:8]] == pytest.approx(scipy.stats.false_discovery_control(whole))
    assert [one.whole_q for one in judgement.findings[8:]] == [None, None]
    assert {weight(one) for one in judgement.findings} == {0.0}


def test_trying_more_asks_for_more() -> None:
    alone = judge({"one": known((0.02, 3), (0.01, 3))})
    among = judge({"one": known((0.02, 3), (0.01, 3))} | {str(at): known((0.9, 1), (0.9, 1)) for at in range(5)})
    assert alone.findings[0].verdict == "passes"
    assert among.findings[0].verdict == "no sign"


def test_a_weight_is_smaller_for_a_smaller_effect_and_never_more_than_most() -> None:
    weights = [weight(judge({"one": known((0.001, 1), (0.01, t))}).findings[0]) for t in (0.5, 2, 3, 10, 1e9)]
    assert weights == pytest.approx([0, MOST * 3 / 4, MOST * 8 / 9, MOST * 0.99, MOST])


def test_nobody_else_makes_a_passed() -> None:
    effect: Effect = STUDY.returns
    with pytest.raises(TypeError, match="judge"):
        Passed("moon", effect, effect, 0.01, 1, object())
    passed = judge({"one": known((0.001, 3), (0.01, 3))}).findings[0].passed
    assert passed is not None
    with pytest.raises((TypeError, ValueError)):
        replace(passed, q=0.0)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="judge"):
        replace(passed, q=0.0, by=None)
    with pytest.raises(AttributeError):
        passed.q = 0.0  # type: ignore[misc]
    assert copy.deepcopy(passed) == pickle.loads(pickle.dumps(passed)) == passed  # noqa: S301
    assert weight(Finding("moon", "return", "passes", effect, effect, 0.001, 0.001)) == 0


def test_parts_are_cut_between_spells() -> None:
    on = np.arange(BARS) % 50 < 10
    on[:40] = False
    parts = halves(days(BARS), prices(clustered_returns(1, BARS, 1)[0]), DAY, on, draws=200)
    studies = (parts.whole, parts.first, parts.second)
    assert [one.counts.spells for one in studies] == [29, 18, 11]
    assert parts.split == 930
    assert sum(one.counts.bars for one in studies[1:]) == BARS - 2
    assert not on[parts.split - 1]
    assert not on[parts.split]


def test_later_bars_do_not_change_what_was_found_in_a_part() -> None:
    close = prices(clustered_returns(1, BARS, 1)[0])
    on = np.arange(BARS) % 50 < 10
    parts = halves(days(BARS), close, DAY, on, draws=200)
    part = slice(None, parts.split)
    assert parts.first == study(days(BARS)[part], close[part], DAY, on[part], draws=200)


def test_a_factor_that_is_there_passes() -> None:
    returns = clustered_returns(1, BARS, 3)[0]
    on = moons(BARS, np.random.default_rng(3), 3)
    lively = returns * np.where(on, 2.0, 1.0)
    judgement = judge({"moon": halves(days(BARS), prices(lively), DAY, on, draws=999)})
    drift, restless = judgement.findings
    assert (drift.verdict, restless.verdict) == ("no sign", "passes")
    assert weight(drift) == 0
    assert 0 < weight(restless) <= MOST


@odd
def test_odd_bars_are_judged_too_few(rows: Rows) -> None:
    parts = halves(rows.time, rows.close, HOUR, np.arange(len(rows)) % 20 < 8, draws=100)
    judgement = judge({"odd": parts})
    assert judgement.tests == 0
    assert [one.verdict for one in judgement.findings] == ["too few"] * 2
    assert [weight(one) for one in judgement.findings] == [0.0] * 2


def test_nothing_tried_finds_nothing() -> None:
    judgement = judge({})
    assert (judgement.tests, judgement.findings) == (0, ())
    assert benjamini_hochberg([]) == []
