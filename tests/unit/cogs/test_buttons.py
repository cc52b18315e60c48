"""A button whose request is long is worth as much as any other: after a restart, and for months."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest
from discord import Interaction
from discord.ui import Button, View
from hypothesis import given
from hypothesis import strategies as st

from cogs._actions import FORGOTTEN, LONGEST_ID, OLD, STORE_AWAY, AskButton, encode, fits, read, short_id, view_of
from cogs._buttons import KEPT_SECONDS, Buttons
from personas.card import Action
from services.core.errors import StoreUnavailable
from services.core.request import AnyRequest
from services.scan.facts import Scan
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store, make_client
from services.studies.chart import Chart
from services.words.build import build

LONG = Scan(where="rsi14 < 30 and near fib 0.618 within 0.3 atr and close > 1.02 * ema200", timeframes="1h,4h", page=7)


@dataclass
class Response:
    said: list[tuple[str, bool]] = field(default_factory=list)

    async def send_message(self, text: str, *, ephemeral: bool) -> None:
        self.said.append((text, ephemeral))


CATALOG: dict[str, type[AnyRequest]] = {"scan": Scan, "chart": Chart}


@dataclass
class Client:
    """The client as a button sees it; it notes what was asked."""

    buttons: Any
    catalog: Mapping[str, type[AnyRequest]] = field(default_factory=lambda: CATALOG)
    asked: list[AnyRequest] = field(default_factory=list)

    @property
    def replies(self) -> "Client":
        return self

    async def press(self, interaction: Any, request: type[AnyRequest], options: dict[str, str]) -> None:
        self.asked.append(build(request, options))


async def pressed(client: Client, custom_id: str) -> list[tuple[str, bool]]:
    match = AskButton.__discord_ui_compiled_template__.fullmatch(custom_id)
    assert match is not None
    response = Response()
    interaction = cast("Interaction[Any]", type("Pressed", (), {"client": client, "response": response})())
    item: Button[View] = Button(custom_id=custom_id)
    button = await AskButton.from_custom_id(interaction, item, match)
    await button.callback(interaction)
    return response.said


def ids(view: View | None) -> list[str]:
    assert view is not None
    return [str(cast("Button[View]", item).custom_id) for item in view.children]


@pytest.fixture
async def server(store: Store, embedded: EmbeddedStore) -> AsyncIterator[Any]:
    client = make_client(await embedded.ensure())
    yield client
    await client.aclose()
    await client.connection_pool.disconnect()


async def test_a_long_button_asks_what_it_was_made_for_also_after_a_restart(
    store: Store, embedded: EmbeddedStore
) -> None:
    actions = [Action("Next", LONG), Action("Chart", Chart(symbol="btc"))]
    shown = ids(view_of(tuple(actions), await Buttons(store).keep(actions)))
    assert shown == [f"ask:{short_id(encode(LONG))}", "ask:chart?symbol=btc"]
    assert all(len(custom_id) <= LONGEST_ID for custom_id in shown)
    await store.close()
    client = make_client(await embedded.ensure())
    await client.shutdown()
    await client.aclose()
    await client.connection_pool.disconnect()
    again = Store(await embedded.ensure())
    desk = Client(Buttons(again))
    assert await pressed(desk, shown[0]) == []
    assert desk.asked == [LONG]
    await again.close()


async def test_two_long_buttons_that_ask_the_same_both_ask_it(store: Store) -> None:
    actions = [Action("Refresh", LONG), Action("7", LONG, current=True)]
    one, other = ids(view_of(tuple(actions), await Buttons(store).keep(actions)))
    assert one != other
    desk = Client(Buttons(store))
    for custom_id in (one, other):
        assert await pressed(desk, custom_id) == []
    assert desk.asked == [LONG, LONG]


async def test_it_is_kept_for_months_and_a_press_begins_them_anew(store: Store, server: Any) -> None:
    actions = [Action("Next", LONG)]
    (short,) = await Buttons(store).keep(actions)
    assert KEPT_SECONDS - 5 < await server.ttl(keys.button(short)) <= KEPT_SECONDS
    await server.expire(keys.button(short), 100)
    assert await Buttons(store).recall(short) == encode(LONG)
    assert await server.ttl(keys.button(short)) > KEPT_SECONDS - 5
    assert await server.dbsize() == 1


async def test_only_what_is_too_long_is_kept(store: Store, server: Any) -> None:
    assert await Buttons(store).keep([Action("Chart", Chart(symbol="btc"))]) == frozenset()
    assert await server.dbsize() == 0


async def test_a_forgotten_button_says_what_to_do(store: Store) -> None:
    desk = Client(Buttons(store))
    assert await pressed(desk, f"ask:{short_id('ask:anything')}") == [(FORGOTTEN, True)]
    assert await pressed(desk, "ask:a command of old?x=1") == [(OLD, True)]
    await store.set(keys.button("~" + "x" * 22), b"\xc3\xa9 not ours", 60)
    assert await pressed(desk, "ask:~" + "x" * 22) == [(FORGOTTEN, True)]
    assert desk.asked == []


class Away:
    async def get(self, key: str, /) -> bytes | None:
        raise StoreUnavailable

    async def set(self, key: str, value: bytes, ttl: float, /) -> None:
        raise StoreUnavailable


async def test_with_the_store_away_long_buttons_are_left_out_and_a_pressed_one_says_so() -> None:
    buttons = Buttons(Away())
    actions = [Action("Next", LONG), Action("Chart", Chart(symbol="btc"))]
    assert ids(view_of(tuple(actions), await buttons.keep(actions))) == ["ask:chart?symbol=btc"]
    assert await pressed(Client(buttons), f"ask:{short_id(encode(LONG))}") == [(STORE_AWAY, True)]


@dataclass
class Full:
    """It can be read; what is written is refused, or waits for ever."""

    held: bytes
    hangs: bool

    async def get(self, key: str, /) -> bytes | None:
        return self.held

    async def set(self, key: str, value: bytes, ttl: float, /) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        raise StoreUnavailable


@pytest.mark.parametrize("hangs", [False, True])
async def test_a_store_that_takes_no_more_still_tells_what_a_button_asks(
    hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs._buttons.STORE_SECONDS", 0.05)
    desk = Client(Buttons(Full(encode(LONG).encode(), hangs)))
    assert await pressed(desk, f"ask:{short_id(encode(LONG))}") == []
    assert desk.asked == [LONG]


@given(where=st.text(min_size=3, max_size=200), page=st.integers(1, 1000))
def test_any_request_comes_back_from_what_is_kept(where: str, page: int) -> None:
    request = Scan(where=where, page=page)
    asks = encode(request)
    parts = read(asks)
    assert parts is not None
    assert parts["name"] == "scan"
    assert build(Scan, dict(parse_qsl(parts["options"] or ""))) == request
    assert fits(f"ask:{short_id(asks)}#24")
