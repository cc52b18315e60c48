"""Who asks what they hold, or says what is to be closed, is understood; who asks how to do it changes nothing."""

from decimal import Decimal
from typing import Any

import pytest

import bot.schema
from services.core.errors import InvalidRequest
from services.core.request import AnyRequest
from services.words.phrase import parse

EVERY = bot.schema.catalog()


def said(request: AnyRequest) -> tuple[str, dict[str, Any]]:
    return request.name, request.model_dump(exclude_unset=True)


@pytest.mark.parametrize(
    ("text", "name", "options"),
    [
        ("what do I hold?", "positions", {}),
        ("my positions", "positions", {}),
        ("how am I doing", "performance", {}),
        ("how did I do this week", "performance", {"period": "week"}),
        ("my pnl", "performance", {}),
        ("what's my balance", "balance", {}),
        ("how much money do I have?", "balance", {}),
        ("my open orders", "orders", {}),
        ("stop everything", "killswitch", {}),
        ("close my btc", "close", {"symbol": "btc"}),
        ("close my position", "close", {}),
        ("close half of my eth position", "close", {"symbol": "eth", "part": "half"}),
        ("cancel all my orders", "cancel", {"order": "all"}),
        ("cancel order 3f2a", "cancel", {"order": "3f2a"}),
        ("account new name:swing balance:5000", "account new", {"called": "swing", "balance": Decimal(5000)}),
        ("account new name = swing", "account new", {"called": "swing"}),
        ("account use name:swing", "account use", {"account": "swing"}),
        ("account reset name:swing", "account reset", {"account": "swing"}),
        ("positions name:swing", "positions", {"account": "swing"}),
        ("what do I have", "positions", {}),
        ("what is a kill switch?", "define", {"term": "kill switch"}),
        ("what is slippage", "define", {"term": "slippage"}),
    ],
)
def test_plain_words_of_accounts(text: str, name: str, options: dict[str, Any]) -> None:
    assert said(parse(text, EVERY)) == (name, options)


@pytest.mark.parametrize(
    "text",
    [
        "how do I buy bitcoin?",
        "tell me how to close a position",
        "tell me how to cancel a transfer",
        "how long does it take to get a divorce finalized",
        "could you stop everything?",
        "what happens when I cancel all orders",
    ],
)
def test_a_question_orders_and_changes_nothing(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse(text, EVERY)
