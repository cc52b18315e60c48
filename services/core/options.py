"""The options of a request, as its fields tell them: every door that asks people for options is made from these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic.fields import FieldInfo

from services.core.request import AnyRequest

SuggestionsOf = Literal[
    "symbols",
    "symbol lists",
    "universes",
    "timeframes",
    "timeframe lists",
    "voices",
    "conditions",
    "commands",
    "terms",
    "dates",
    "sky kinds",
    "places",
    "time zones",
    "accounts",
    "account names",
    "amounts",
    "parts",
    "orders",
    "decisions",
    "lessons",
    "notes",
    "whys",
    "reasons",
    "people",
    "alerts",
    "own alerts",
    "alert levels",
    "alert notes",
    "spans",
    "ends",
    "watchlists",
    "watchlist names",
    "school lessons",
    "schedules",
    "whens",
    "own schedules",
    "titles",
    "signals",
    "signal names",
    "quiet hours",
    "zones",
]
"""What values can be suggested of, while somebody types one."""
Preferred = Literal["market", "timeframe", "time_zone"]
"""Fields of ``Preferences``."""
DEFAULT: Final = "default"
"""Written for what somebody has set for themselves, it takes that back."""
Kind = Literal["text", "integer", "number", "boolean"]

Measure = Literal["plain", "quote", "cash", "percent", "times"]
"""What a number counts: nothing that has a sign of its own, a price or cash in the quote currency, hundredths, or how
many times something else."""

_KINDS: Final[dict[Any, Kind]] = {str: "text", int: "integer", float: "number", Decimal: "number", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Suggested:
    """Marks an option's type as text whose values are suggested ``of`` these, and ``DEFAULT`` too where it says so.
    Other text is taken too."""

    of: SuggestionsOf
    or_default: bool = False


@dataclass(frozen=True, slots=True)
class OtherName:
    """Marks an option's type with what else people call the option in a sentence: ``name``."""

    word: str


@dataclass(frozen=True, slots=True)
class Prefers:
    """Marks an option's type as one that depends ``on`` what people set for themselves (``services/words/own.py``)."""

    on: Preferred


@dataclass(frozen=True, slots=True)
class CountedIn:
    """Marks a number's type with what it counts, and so which unit people may write with it."""

    measure: Measure


@dataclass(frozen=True, slots=True)
class Called:
    """Marks a choice's type with what else people say for a choice, in small letters: ``("today", "day")``."""

    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a request.

    ``default`` is what is meant where a person says nothing; ``None`` lets the desk choose. ``choices`` are all values
    that a text may have, where these are few, and ``called`` what else they are called in a sentence; otherwise it has
    from ``shortest`` to ``longest`` characters. ``least`` and ``most`` bound a number that counts in ``measure``;
    ``above``: ``least`` itself is not taken. ``prefers`` is the preference that it depends on, ``other_name`` what
    else it is called in a sentence.
    """

    name: str
    kind: Kind
    description: str
    required: bool
    default: Any
    choices: tuple[str, ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    shortest: int | None = None
    longest: int | None = None
    least: float | None = None
    above: bool = False
    most: float | None = None
    suggested: SuggestionsOf | None = None
    or_default: bool = False
    measure: Measure = "plain"
    prefers: Preferred | None = None
    other_name: str | None = None

    @property
    def asked_for(self) -> bool:
        """Whether a person must say it: it is required, and nothing that they set can stand in for it."""
        return self.required and self.prefers is None


@cache
def options_of(request: type[AnyRequest]) -> tuple[Option, ...]:
    """The options of ``request``, in the order that people give them in.

    Raises:
        TypeError: a field does not say what it is for, or is of a type that no person could write.
    """
    return tuple(_option(f"{request.__name__}.{name}", name, field) for name, field in request.model_fields.items())


def _option(where: str, name: str, field: FieldInfo) -> Option:
    inner = FieldInfo.from_annotation(_without_none(field.annotation))
    metadata = (*inner.metadata, *field.metadata)
    choices = get_args(inner.annotation) if get_origin(inner.annotation) is Literal else ()
    kind = "text" if choices else _KINDS.get(inner.annotation)
    description = field.description or inner.description
    if kind is None or not description:
        raise TypeError(f"{where}: an option is text, a number or a boolean, and has a description")
    return Option(
        name=name,
        kind=kind,
        description=description,
        required=field.is_required(),
        default=None if field.is_required() else field.default,
        choices=choices,
        **_limits(metadata, int if kind == "integer" else float),
    )


def _without_none(annotation: Any) -> Any:
    """What an option that may be left out is of: the ``X`` of ``X | None``."""
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
    return kinds[0] if NoneType in get_args(annotation) and len(kinds) == 1 else annotation


def _limits(metadata: Sequence[object], number: Callable[[Any], float]) -> dict[str, Any]:
    """What the metadata of a field say of its values; bounds are made a ``number``."""
    limits: dict[str, Any] = {}
    for mark in metadata:
        match mark:
            case Ge(ge=least):
                limits["least"] = number(least)
            case Gt(gt=least):
                limits |= {"least": number(least), "above": True}
            case Le(le=most):
                limits["most"] = number(most)
            case MinLen(min_length=shortest):
                limits["shortest"] = shortest
            case MaxLen(max_length=longest):
                limits["longest"] = longest
            case Suggested(of=of, or_default=or_default):
                limits |= {"suggested": of, "or_default": or_default}
            case Prefers(on=on):
                limits["prefers"] = on
            case OtherName(word=word):
                limits["other_name"] = word
            case Called(words=words):
                limits["called"] = words
            case CountedIn(measure=measure):
                limits["measure"] = measure
    return limits
