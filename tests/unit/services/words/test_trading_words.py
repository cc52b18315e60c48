"""Orders in plain words: what is meant is shown before anything is placed, and what is not clear is refused."""

from typing import Any

import pytest

import bot.schema
from services.core.errors import InvalidRequest
from services.words.phrase import parse

EVERY = bot.schema.catalog()


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("buy 0.5 btc", "buy", {"symbol": "btc", "amount": "0.5"}),
        ("buy btc 0.5", "buy", {"symbol": "btc", "amount": "0.5"}),
        ("please buy 200 usdt of eth", "buy", {"symbol": "eth", "amount": "200 usdt"}),
        ("buy $200 btc", "buy", {"symbol": "btc", "amount": "$200"}),
        ("I want to buy 10% of sol", "buy", {"symbol": "sol", "amount": "10%"}),
        ("sell half my eth", "sell", {"symbol": "eth", "amount": "half"}),
        ("sell all of my doge", "sell", {"symbol": "doge", "amount": "all"}),
        ("buy btc risk 1% stop 55000", "buy", {"symbol": "btc", "amount": "risk 1%", "stop": 55000}),
        ("buy btc 1% risk with a stop at 55000", "buy", {"symbol": "btc", "amount": "1% risk", "stop": 55000}),
        ("buy 0.5 btc at 60000", "buy", {"symbol": "btc", "amount": "0.5", "price": 60000}),
        ("buy 0.5 btc limit 60000", "buy", {"symbol": "btc", "amount": "0.5", "type": "limit", "price": 60000}),
        ("go long eth 2 10x", "buy", {"symbol": "eth", "amount": "2", "leverage": 10}),
        ("go short 2 eth 5x stop 4000", "sell", {"symbol": "eth", "amount": "2", "leverage": 5, "stop": 4000}),
        (
            "/buy btc 0.5 type:Post-Only price:3",
            "buy",
            {"symbol": "btc", "amount": "0.5", "type": "post_only", "price": 3},
        ),
        (
            "/buy symbol:btc amount:0.5 type:stop limit trigger:4 price:3 tif:IOC",
            "buy",
            {"symbol": "btc", "amount": "0.5", "type": "stop_limit", "trigger": 4, "price": 3, "tif": "ioc"},
        ),
        (
            "/sell btc half type:TAKE_PROFIT trigger:4",
            "sell",
            {"symbol": "btc", "amount": "half", "type": "take_profit", "trigger": 4},
        ),
        ("/sell btc half 2% tif:day", "sell", {"symbol": "btc", "amount": "half", "trail": 2, "tif": "day"}),
        ("/close btc 50%", "close", {"symbol": "btc", "part": "50%"}),
        ("close half of my btc", "close", {"symbol": "btc", "part": "half"}),
        ("close btc", "close", {"symbol": "btc"}),
        ("cancel all", "cancel", {"order": "all"}),
        ("cancel 3fa9c1", "cancel", {"order": "3fa9c1"}),
    ],
)
def test_what_is_said_is_what_is_asked(text: str, name: str, said: dict[str, Any]) -> None:
    asked = parse(text, EVERY)
    assert (asked.name, asked.model_dump(exclude_unset=True)) == (name, said)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("buy btc", "amount is needed"),
        ("I want to sell my sol", "amount is needed"),
        ("/buy btc 0.5 stop:0", "stop must be above 0"),
        ("/buy btc 0.5 stop:-5", "stop must be above 0"),
        ("/buy btc 0.5 price:nan", "price must be a number"),
        ("/buy btc 0.5 price:1e30", "price must be at most"),
        ("/buy btc 0.5 price:1.1234567890123456789", "price must have at most 18 decimals"),
        ("/buy btc 0.5 stop:10,000", "stop must be written as 10000 or as 10.0"),
        ("/buy btc 0.5 trail:0", "trail must be above 0"),
        ("/buy btc 0.5 trail:90", "trail must be at most 50"),
        ("/buy btc 0.5 leverage:0", "leverage must be at least 1"),
        ("/buy btc 0.5 leverage:1000", "leverage must be at most 125"),
        ("/buy btc 0.5 tif:never", "tif must be gtc, ioc, fok or day"),
        ("/buy btc 0.5 type:iceberg", "type must be market, limit"),
        ("/buy btc 0.5 wings:2", "buy has no such option"),
    ],
)
def test_what_no_order_can_have_is_refused_with_what_it_can(text: str, problem: str) -> None:
    with pytest.raises(InvalidRequest) as error:
        parse(text, EVERY)
    assert any(problem in each for each in error.value.problems), error.value.problems
