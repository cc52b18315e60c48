"""Whoever reads a preview in any voice knows what may be lost, what stands in the way, and what can be done."""

from decimal import Decimal

import pytest

from personas.render import Voices
from services.orders.entry import GateFacts, OrderPreview
from tests.answers.order_preview.sample import MOVED, SAMPLES
from tests.cards import text_of
from tests.faces import buttons


def labels(said: OrderPreview) -> list[str]:
    return [action.label for action in buttons(said)]


def test_what_the_gate_would_refuse_cannot_be_confirmed() -> None:
    assert labels(SAMPLES["market"]) == ["Confirm", "Edit", "Cancel"]
    assert labels(SAMPLES["held back"]) == ["Edit", "Cancel"]
    assert [action.label for action in buttons(MOVED)] == ["Confirm", "Edit", "Cancel"], "the order as it is now"


def test_an_entry_without_a_stop_is_a_press_from_one_with() -> None:
    missing = GateFacts(limit="require stop", value="an entry has a stop", figure="none", passed=False)
    said = SAMPLES["market"].model_copy(update={"gate": (missing,)})
    assert labels(said) == ["With a stop 2% away", "Edit", "Cancel"]
    stop = buttons(said)[0].request.model_dump()["stop"]
    assert stop == pytest.approx(said.expected * Decimal("0.98"), rel=Decimal("1e-4"))


def test_a_form_changes_the_wish_and_not_what_it_came_to() -> None:
    edit = buttons(SAMPLES["risk, with a bracket"])[1]
    assert edit.edits == ("amount", "price", "stop", "target")
    assert edit.request.model_dump(exclude_none=True)["amount"] == "risk 1%"


def test_what_is_liquidated_before_its_stop_risks_its_margin() -> None:
    said = SAMPLES["short, liquidated first"]
    assert said.liquidation_first
    assert said.risk is not None
    assert said.risk.cash == said.cost + said.fee


def test_figures_add_up() -> None:
    said = SAMPLES["risk, with a bracket"]
    assert said.risk is not None
    assert Decimal(99) < said.risk.cash <= 100
    assert said.free_after == said.free - said.cost - said.fee
    sold = SAMPLES["trailing stop"]
    assert sold.gain is not None
    assert sold.free_after == sold.free + sold.notional - sold.fee
    assert sold.gain == sold.notional - Decimal("0.1") * 38_000 - sold.fee


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_voice_says_paper_first_and_that_nothing_is_ordered(voices: Voices, sample: str) -> None:
    for name in voices.names:
        card = voices.render(SAMPLES[sample], name)
        assert card.title.startswith("PAPER main"), name
        assert "Nothing is ordered yet" in text_of(card), name


def test_every_voice_tells_what_was_rounded_and_what_breaks_a_limit(voices: Voices) -> None:
    for name in voices.names:
        rounded = text_of(voices.render(SAMPLES["limit, off the tick and the lot"], name))
        assert "39,000.123 is no step of this market's prices: the price is 39,000.1" in rounded, name
        assert "The amount 0.12345678 is cut to 0.1234" in rounded, name
        assert "50% of equity" in text_of(voices.render(SAMPLES["held back"], name)), name
