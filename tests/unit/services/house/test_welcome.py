"""Whoever says hello is greeted, whoever asks is answered, and nobody is greeted twice."""

import asyncio
from typing import Any

import pytest

from bot.app import App
from services.core.ask import Ask
from services.core.clock import WallClock
from services.core.errors import DeskError, MissingMarket, StoreUnavailable, UnknownCommand
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.house.define import Define
from services.house.help import Help
from services.house.preferences import SettingsShow
from services.house.welcome import Newcomers, Welcome, WelcomeAnswer, courtesy, understood
from services.store import keys
from services.studies.levels import Levels
from services.studies.patterns import Patterns
from services.studies.price import PriceNow

ANN = Principal(id="discord:1", name="Ann", role=Role.VIEWER)

HELLO = (
    *("hi", "Hello!", "hey omega", "Hi there :)", "good morning", "Good evening, everyone", "hey Omega 👋", "HI HI"),
    *("", "   ", "👍", "🙂🙂", "<:wave:123456>", ":wave:", "?", "...", "start", "/start", "@Omega", "omega", "Hallo"),
    *("who are you", "Who are you?", "what can you do?", "how do I start?", "what’s up", "gm", "are you a bot?"),
)
THANKS = (
    "thanks",
    "thank you!",
    "Thanks a lot",
    "thx omega",
    "ok thanks",
    "great, thank you so much!",
    "ty",
    "cheers 🍻",
)
ASKED = ("price btc", "hi, price btc", "hey omega, price of btc please", "omega price btc", "thanks, now price btc")
NEITHER = (
    "does the moon move bitcoin",
    "goodnight moon btc",
    "hello world chart foo bar baz",
    "thank god it fell",
    *("f you", "f*** you", "you", "please"),
    "42",
)


@pytest.mark.parametrize("text", HELLO)
def test_a_greeting_is_a_hello(text: str) -> None:
    assert courtesy(text) == "hello"


@pytest.mark.parametrize("text", THANKS)
def test_thanks_are_thanks(text: str) -> None:
    assert courtesy(text) == "thanks"


@pytest.mark.parametrize("text", [*ASKED, *NEITHER, "help", "persona list"])
def test_whoever_asks_something_is_not_put_off_with_a_greeting(text: str) -> None:
    assert courtesy(text) is None


def test_a_question_behind_a_greeting_is_answered(app: App) -> None:
    for text in ASKED[:4]:
        assert understood(text, app.desk.catalog) == PriceNow(symbol="btc"), text
    assert understood("hello, help", app.desk.catalog) == Help()
    assert understood("thanks!", app.desk.catalog) == Welcome(word="thanks")
    with pytest.raises(DeskError):
        understood("does the moon move bitcoin", app.desk.catalog)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        *(("drawdown", Define(term="drawdown")), ("Eclipse?", Define(term="Eclipse")), ("the ATR", Define(term="ATR"))),
        *(("bollinger", Define(term="bollinger")), ("what is drawdown", Define(term="drawdown"))),
        *(("volume profile btc", Levels(symbol="btc")), ("head and shoulders eth", Patterns(symbol="eth"))),
        ("set my timezone", SettingsShow()),
    ],
)
def test_a_bare_word_of_the_cards_is_explained_unless_it_names_a_command(
    app: App, text: str, asked: AnyRequest
) -> None:
    assert understood(text, app.desk.catalog) == asked


@pytest.mark.parametrize("text", ["price", "price now", "rsi right now", "chart please", "golden pocket"])
def test_where_only_the_market_is_missing_it_is_asked_for(app: App, text: str) -> None:
    with pytest.raises(MissingMarket):
        understood(text, app.desk.catalog)


@pytest.mark.parametrize("text", ["backtest", "news"])
def test_a_bare_word_for_what_is_not_here_is_told_so(app: App, text: str) -> None:
    with pytest.raises(UnknownCommand) as refused:
        understood(text, app.desk.catalog)
    assert refused.value.lacking


async def test_a_welcome_offers_markets_that_are_there(app: App) -> None:
    async def asked(request: Welcome, principal: Principal) -> Any:
        return await app.desk.ask(Ask("1", request, principal, app.clock.now()))

    said = await asked(Welcome(), ANN)
    assert isinstance(said, WelcomeAnswer)
    assert said.symbols[0] == "BTC"
    assert [await app.market.resolve(symbol) for symbol in said.symbols]
    assert not said.among_others
    assert said.current == "biel"
    there = ANN.model_copy(update={"server": "discord:4", "role": None})
    assert (await asked(Welcome(), there)).among_others, "whoever has no role is welcome too"


async def test_somebody_is_new_once_also_after_a_restart_and_for_two_processes(app: App) -> None:
    here, there = Newcomers(app.store, WallClock()), Newcomers(app.store, WallClock())
    assert sorted(await asyncio.gather(*(each.first("discord:7") for each in (here, there, here, there)))) == [
        *(False, False, False),
        True,
    ]
    assert not await Newcomers(app.store, WallClock()).first("discord:7")
    assert await here.first("discord:8")
    assert "discord:7" in await app.store.hash_all(keys.GREETED)


async def test_a_greeting_that_failed_is_made_again(app: App) -> None:
    newcomers = Newcomers(app.store, WallClock())
    assert await newcomers.first("server:discord:4")
    await newcomers.not_greeted("server:discord:4")
    assert await newcomers.first("server:discord:4")


async def test_nobody_is_greeted_while_it_cannot_be_known() -> None:
    class Away:
        async def hash_set_new(self, key: str, field: str, value: str) -> bool:
            raise StoreUnavailable

        async def hash_delete(self, key: str, field: str) -> None:
            raise StoreUnavailable

    newcomers = Newcomers(Away(), WallClock())
    assert not await newcomers.first("discord:7")
    await newcomers.not_greeted("discord:7")


async def test_the_first_answer_ever_has_a_hello_and_the_next_has_none(app: App) -> None:
    presented = await app.presenter.phrase("price btc", "m1", ANN)
    first = await app.presenter.with_hello(presented, ANN)
    assert first.card.fields[:-1] == presented.card.fields
    hello = first.card.fields[-1]
    assert "/persona list" in hello.value
    assert "Biel" in hello.value
    assert await app.presenter.with_hello(presented, ANN) == presented


async def test_whoever_says_hello_first_is_not_greeted_twice(app: App) -> None:
    presented = await app.presenter.phrase("hi", "m1", ANN)
    assert await app.presenter.with_hello(presented, ANN) == presented
    price = await app.presenter.phrase("price btc", "m2", ANN)
    assert await app.presenter.with_hello(price, ANN) == price
