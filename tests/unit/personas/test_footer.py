"""Simulated, old or holed facts that do not say so cost money."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from personas.footer import footer as of_face
from services.core.errors import DeskError, Unexpected
from services.core.request import Answer
from services.market.candles import Dropped, Gap
from tests.answers._shared import NOW, provenance
from tests.answers.chart.sample import chart_answer
from tests.answers.price.sample import price_answer
from tests.answers.status.sample import status_answer
from tests.faces import FACES
from tests.samples import ANSWERS


def footer(said: Answer | DeskError, marks: Sequence[str] = ()) -> str:
    return of_face(said, FACES.of(type(said)), "Biel", marks)


def test_a_live_price() -> None:
    assert footer(price_answer()) == "bitget · 30 Dec 2023 19:00 UTC · 3 min old · voice: Biel"


def test_simulated_comes_first() -> None:
    said = footer(price_answer(provenance=provenance(source="sim", venue="simulated")), ("PAPER",))
    assert said.startswith("SIMULATED · PAPER · random market, not real prices · ")


def dropped(rows: int) -> Dropped:
    return Dropped(start=NOW, end=NOW, rows=rows, place="BTC-USDT_4h.csv:17", reason="the high is below the low")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stale": True}, "STALE, newer data is overdue"),
        ({"gaps": (Gap(start=NOW, end=NOW, bars=2), Gap(start=NOW, end=NOW, bars=1))}, "3 bars missing"),
        ({"gaps": (Gap(start=NOW, end=NOW, bars=1),)}, "1 bar missing"),
        ({"dropped": (dropped(3), dropped(1))}, "4 bad rows left out (BTC-USDT_4h.csv:17: the high is below the low)"),
        ({"dropped": (dropped(1),)}, "1 bad row left out"),
        ({"sorted_at": "BTC-USDT_4h.csv:3"}, "rows out of order were sorted (BTC-USDT_4h.csv:3)"),
        ({"offset": -480}, "days begin at 16:00 UTC"),
        ({"offset": 330}, "days begin at 05:30 UTC"),
        ({"offset": -4 * 1440}, "bars open 4 d earlier than usual"),
        ({"summer_time": True}, "an hour earlier in summer time"),
        ({"clock_ahead": 34.2}, "this machine's clock is 34 s ahead of that of bitget"),
        ({"clock_ahead": -7200.0}, "this machine's clock is 7,200 s behind that of bitget"),
        ({"spot_instead": True}, "spot, for no perpetual is listed"),
        ({"built_from": "1h"}, "4h built from 1h"),
        ({"source": "replay", "venue": "candles"}, "replay of candles"),
        ({"asked_at": NOW + timedelta(days=3)}, "3 d old"),
        ({"venue": "a\nb\u200b"}, "a b · "),
    ],
)
def test_what_a_chart_owns_up_to(changes: dict[str, Any], words: str) -> None:
    said = footer(chart_answer(provenance=provenance(**changes)))
    assert words in said
    assert said.endswith("closed bars only · voice: Biel")


def test_a_perpetual_that_is_traded_says_whose_prices_it_has() -> None:
    spot = provenance(spot_instead=True)
    held = ANSWERS["positions: several"].model_copy(update={"provenance": spot})
    for traded in (chart_answer(provenance=spot).model_copy(update={"symbol": "BTC/USDT:USDT"}), held):
        assert "the perpetual is priced as spot" in footer(traded)
        assert "no perpetual is listed" not in footer(traded)


def test_the_desk_says_where_its_prices_come_from() -> None:
    assert footer(status_answer(source="sim")).startswith("SIMULATED · ")
    assert footer(status_answer()) == "bitget · 30 Dec 2023 19:00 UTC · voice: Biel"


def test_answers_without_a_market_have_a_time() -> None:
    assert footer(ANSWERS["help: viewer"], ("PAPER",)) == "PAPER · 30 Dec 2023 19:00 UTC · voice: Biel"


def test_an_error_has_its_marks_and_its_voice_alone() -> None:
    assert footer(Unexpected(incident="a1"), ("PAPER",)) == "PAPER · voice: Biel"
    assert footer(Unexpected(incident="a1")) == "voice: Biel"
