"""What people set for themselves stands where they say nothing, and nowhere else."""

import pytest

from bot.schema import catalog
from services.core.errors import InvalidRequest, MissingMarket
from services.core.preferences import NO_PREFERENCES, Preferences
from services.words.build import build
from services.words.phrase import parse

CATALOG = catalog()
OWN = Preferences(market="ETH/USDT", timeframe="1h", time_zone="Europe/Vienna")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("price", {"symbol": "ETH/USDT"}),
        ("what is the price", {"symbol": "ETH/USDT"}),
        ("/price", {"symbol": "ETH/USDT"}),
        ("price sol", {"symbol": "sol"}),
        ("price me", {"symbol": "me"}),
        ("chart", {"symbol": "ETH/USDT", "timeframe": "1h"}),
        ("fib levels 1d", {"symbol": "ETH/USDT", "timeframe": "1d"}),
        ("chart 15m btc", {"symbol": "btc", "timeframe": "15m"}),
        ("/fib levels timeframe:4h", {"symbol": "ETH/USDT"}),
        ("trend", {"symbol": "ETH/USDT", "timeframe": "1h"}),
        ("/risk size equity:1000", {"symbol": "ETH/USDT", "timeframe": "1h"}),
        ("risk var", {"symbol": "ETH/USDT"}),
        ("fib evidence", {"symbol": "ETH/USDT"}),
        ("cosmic evidence full moon", {"symbol": "ETH/USDT", "factor": "full moon"}),
        ("compare", {}),
        ("cosmic moon", {}),
        ("cosmic moon 2024-03-20", {"date": "2024-03-20"}),
        ("cosmic moon 2024-03-20 03:06", {"date": "2024-03-20T03:06+01:00"}),
        ("/cosmic moon date:2024-07-20T03:06", {"date": "2024-07-20T03:06+02:00"}),
        ("/cosmic moon date:2024-03-20T03:06Z", {"date": "2024-03-20T03:06Z"}),
        ("/cosmic moon date:yesterday-ish", {"date": "yesterday-ish"}),
    ],
)
def test_ones_own_stands_where_nothing_is_said(text: str, said: dict[str, str]) -> None:
    asked = parse(text, CATALOG, OWN).model_dump(mode="json", exclude_defaults=True)
    assert {name: value for name, value in asked.items() if name != "equity"} == said


@pytest.mark.parametrize(
    ("text", "request_", "given"),
    [
        ("price", "price", {}),
        ("price please", "price", {}),
        ("fib levels 1h", "fib levels", {"timeframe": "1h"}),
        ("/chart", "chart", {}),
        ("trend", "regime", {}),
        ("/risk size equity:1000", "risk size", {"equity": "1000"}),
    ],
)
def test_where_no_market_is_named_and_none_is_set_it_is_asked_which(
    text: str, request_: str, given: dict[str, str]
) -> None:
    with pytest.raises(MissingMarket) as missing:
        parse(text, CATALOG)
    assert missing.value.request == request_
    assert missing.value.unfinished is not None
    assert missing.value.unfinished.given == given


def test_what_is_wrong_besides_is_said_first() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse("/fib levels lookback:lots", CATALOG)
    assert not isinstance(refused.value, MissingMarket)
    assert len(refused.value.problems) == 2


def test_what_a_button_asks_is_whole() -> None:
    chart = CATALOG["chart"]
    assert build(chart, {"symbol": "btc"}, own=NO_PREFERENCES).model_dump()["timeframe"] == "4h"
