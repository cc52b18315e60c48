"""Whoever types a list of markets is helped with each of them, and not just the first."""

from types import SimpleNamespace
from typing import Any, cast

from cogs._options import LONGEST_CHOICE, MOST_CHOICES, _after_the_last, _Suggested


class Known:
    """Suggestions of a market list of three."""

    async def symbols(self, text: str) -> list[str]:
        return [symbol for symbol in ("BTC/USDT", "BCH/USDT", "ETH/USDT") if symbol.startswith(text.upper())]

    async def timeframes(self, text: str) -> list[str]:
        return [text]

    async def voices(self, text: str) -> list[str]:
        return [text]


async def offered(typed: str) -> list[str]:
    interaction = cast(Any, SimpleNamespace(client=SimpleNamespace(suggestions=Known())))
    return [choice.value for choice in await _Suggested(_after_the_last).autocomplete(interaction, typed)]


async def test_the_last_of_a_list_is_completed() -> None:
    assert await offered("b") == ["BTC/USDT", "BCH/USDT"]
    assert await offered("btc,e") == ["btc,ETH/USDT"]
    assert await offered("btc, eth b") == ["btc, eth BTC/USDT", "btc, eth BCH/USDT"]
    assert len(await offered("btc ")) == 3


async def test_what_discord_would_not_take_is_not_offered() -> None:
    assert await offered("btc," * 30) == []
    found = await offered("a" * (LONGEST_CHOICE - 10) + ",")
    assert all(len(text) <= LONGEST_CHOICE for text in found)
    assert len(found) <= MOST_CHOICES
