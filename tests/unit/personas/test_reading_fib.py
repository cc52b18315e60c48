"""If these failed, a table would tell a target, a date or a cluster on the wrong side, or chance in the wrong word."""

import pytest

from personas.about.fib_confluence import cluster_table, clusters_near, odds
from personas.about.fib_extensions import projection_table, targets
from personas.about.fib_time import coming, mark_table
from personas.buttons import TIMEFRAMES
from personas.card import Action
from services.core.request import Answer
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime
from tests.unit.personas.faces import buttons, tone
from tests.unit.personas.samples_fib import (
    CLUSTERS,
    EXTENSIONS,
    NOW,
    confluence_answer,
    extensions_answer,
    time_answer,
)

WIDEST = 36
"""Characters that a phone shows in code type without wrapping."""


@pytest.mark.parametrize(
    ("share", "word"), [(0.001, "rare"), (0.05, "rare"), (0.051, "uncommon"), (0.2, "uncommon"), (0.6, "common")]
)
def test_odds(share: float, word: str) -> None:
    assert odds(share) == word


def test_targets_stand_on_their_side_of_the_price() -> None:
    answer = extensions_answer(100.0, 200.0, 150.0, 220.0, reach=260.0, atr=10.0)
    shown = targets(answer)
    prices = [level.price for level in shown if level]
    assert prices == sorted(prices, reverse=True)
    at = shown.index(None)
    assert all(level is not None and level.price > 220 for level in shown[:at])
    assert all(level is not None and level.price <= 220 for level in shown[at + 1 :])
    assert {level.name for level in shown if level and level.reached} == {"1 projection"}
    assert len(shown) == 6


def test_a_table_of_targets() -> None:
    answer = extensions_answer(100.0, 200.0, 150.0, 220.0, atr=10.0)
    assert projection_table(targets(answer, 2), 220.0) == [
        "AB 1.414  241.40  +2.1 ATR",
        "AB 1.272  227.20  +0.72 ATR",
        "     now  220.00",
        "   0.618  211.80  reached",
    ]


def test_clusters_around_the_price() -> None:
    answer = confluence_answer((3.0, 2.0, 1.0, 0.5, -0.5, -1.0))
    shown = clusters_near(answer, 2)
    assert [one and round(one.distance_atr, 2) for one in shown] == [0.95, 0.45, None, -0.45, -0.95]
    assert cluster_table(shown, answer.price)[2].split() == ["now", "42,411.11"]
    inside = clusters_near(CLUSTERS["at the price"], 1)
    assert inside[1] is not None
    assert inside[1].inside
    assert cluster_table(inside, 42_411.11)[1].endswith("here")


def test_dates_to_come() -> None:
    answer = time_answer(bars=13, since=7)
    assert [(mark.name, mark.bars_away) for mark in coming(answer, 3)] == [
        ("zone 8", 1),
        ("0.618 of the swing", 1),
        ("zone 13", 6),
    ]
    assert mark_table(coming(answer, 1), NOW) == ["1  30 Dec 23:00  zone 8"]
    assert mark_table((), NOW) == []


def test_tables_fit_a_phone() -> None:
    for answer in EXTENSIONS.values():
        assert all(len(line) <= WIDEST for line in projection_table(targets(answer), answer.price))
    for name, clusters in CLUSTERS.items():
        assert name == "tiny" or all(
            len(line) <= WIDEST for line in cluster_table(clusters_near(clusters), clusters.price)
        )


@pytest.mark.parametrize(
    ("answer", "request_"),
    [
        (extensions_answer(), FibExtensions(symbol="btc", timeframe="240", lookback=300)),
        (time_answer(), FibTime(symbol="btc", timeframe="240", lookback=300)),
        (confluence_answer(), FibConfluence(symbol="btc", timeframe="240", lookback=300)),
    ],
    ids=["extensions", "time", "confluence"],
)
def test_buttons(answer: Answer, request_: FibExtensions | FibTime | FibConfluence) -> None:
    shown = buttons(answer, request_)
    kind = type(request_)
    assert shown[:5] == tuple(
        Action(t, kind(symbol="BTC/USDT", timeframe=t, lookback=300), current=t == "4h") for t in TIMEFRAMES
    )
    assert shown[5] == Action("Refresh", kind(symbol="BTC/USDT", timeframe="4h", lookback=300), row=1)
    others = [type(action.request) for action in shown[6:]]
    assert others == [one for one in (FibLevels, FibExtensions, FibConfluence, FibTime) if one is not kind] + [Chart]
    assert buttons(answer)[0].request == kind(symbol="BTC/USDT", timeframe="15m")


def test_tones() -> None:
    assert tone(EXTENSIONS["usual"]) == "up"
    assert tone(EXTENSIONS["down"]) == "down"
    assert tone(EXTENSIONS["beyond c"]) == "neutral"
    assert tone(time_answer(300.0, 200.0, 215.0)) == "down"
    assert tone(confluence_answer()) == "neutral"
