"""What the desk can be asked and what it answers, as JSON Schema (2020-12): what other programs are told of it."""

from decimal import Decimal
from typing import Any, Final

from bot.app import SUBJECTS
from services.core.handlers import family, find
from services.core.options import DEFAULT, Kind, Option, options_of
from services.core.request import AnyRequest

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TYPES: Final[dict[Kind, str]] = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def catalog() -> dict[str, type[AnyRequest]]:
    """Every request there is, by name, without a desk that takes it."""
    return {request.name: request for request in sorted(find(SUBJECTS).kinds, key=lambda request: request.name)}


def schema_of(request: type[AnyRequest]) -> dict[str, Any]:
    """What is to be known of ``request`` before it is asked: its ``name``, ``summary`` and ``example``; its ``kind``
    (``read``, ``personal``, ``change``); the least ``role`` that may ask (``None``: anyone); its ``audience``; and the
    schemas of the ``request`` and of its ``answer``."""
    return {
        "name": request.name,
        "summary": request.summary,
        "example": request.example,
        "kind": family(request).lower(),
        "role": None if request.role is None else request.role.word,
        "audience": request.audience.value,
        "request": _request(request),
        "answer": {"$schema": DIALECT, **request.answer_type().model_json_schema(mode="serialization")},
    }


def _request(request: type[AnyRequest]) -> dict[str, Any]:
    options = options_of(request)
    return {
        "$schema": DIALECT,
        "title": request.name,
        "description": request.summary,
        "type": "object",
        "properties": {option.name: _property(option) for option in options},
        "required": [option.name for option in options if option.required],
        "additionalProperties": False,
    }


def _property(option: Option) -> dict[str, Any]:
    """The schema of an option's value. Which values are suggested is in ``suggestions``."""
    default = option.default
    told = {
        "enum": list(option.choices) or None,
        "minLength": option.shortest,
        "maxLength": option.longest,
        "exclusiveMinimum" if option.above else "minimum": option.least,
        "maximum": option.most,
        "default": float(default) if isinstance(default, Decimal) else default,
        "suggestions": f"{option.suggested} or {DEFAULT}" if option.or_default else option.suggested,
    }
    known = {word: value for word, value in told.items() if value is not None}
    return {"type": _TYPES[option.kind], "description": option.description, **known}
