"""What a signal says: JSON as TradingView and others send it, of known fields alone."""

import re
from datetime import datetime
from math import isfinite
from typing import Annotated, Any, Final

import orjson
from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from services.core.request import Frozen
from services.signals.events import Action

MOST_BYTES: Final = 8_192
LONGEST_TEXT: Final = 300
_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,15})?")


class BadBody(ValueError):
    """What was sent is no signal; the message says why, and has nothing of what was sent but the names of fields."""


def _number(value: object) -> object:
    """Templates put numbers between quotes."""
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


def _finite(value: float) -> float:
    if not isfinite(value):
        raise ValueError("it is no finite number")
    return value


def _word(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _time(value: object) -> object:
    """Strict models take no time in text; this is where it is read."""
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("it is no time in ISO 8601")
    return datetime.fromisoformat(value)


Word = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9:/._ -]*$")]
Time = Annotated[AwareDatetime, BeforeValidator(_time)]
Number = Annotated[float, BeforeValidator(_number), AfterValidator(_finite), Field(gt=0, lt=1e15)]


def _named(*names: str) -> Any:
    return Field(default=None, validation_alias=AliasChoices(*names))


class Body(BaseModel):
    """A signal as it was sent, without its secret. ``id`` is its own: sent again within a day it is the same one.
    ``sent`` is when it was, ``time`` that of the bar."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[!-~]+$")] | None = None
    symbol: Word | None = _named("symbol", "ticker")
    exchange: Word | None = None
    action: Annotated[Action, BeforeValidator(_word)] | None = None
    price: Number | None = _named("price", "close")
    timeframe: Word | None = _named("timeframe", "interval")
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] | None = _named("text", "message", "comment")
    sent: Time | None = _named("sent", "timenow")
    time: Time | None = None


class Sent(Frozen):
    """What was sent, taken apart: the ``secret`` is looked at first, and nobody without it learns what is wrong with
    the rest."""

    secret: str
    rest: dict[str, Any]

    def body(self) -> Body:
        """What it says.

        Raises:
            BadBody: it is no signal.
        """
        try:
            return Body.model_validate(self.rest)
        except ValidationError as error:
            told = [f"{_place(each['loc'])}: {each['msg']}" for each in error.errors(include_input=False)[:3]]
            raise BadBody("; ".join(told)) from None


def read(data: bytes, secret: str | None) -> Sent:
    """What was sent, with the ``secret`` that came beside it, or its own.

    Raises:
        BadBody: it is no JSON object.
    """
    try:
        held = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise BadBody("this is no JSON") from None
    if not isinstance(held, dict):
        raise BadBody("this is no JSON object")
    own = held.pop("secret", None)
    return Sent(secret=secret or (own if isinstance(own, str) else ""), rest=held)


def _place(where: tuple[int | str, ...]) -> str:
    return re.sub(r"[^\w.]", "?", ".".join(map(str, where)), flags=re.ASCII)[:40]
