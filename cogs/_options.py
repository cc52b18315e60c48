"""Options that help people fill them in, shared by every command that takes one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, cast

from discord import Interaction
from discord.app_commands import Choice, Transform, Transformer

from services.core.errors import DeskError
from services.house.voices import DEFAULT

MOST_CHOICES = 25
LONGEST_CHOICE = 100


class Suggestions(Protocol):
    """What the desk knows of each option's values: those that fit what was typed, the best first."""

    async def symbols(self, text: str) -> Sequence[str]: ...

    async def timeframes(self, text: str) -> Sequence[str]: ...

    async def voices(self, text: str) -> Sequence[str]: ...

    async def conditions(self, text: str) -> Sequence[str]: ...

    async def dates(self, text: str) -> Sequence[str]: ...

    async def sky_kinds(self, text: str) -> Sequence[str]: ...

    async def places(self, text: str) -> Sequence[str]: ...


class Suggesting(Protocol):
    """The client, as autocomplete sees it."""

    suggestions: Suggestions


class _Suggested(Transformer[Any]):
    """Free text, with suggestions. What it means is for the desk to say, so that errors are voiced like any other."""

    def __init__(self, suggest: Callable[[Suggestions, str], Awaitable[Sequence[str]]]) -> None:
        self._suggest = suggest

    async def transform(self, interaction: Interaction[Any], value: Any, /) -> str:  # noqa: ARG002 - the base's shape
        return str(value)

    async def autocomplete(  # type: ignore[override] # text options are asked with text
        self, interaction: Interaction[Any], value: str, /
    ) -> list[Choice[str]]:
        try:
            found = await self._suggest(cast(Suggesting, interaction.client).suggestions, value)
        except DeskError:
            found = ()
        return [Choice(name=text, value=text) for text in found if len(text) <= LONGEST_CHOICE][:MOST_CHOICES]


async def _after_the_last(suggestions: Suggestions, text: str) -> list[str]:
    """What is typed of a list of symbols, with its last one completed."""
    start = max(map(text.rfind, ", ;+&")) + 1
    return [text[:start] + symbol for symbol in await suggestions.symbols(text[start:])]


async def _last_timeframe(suggestions: Suggestions, text: str) -> list[str]:
    """The same of a list of timeframes."""
    start = max(map(text.rfind, ", ;+&")) + 1
    return [text[:start] + timeframe for timeframe in await suggestions.timeframes(text[start:])]


async def _universe(suggestions: Suggestions, text: str) -> list[str]:
    """A list of symbols, or ``all`` of them."""
    every = ["all"] if "all".startswith(text.strip().lower()) else []
    return [*every, *await _after_the_last(suggestions, text)]


async def _voice_or_default(suggestions: Suggestions, text: str) -> list[str]:
    """A voice, or what takes a choice back."""
    start = text.strip().lower()
    return sorted([*await suggestions.voices(text), DEFAULT], key=lambda word: not word.startswith(start))


Symbol = Transform[str, _Suggested(lambda suggestions, text: suggestions.symbols(text))]
Symbols = Transform[str, _Suggested(_after_the_last)]
Timeframe = Transform[str, _Suggested(lambda suggestions, text: suggestions.timeframes(text))]
Voice = Transform[str, _Suggested(lambda suggestions, text: suggestions.voices(text))]
VoiceOrDefault = Transform[str, _Suggested(_voice_or_default)]
Timeframes = Transform[str, _Suggested(_last_timeframe)]
Universe = Transform[str, _Suggested(_universe)]
Condition = Transform[str, _Suggested(lambda suggestions, text: suggestions.conditions(text))]
Place = Transform[str, _Suggested(lambda suggestions, text: suggestions.places(text))]
SkyDate = Transform[str, _Suggested(lambda suggestions, text: suggestions.dates(text))]
SkyKinds = Transform[str, _Suggested(lambda suggestions, text: suggestions.sky_kinds(text))]
