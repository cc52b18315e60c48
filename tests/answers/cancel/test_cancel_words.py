"""What was cancelled is named, and what protects a position and was left is told."""

from typing import Any

from personas.render import Voices
from services.orders.cancel import CancelAnswer, CancelledOrder
from tests.answers._shared import NOW
from tests.answers.order_placed.sample import facts


def gone(short: str = "3fa9c1", symbol: str = "BTC/USDT", filled: str = "0", **order: Any) -> CancelledOrder:
    shown = facts(**{"type": "limit", "price": 40000, **order})
    return CancelledOrder.model_validate({"short": short, "symbol": symbol, "order": shown, "filled": filled})


def answer(*orders: CancelledOrder, **changes: Any) -> CancelAnswer:
    told = {"as_of": NOW, "account": "main", "asked": "all", "cancelled": orders, "kept": 0, "left": 0, **changes}
    return CancelAnswer.model_validate(told)


SAMPLES = {
    "one": answer(gone(), left=2),
    "all, some kept": answer(gone(), gone("77aa01", "ETH/USDT", "0.1", price=2300), kept=2, left=2),
    "stops": answer(gone(type="stop", price=None, trigger=36000), gone(stop=35000, target=45000)),
    "one kept": answer(gone(), kept=1, left=1),
    "many": answer(*(gone(f"{number:06x}") for number in range(300))),
    "nothing": answer(),
    "the market hangs": answer(gone(), behind=True),
    "over before": answer(asked="3fa9c1", before="filled", left=1),
    "over before, its day ended": answer(asked="3fa9c1", before="expired"),
}


def test_every_voice_says_that_the_market_was_not_asked(voices: Voices) -> None:
    for name in voices.names:
        assert "does not answer" in voices.render(SAMPLES["the market hangs"], name).body, name


def test_every_voice_names_what_is_gone_and_what_still_protects(voices: Voices) -> None:
    for name in voices.names:
        body = voices.render(SAMPLES["all, some kept"], name).body
        assert "3fa9c1: buy 0.237 BTC, limit 40,000.00" in body, name
        assert "77aa01: buy 0.237 ETH, limit 2,300.00 (0.1 filled)" in body, name
        assert "2 orders that protect what you hold are still there" in body, name
        assert "filled" in voices.render(SAMPLES["over before"], name).title, name
