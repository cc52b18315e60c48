"""If these failed, the rules would say something else of the same market, or propose what the checks turn down."""

from typing import Any

import pytest
from hypothesis import given, settings

from services.brain.checks import checked
from services.brain.context import Context
from services.brain.rules import CAME_TRUE, RulesBrain, decide
from services.brain.thought import Brain
from tests.unit.services.brain.contexts import account_now, context, contexts, held
from tests.unit.services.brain.terms import ai_terms


def said(seen: Context) -> Any:
    return decide(seen, ai_terms())


def pulled_back(**other: Any) -> Context:
    """A pullback as the rules want it: 9.4 ATR up in a week, 1.1 below the EMA 20, near the 0.236 retracement."""
    return context(**other)


def without(part: str, **fields: Any) -> Context:
    return context(**{part: getattr(context(), part).model_copy(update=fields)})


def test_a_pullback_in_a_strong_week_is_bought() -> None:
    found = said(pulled_back())
    assert (found.action, found.instrument) == ("long", "BTC/USDT")
    assert found.confidence == CAME_TRUE["long"][4]
    assert found.stop < found.entry < found.target
    assert checked(found, pulled_back(), ai_terms()).passed


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("price_action", {"change_7d": 0.02}),
        ("price_action", {"change_7d": None}),
        ("price_action", {"atr": None}),
        ("indicators", {"ema_20": 95_200.0}),
        ("indicators", {"ema_200": None}),
    ],
)
def test_without_it_nothing_is_bought(part: str, fields: dict[str, Any]) -> None:
    assert said(without(part, **fields)).action == "wait"


def test_few_factors_are_not_enough() -> None:
    ranging = context().regime.model_copy(update={"regime": "ranging"})  # type: ignore[union-attr]
    weak = context().indicators.model_copy(update={"trend_strength": 18.0})  # type: ignore[union-attr]
    found = said(context(regime=ranging, indicators=weak))
    assert found.action == "wait"
    assert found.confidence < ai_terms().thresholds.suggest
    assert "3 of 6 factors agree" in found.reasoning


def test_other_timeframes_were_not_measured() -> None:
    found = said(context(timeframe="2h"))
    assert found.action == "wait"
    assert found.confidence <= 0.5


class TestHeld:
    def test_nothing_is_added_to_what_is_held(self) -> None:
        assert said(context(account=account_now(held()))).action == "wait"

    def test_what_its_reason_has_left_is_closed(self) -> None:
        now = context()
        lost = context(
            account=account_now(held()),
            structure=now.structure.model_copy(update={"trend": "bearish"}),  # type: ignore[union-attr]
            indicators=now.indicators.model_copy(  # type: ignore[union-attr]
                update={"ema_20": 95_400.0, "ema_50": 95_900.0, "ema_200": 96_800.0}
            ),
        )
        found = said(lost)
        assert found.action == "close"
        assert checked(found, lost, ai_terms()).passed
        short = context(account=account_now(held("short", stop="96900")))
        assert said(short).action == "close" or said(short).action == "wait"


@given(contexts())
@settings(max_examples=400, deadline=None)
def test_its_decisions_pass_the_checks(seen: Context) -> None:
    found = said(seen)
    behind = checked(found, seen, ai_terms())
    assert behind.passed, [each.found for each in behind.checks if not each.passed]
    assert found == said(seen)
    assert behind.decision.action == found.action


@given(contexts())
@settings(max_examples=200, deadline=None)
def test_nor_does_a_surer_table_bring_one_that_does_not(seen: Context) -> None:
    """Whatever the measured table says, the plans are sound."""
    terms = ai_terms()
    lax = terms.model_copy(update={"thresholds": terms.thresholds.model_copy(update={"suggest": 0.0})})
    found = decide(seen, lax)
    assert checked(found, seen, lax).passed, found


async def test_it_is_a_brain() -> None:
    brain: Brain = RulesBrain(ai_terms())
    thought = await brain.think(context())
    assert (thought.brain, thought.failed, thought.decision) == ("rules", "", said(context()))
    assert await brain.reflect("a story") == ""
