"""What a user would lose: to know what is closed, and what is not yet."""

from decimal import Decimal

import pytest

from personas.render import Voices
from services.orders.flatten import ClosingFacts, FlattenAnswer
from tests.answers._shared import NOW
from tests.cards import said_by_all, text_of


def closing(**changes: object) -> ClosingFacts:
    usual: dict[str, object] = {
        "account": "main",
        "symbol": "BTC/USDT:USDT",
        "side": "long",
        "amount": Decimal("0.5"),
        "left": Decimal(0),
        "price": Decimal("42150.1"),
        "pnl": Decimal("-12.3"),
    }
    return ClosingFacts.model_validate(usual | changes)


def flat(**changes: object) -> FlattenAnswer:
    usual: dict[str, object] = {"as_of": NOW, "accounts": ("main",), "currency": "USDT", "cancelled": 3}
    return FlattenAnswer.model_validate({**usual, "closed": (closing(),), "closing": (), **changes})


WAITING = closing(symbol="ETH/USDT", side="short", left=Decimal("0.5"), price=None, pnl=None)
SAMPLES = {
    "closed": flat(),
    "waiting for the market": flat(closed=(), closing=(WAITING,), cancelled=0),
    "filled in part": flat(closed=(), closing=(closing(left=Decimal("0.2"), pnl=None),)),
    "several": flat(accounts=("main", "server"), closed=(closing(), closing(account="server")), closing=(WAITING,)),
    "nothing open": flat(closed=(), cancelled=0),
    "orders alone": flat(closed=(), cancelled=1),
    "in use": flat(accounts=("main", "swing"), closed=(), cancelled=0, waiting=("main", "swing")),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=900)


def test_the_first_line_says_how_far_it_is(voices: Voices) -> None:
    for voice in voices.names:
        assert (
            "PAPER main: flat; 1 position closed, 3 orders cancelled" in voices.render(SAMPLES["closed"], voice).title
        )
        assert "PAPER main: 1 position is closing" in voices.render(SAMPLES["waiting for the market"], voice).title
        assert "PAPER main: nothing was open" in voices.render(SAMPLES["nothing open"], voice).title
        assert "not flattened yet" in voices.render(SAMPLES["in use"], voice).title


def test_each_position_is_told_with_what_it_came_to(voices: Voices) -> None:
    for voice in voices.names:
        assert "BTC/USDT:USDT long 0.5 closed at 42,150.10: −12.30 USDT" in text_of(voices.render(flat(), voice))
        assert "0.5 left" in text_of(voices.render(SAMPLES["waiting for the market"], voice))
