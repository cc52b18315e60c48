"""A button that means something else than its reader thinks is worse than none."""

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.schema
from services.core.errors import DeskError, InvalidRequest, UnknownCommand
from services.core.request import AnyRequest
from services.cosmic.next import CosmicNext
from services.house.define import Define
from services.studies.fib_levels import FibLevels
from services.studies.indicators import Indicators
from services.words.lacking import LACKING
from services.words.phrase import parse
from services.words.plain_words import is_private, plainly

EVERY = bot.schema.catalog()
SECONDS = 0.05


def refused(text: str, catalog: dict[str, type[AnyRequest]] = EVERY) -> UnknownCommand:
    with pytest.raises(UnknownCommand) as error:
        parse(text, catalog)
    return error.value


@pytest.mark.parametrize(
    ("text", "lacking", "closest"),
    [
        ("send money to my bank account", "Banks and payments", "price"),
        ("backtest rsi on eth 4h", "Backtests", "fib evidence eth 4h"),
        ("any news on solana?", "News and sentiment", "analyze sol"),
        ("start copy trading", "Copy trading and signals", "analyze"),
        ("should I buy btc?", "Forecasts and advice", "analyze btc"),
        ("do you think btc will rise?", "Forecasts and advice", "analyze btc"),
        ("connect my exchange", "Exchange accounts", "risk var"),
        ("what is the implied volatility of btc options", "Option prices", "risk var btc"),
        ("btc funding rate", "Funding rates and order books", "price btc"),
    ],
)
def test_what_this_version_has_not_is_said_by_name(text: str, lacking: str, closest: str) -> None:
    error = refused(text)
    assert (error.lacking, error.close_matches[0]) == (lacking, closest)
    assert not any(is_private(type(near)) for near in error.near)


def test_what_is_lacking_is_no_request_yet() -> None:
    """When this fails, what was lacking has come: take its phrases out of ``LACKING``."""
    called = [(phrase, kind.name) for kind in EVERY.values() for phrase in (kind.name, *kind.also)]
    for lacking in LACKING:
        for phrase in lacking.phrases:
            assert not [name for other, name in called if f" {phrase} " in f" {other} "], phrase
        for phrase in lacking.begins:
            assert not [name for other, name in called if f"{other} ".startswith(f"{phrase} ")], phrase
        assert set(lacking.nearest) <= set(EVERY), lacking.name
        assert not any(is_private(EVERY[name]) for name in lacking.nearest), lacking.name


@pytest.mark.parametrize(
    "text",
    [
        *("good morning to you all", "the weather in Paris", "place your bets", "set the table for six", "i love you"),
        *("use the force", "what time is it in france", "how many people live on mars", "next week is my birthday"),
        "Can I change from one currency to another?",
        *(
            "x" * 400,
            "🚀🚀🚀",
            "@everyone **buy** <@1234>",
            "как дела",
            "¿qué hora es?",
            "I lost $5,000 on ESG and REIT funds",
        ),
    ],
)
def test_nothing_is_offered_where_nothing_is_named(text: str) -> None:
    error = refused(text)
    assert (error.near, error.close_matches, error.lacking) == ((), (), "")
    assert len(error.command) <= 100


SAID = sorted({word for kind in EVERY.values() for word in f"{kind.name} {kind.summary}".lower().split()})


@given(st.lists(st.sampled_from([*SAID, "btc", "zurich", "60000", "an", "for", "me"]), max_size=9))
def test_what_changes_something_is_offered_only_by_its_own_words(words: list[str]) -> None:
    text = " ".join(words)
    try:
        parse(text, EVERY)
    except InvalidRequest as error:
        for near in error.near:
            kind = type(near)
            if is_private(kind):
                assert any(f" {phrase} " in f" {text} " for phrase in (kind.name, *kind.also)), (text, kind.name)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("next eclipse", CosmicNext(kind="eclipse")),
        ("when is the next lunar eclipse?", CosmicNext(kind="lunar eclipse")),
        ("next full moon", CosmicNext(kind="full moon")),
        ("what is a golden pocket?", Define(term="golden pocket")),
        ("What does RSI mean?", Define(term="RSI")),
        ("what are fib levels", Define(term="fib levels")),
        ("define drawdown", Define(term="drawdown")),
        ("meaning of the golden pocket, please", Define(term="golden pocket")),
        ("what is open interest?", Define(term="open interest")),
        ("golden pocket of btc", FibLevels(symbol="btc")),
        ("what is the rsi of btc", Indicators(symbol="btc")),
    ],
)
def test_a_question_asks_the_right_request_with_the_right_options(text: str, asked: AnyRequest) -> None:
    assert parse(text, EVERY) == asked


def test_sentences_of_strangers_are_offered_next_to_nothing(shared_data: Path) -> None:
    """Of 379 public sentences, none of them for a trading desk."""
    lines = (shared_data / "sentences" / "public_small_talk.jsonl").read_text().splitlines()
    offered: list[tuple[str, Any]] = []
    slowest = 0.0
    for text in (json.loads(line)["text"] for line in lines):
        start = process_time()
        try:
            request = parse(text, EVERY)
            if not isinstance(request, Define):  # who asks what a word means is told whether it is known
                offered.append((text, plainly(request)))
        except UnknownCommand as error:
            private = [near for near in error.near if is_private(type(near))]
            if private or (error.close_matches and not error.lacking):
                offered.append((text, error.close_matches))
        except DeskError as error:
            offered.append((text, error))
        slowest = max(slowest, process_time() - start)
    assert len(offered) <= 0.02 * len(lines), offered
    assert slowest < SECONDS


@pytest.mark.parametrize(
    ("text", "closest"),
    [
        ("add doge to my watchlist", "watchlist add doge"),
        ("put sol and btc on my watchlist", "watchlist add sol,btc"),
        ("please take doge from my watchlist", "watchlist remove doge"),
    ],
)
def test_a_change_of_a_list_is_offered_and_not_made(text: str, closest: str) -> None:
    assert refused(text).close_matches[0] == closest
