"""Slash commands made from requests: what Discord shows of an option stands on the request's field."""

import asyncio
from collections.abc import Sequence
from inspect import Parameter, Signature
from typing import Any, Final, Protocol, cast

import structlog
from discord import AppCommandOptionType, Interaction
from discord.app_commands import Choice, Command, Transformer

from cogs._principals import Principals
from services.core.errors import DeskError
from services.core.options import Kind, Option, SuggestionsOf, options_of
from services.core.principal import Principal
from services.core.request import AnyRequest

MOST_CHOICES: Final = 25
LONGEST_CHOICE: Final = 100
SUGGESTION_SECONDS: Final = 1.5
"""Whoever types waits for two at most; Discord for three."""

_TYPES: Final[dict[Kind, AppCommandOptionType]] = {
    "text": AppCommandOptionType.string,
    "integer": AppCommandOptionType.integer,
    "number": AppCommandOptionType.number,
    "boolean": AppCommandOptionType.boolean,
}

log = structlog.get_logger(__name__)


class Suggestions(Protocol):
    """What the desk knows of an option's values: those that fit what was typed, the best first."""

    async def suggest(
        self,
        request: type[AnyRequest],
        of: SuggestionsOf,
        text: str,
        principal: Principal,
        *,
        or_default: bool = False,
    ) -> Sequence[str]: ...


class Suggesting(Protocol):
    """The client, as autocomplete sees it."""

    principals: Principals
    suggestions: Suggestions


class Replying(Protocol):
    """The cog, as its commands see it."""

    async def reply(self, interaction: Interaction[Any], request: type[AnyRequest], /, **options: Any) -> None: ...


def command_of(request: type[AnyRequest]) -> Command[Any, ..., None]:
    """The command of a cog that asks for ``request``, named by the last word of the request's name."""
    name = request.name.rpartition(" ")[2]
    options = sorted(options_of(request), key=lambda option: not option.asked_for)  # Discord wants these first

    async def ask(cog: Replying, interaction: Interaction[Any], /, **given: Any) -> None:
        await cog.reply(interaction, request, **given)

    # discord.py reads options from the signature, and that it is a cog's method from the dot in its name.
    ask.__qualname__ = f"{request.__name__}.ask"
    ask.__signature__ = Signature(  # type: ignore[attr-defined] # inspect.signature looks for it
        [Parameter(name, Parameter.POSITIONAL_ONLY) for name in ("cog", "interaction")]
        + [_parameter(request, option) for option in options]
    )
    ask.__discord_app_commands_param_description__ = {  # type: ignore[attr-defined] # what app_commands.describe sets
        option.name: option.description for option in options
    }
    return Command(name=name, description=request.summary, callback=ask)


def _parameter(request: type[AnyRequest], option: Option) -> Parameter:
    asked = _Plain(option) if option.suggested is None else _Suggested(option, request, option.suggested)
    default = Parameter.empty if option.asked_for else None
    return Parameter(option.name, Parameter.KEYWORD_ONLY, annotation=asked, default=default)


class _Plain(Transformer[Any]):
    """How Discord asks for an option. What a value means is for the desk to say, so that errors are voiced like any
    other; of a number that must be above a bound, Discord takes the bound itself, and the desk refuses that."""

    def __init__(self, option: Option) -> None:
        self._option = option

    @property
    def type(self) -> AppCommandOptionType:
        return _TYPES[self._option.kind]

    @property
    def choices(self) -> list[Choice[str | int | float]] | None:
        return [Choice(name=value, value=value) for value in self._option.choices] or None

    @property
    def min_value(self) -> float | None:
        return self._option.least

    @property
    def max_value(self) -> float | None:
        return self._option.most

    async def transform(self, interaction: Interaction[Any], value: Any, /) -> Any:  # noqa: ARG002 - the base's shape
        return value


class _Suggested(_Plain):
    """Free text, with suggestions. Where they cannot be had there are none, for people can write without them."""

    def __init__(self, option: Option, request: type[AnyRequest], of: SuggestionsOf) -> None:
        super().__init__(option)
        self._request = request
        self._of = of

    async def autocomplete(  # type: ignore[override] # text options are asked with text
        self, interaction: Interaction[Any], value: str, /
    ) -> list[Choice[str]]:
        client = cast(Suggesting, interaction.client)
        try:
            principal = client.principals.asking(interaction)
            async with asyncio.timeout(SUGGESTION_SECONDS):
                found = await client.suggestions.suggest(
                    self._request, self._of, value, principal, or_default=self._option.or_default
                )
        except (DeskError, TimeoutError):
            return []
        except Exception as error:  # the edge of the house, like a command's
            log.error("suggestions failed", command=self._request.name, option=self._option.name, exc_info=error)
            return []
        return [Choice(name=text, value=text) for text in found if len(text) <= LONGEST_CHOICE][:MOST_CHOICES]
