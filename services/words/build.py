"""From options, as a person gave them, to the request, or to what is wrong with them: the only place that words it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.core.errors import InvalidRequest, MissingMarket, Unfinished
from services.core.options import Option, options_of
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.request import AnyRequest
from services.words.numbers import NotANumber, read_number
from services.words.own import with_own
from services.words.plain_words import quoted

R = TypeVar("R", bound=AnyRequest)

MOST_PROBLEMS: Final = 3
"""That are told at once; who has mended these hears of others."""

_NO_NUMBER: Final = "must be a number, such as 1500 or 0.5"
PROBLEMS: Final = {
    "missing": "is needed",
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(("decimal_parsing", "decimal_type", "float_parsing", "float_type"), _NO_NUMBER),
    "decimal_max_places": "must have at most {decimal_places} decimals",
    "finite_number": "must be a finite number",
    "bool_parsing": "must be yes or no",
    "greater_than": "must be above {gt}",
    "less_than": "must be below {lt}",
    "string_too_short": "is empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_type": "must be text",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "extra_forbidden": "is no option here",
}
"""What is wrong with an option, in plain words, by what pydantic calls it."""
_UNQUOTED: Final = frozenset({"missing", "string_too_short", "extra_forbidden"})
"""Problems that are not with what was written."""


def build(
    request: type[R], options: Mapping[str, Any], misread: Sequence[str] = (), *, own: Preferences = NO_PREFERENCES
) -> R:
    """The request with these options; those that are ``None`` are left to what the asker set as their ``own``, and to
    their defaults. Numbers may be written as
    people write them. ``misread`` are problems with words that may have been options: what is missing is then not told.

    Raises:
        MissingMarket: nothing is wanting but of which market.
        InvalidRequest: options that are missing, unknown or out of bounds, a line each.
    """
    given = with_own(request, options, own)
    read, unread = _numbers(given, options_of(request))
    try:
        built = request.model_validate(read)
    except ValidationError as error:
        found = [details for details in error.errors() if details["loc"][:1] not in {(name,) for name in unread}]
    else:
        found = []
    if not found and not unread and not misread:
        return built
    missing = tuple(str(details["loc"][0]) for details in found if details["type"] == "missing")
    told = [details for details in found if not (misread and details["type"] == "missing")]
    problems = (*misread, *unread.values(), *(_problem(request, details, given) for details in told))
    only_missing = not misread and not unread and len(missing) == len(found)
    unfinished = Unfinished(request, given, missing) if only_missing else None
    if unfinished is not None and all(name in _markets_of(request) for name in missing):
        raise MissingMarket(problems, unfinished=unfinished, request=request.name)
    raise InvalidRequest(problems[:MOST_PROBLEMS], unfinished=unfinished)


def _markets_of(request: type[AnyRequest]) -> list[str]:
    """The options of ``request`` that name its market."""
    return [option.name for option in options_of(request) if option.prefers == "market"]


def _numbers(given: Mapping[str, Any], options: tuple[Option, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was given, its numbers read; and what is wrong with those that cannot be, by option."""
    read, unread = dict(given), dict[str, str]()
    for option in options:
        written = given.get(option.name)
        if option.kind in ("integer", "number") and isinstance(written, str):
            try:
                read[option.name] = read_number(written, option.measure)
            except NotANumber as error:
                unread[option.name] = f"{option.name} {error}"
    return read, unread


def _problem(request: type[AnyRequest], details: ErrorDetails, given: Mapping[str, Any]) -> str:
    option = ".".join(map(str, details["loc"])) or request.name
    words, context = PROBLEMS.get(details["type"]), details.get("ctx", {})
    if words is None:
        return f"{option}: {details['msg']}"
    unquoted = {**context, "expected": context.get("expected", "").replace("'", "")}
    wrong = f"{option} {words.format(**unquoted)}"
    return wrong if details["type"] in _UNQUOTED else f"{wrong}, not {quoted(given.get(option, details['input']))}"
