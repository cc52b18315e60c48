"""Whoever types a list of markets is helped with each of them, and whoever may not ask learns nothing."""

from collections.abc import Sequence
from typing import get_args

import pytest

from analytics.trading.agent_records import Learned
from bot.app import App
from bot.suggestions import AppSuggestions
from services.accounts.naming import paper_account
from services.accounts.opening import opened_records
from services.brain.approvals import Approve
from services.brain.lessons import AiStrike
from services.core.options import SuggestionsOf
from services.core.principal import Principal
from services.core.roles import Role
from services.house.help import Help
from services.signals.managing import SignalDelete
from services.studies.price import PriceNow
from tests.unit.analytics.trading.agents import AT, HOUR, decided
from tests.unit.services.signals.making import ADA, ELSEWHERE, sender

VIEWER = Principal(id="test:ben", name="Ben", role=Role.VIEWER)
TRADER = VIEWER.model_copy(update={"role": Role.TRADER})
ELI = Principal(id="test:eli", name="Eli", role=None)

MADE = ("decisions", "lessons", "signals")
THERE: list[SuggestionsOf] = [of for of in get_args(SuggestionsOf) if of not in MADE]
"""What there is something of before anything was decided or made."""


@pytest.fixture
def suggestions(app: App) -> AppSuggestions:
    return AppSuggestions(app)


async def found(suggestions: AppSuggestions, of: SuggestionsOf, text: str) -> Sequence[str]:
    return await suggestions.suggest(PriceNow, of, text, VIEWER)


async def test_whoever_may_not_ask_gets_no_suggestions(suggestions: AppSuggestions) -> None:
    for of in get_args(SuggestionsOf):
        assert await suggestions.suggest(PriceNow, of, "", ELI) == (), of
    for of in THERE:
        assert await suggestions.suggest(Help, of, "", ELI), "anyone may ask for help"


async def test_everything_that_an_option_may_suggest_is_known(suggestions: AppSuggestions) -> None:
    for of in THERE:
        assert await found(suggestions, of, ""), of


async def test_the_last_of_a_list_is_completed(suggestions: AppSuggestions) -> None:
    assert (await found(suggestions, "symbols", "btc"))[0] == "BTC/USDT"
    assert (await found(suggestions, "symbol lists", "btc,et"))[0] == "btc,ETH/USDT"
    assert (await found(suggestions, "symbol lists", "btc, eth et"))[0] == "btc, eth ETH/USDT"
    assert (await found(suggestions, "timeframe lists", "1h,4"))[0] == "1h,4h"


async def test_what_is_no_market_and_no_voice_is_offered_where_it_is_taken(suggestions: AppSuggestions) -> None:
    assert (await found(suggestions, "universes", "a"))[0] == "all"
    assert "all" not in await found(suggestions, "universes", "btc")
    assert (await suggestions.suggest(PriceNow, "voices", "d", VIEWER, or_default=True))[0] == "default"
    assert "default" not in await found(suggestions, "voices", "d")


@pytest.mark.parametrize(
    ("of", "text", "first"),
    [
        ("parts", "half", "half"),
        ("parts", "2", "2"),
        ("parts", "25%", "25%"),
        ("amounts", "0.5", "0.5"),
        ("amounts", "risk 2%", "risk 2%"),
        ("account names", "scalp", "scalp"),
        ("reasons", "I am tired", "I am tired"),
    ],
)
async def test_enter_takes_what_was_typed_and_no_other_amount(
    suggestions: AppSuggestions, of: SuggestionsOf, text: str, first: str
) -> None:
    """A page and Discord take the first suggestion; of half of a position that must not be all of it."""
    assert (await found(suggestions, of, text))[0] == first
    assert len(await found(suggestions, of, text)) == len(set(await found(suggestions, of, text)))


async def test_no_other_account_or_order_is_suggested_than_what_begins_so(suggestions: AppSuggestions) -> None:
    assert list(await found(suggestions, "accounts", "ma")) == ["main"]
    assert not await found(suggestions, "accounts", "swing")
    assert not await found(suggestions, "orders", "3fa9")


async def test_decisions_that_wait_come_first_and_nobody_sees_another_persons(
    app: App, suggestions: AppSuggestions
) -> None:
    names = {"waits": "a1" * 16, "newer": "b2" * 16, "nothing": "c3" * 16}
    account_id = paper_account(VIEWER)
    async with app.trading.books.writing(str(account_id)) as book:
        opened = opened_records(book.account, app.settings.paper.terms, app.clock.now())
        await book.write(
            [
                *opened,
                decided(names["waits"], AT),
                decided(names["newer"], AT + HOUR, fate="noted"),
                decided(names["nothing"], AT + 2 * HOUR, action="wait", fate="noted"),
                Learned(AT + 3 * HOUR, names["newer"], "BTC/USDT", "rules", "It was luck."),
            ]
        )
    assert list(await suggestions.suggest(Approve, "decisions", "", TRADER)) == ["a1a1a1", "b2b2b2"]
    assert list(await suggestions.suggest(Approve, "decisions", "b", TRADER)) == ["b2b2b2"]
    assert list(await suggestions.suggest(AiStrike, "lessons", "", TRADER)) == ["b2b2b2"]
    other = TRADER.model_copy(update={"id": "test:other"})
    assert not await suggestions.suggest(Approve, "decisions", "", other)
    assert not await suggestions.suggest(AiStrike, "lessons", "", other)


async def test_a_server_is_offered_its_own_signals(app: App, suggestions: AppSuggestions) -> None:
    await sender(app, "breakout")
    await sender(app, "sweep", ELSEWHERE)
    assert list(await suggestions.suggest(SignalDelete, "signals", "", ADA)) == ["breakout"]
    assert not await suggestions.suggest(SignalDelete, "signals", "", VIEWER), "an admin's"
