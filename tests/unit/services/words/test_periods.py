"""What people would lose: the week that they asked for, told as a month, or a word of it taken for an account."""

import pytest

from services.house.define import Define
from services.portfolio.leaderboard import Leaderboard
from services.portfolio.performance_facts import Performance
from services.words.phrase import parse

CATALOG = {kind.name: kind for kind in (Performance, Leaderboard, Define)}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("how did i do last week", Performance(period="week")),
        ("performance last 7 days", Performance(period="week")),
        ("what is my pnl today", Performance(period="day")),
        ("performance over the last 24 hours", Performance(period="day")),
        ("my results of the past month", Performance(period="month")),
        ("how did i do overall", Performance(period="all")),
        ("my performance all time", Performance(period="all")),
        ("performance of swing this week", Performance(period="week", account="swing")),
        ("/performance last week", Performance(period="week")),
        ("/performance period:today account:server", Performance(period="day", account="server")),
        ("ranking of the week", Leaderboard(period="week")),
        ("who is best today", Leaderboard(period="day")),
        ("leaderboard", Leaderboard(period="month")),
    ],
)
def test_a_period_is_said_as_people_say_it(text: str, asked: object) -> None:
    assert parse(text, CATALOG) == asked
