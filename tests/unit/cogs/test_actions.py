"""A button that forgets what it asks is dead after a restart."""

from contextlib import suppress
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs._actions import LONGEST_ID, AskButton, encode, view_of
from personas.card import Action
from services.core.errors import InvalidRequest
from services.core.request import AnyRequest
from services.house.voices import PersonaUse
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from services.words.build import build

symbols = st.text(min_size=1, max_size=40)


@given(symbol=symbols, timeframe=st.sampled_from(["1m", "4h", "1d"]), bars=st.integers(20, 300))
def test_a_request_comes_back_from_its_button(symbol: str, timeframe: str, bars: int) -> None:
    for request in (Chart(symbol=symbol, timeframe=timeframe, bars=bars), FibLevels(symbol=symbol)):
        match = AskButton.__discord_ui_compiled_template__.fullmatch(encode(request))
        assert match is not None
        assert match["name"] == request.name
        assert build(type(request), dict(parse_qsl(match["options"]))) == request


@pytest.mark.parametrize(
    "request_", [Chart(symbol="1000000MOG/USDT:USDT", timeframe="15m", bars=120), PersonaUse(voice="gemini")]
)
def test_real_requests_fit_into_a_button(request_: AnyRequest) -> None:
    assert len(encode(request_)) <= LONGEST_ID


async def test_what_does_not_fit_is_left_out_and_the_rest_stays() -> None:
    view = view_of(
        (
            Action("long", Chart(symbol="é" * 40)),
            Action("4h", Chart(symbol="btc"), current=True),
        )
    )
    assert view is not None
    assert [item.custom_id for item in view.children] == ["ask:chart?symbol=btc"]  # type: ignore[attr-defined]
    assert view.is_finished(), "a view that listens is kept in memory for every message ever sent"


async def test_two_buttons_that_ask_the_same_have_different_ids_and_ask_it() -> None:
    view = view_of(
        (
            Action("4h", Chart(symbol="btc"), current=True),
            Action("Refresh", Chart(symbol="btc"), row=1),
        )
    )
    assert view is not None
    ids = [item.custom_id for item in view.children]  # type: ignore[attr-defined]
    assert len(set(ids)) == 2
    for custom_id in ids:
        match = AskButton.__discord_ui_compiled_template__.fullmatch(custom_id)
        assert match is not None
        assert dict(parse_qsl(match["options"])) == {"symbol": "btc"}


def test_no_buttons_no_view() -> None:
    assert view_of(()) is None


@given(st.text(max_size=120))
def test_a_forged_button_is_a_typed_error_at_worst(options: str) -> None:
    with suppress(InvalidRequest):
        build(Chart, dict(parse_qsl(options)))
