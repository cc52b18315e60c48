"""A button that forgets what it asks is dead after a restart."""

from contextlib import suppress
from urllib.parse import parse_qsl

import pytest
from discord.ui import Select
from hypothesis import given
from hypothesis import strategies as st

from cogs._actions import LONGEST_ID, AskButton, AskMenu, encode, read, short_id, view_of
from personas.card import Action, Menu
from services.core.errors import InvalidRequest
from services.core.request import AnyRequest
from services.house.help import Help
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


async def test_a_menu_asks_what_was_chosen_of_it() -> None:
    fib, long = Action("fib", Help(command="fib"), detail="d" * 300), Action("long", Chart(symbol="é" * 40))
    view = view_of((Action("4h", Chart(symbol="btc")),), frozenset(), (Menu("Open", (fib, fib, long)),))
    assert view is not None
    menu, button = view.children
    assert isinstance(menu, Select)
    (option,) = menu.options
    asked = read(option.value)
    assert asked is not None
    assert (asked["name"], asked["options"]) == ("help", "command=fib")
    assert len(option.description or "") <= 100
    assert (menu.row, button.row) == (0, 1), "buttons stand below the menus"
    assert AskMenu.__discord_ui_compiled_template__.fullmatch(menu.custom_id)
    kept = view_of((), frozenset([short_id(encode(long.request))]), (Menu("Open", (long,)),))
    assert kept is not None, "what is too long is offered where it is kept"


async def test_a_message_has_five_rows_at_most() -> None:
    menus = tuple(Menu("m", (Action("a", Chart(symbol=f"c{at}")),)) for at in range(4))
    view = view_of(tuple(Action("b", Chart(symbol=f"b{at}"), row=at) for at in range(3)), frozenset(), menus)
    assert view is not None
    assert sorted(item.row or 0 for item in view.children) == [0, 1, 2, 3, 4]


def test_no_buttons_no_view() -> None:
    assert view_of(()) is None


@given(st.text(max_size=120))
def test_a_forged_button_is_a_typed_error_at_worst(options: str) -> None:
    with suppress(InvalidRequest):
        build(Chart, dict(parse_qsl(options)))
