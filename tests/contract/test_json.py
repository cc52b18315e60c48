"""If this failed, another process would show other facts than the one that found them."""

import dataclasses
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from personas.pictures import PALETTES
from personas.render import Voices
from services.core.errors import DeskError
from services.core.request import Answer, Frozen
from services.core.serialisation import _is_special, _kinds, from_json, to_json
from tests.faces import FACES, picture
from tests.samples import ANSWERS, ERRORS


def alike(one: Any, other: Any) -> bool:
    """Whether both are the same to the last bit, nan and the hidden fields included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, BaseModel):
        return all(alike(getattr(one, name), getattr(other, name)) for name in type(one).model_fields)
    if dataclasses.is_dataclass(one):
        return all(alike(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes())
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return bool(one == other) or (one != one and other != other)


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(default="f")


def test_every_answer_comes_back_whole_and_says_the_same(voices: Voices) -> None:
    for name, answer in ANSWERS.items():
        back = from_json(to_json(answer), Answer)
        assert alike(back, answer), name
        assert voices.render(back, "f") == voices.render(answer, "f"), name


def test_every_error_comes_back_whole_with_what_may_be_meant_instead(voices: Voices) -> None:
    for name, error in ERRORS.items():
        back = from_json(to_json(error), DeskError)
        assert alike(back, error), name
        assert voices.render(back, "z") == voices.render(error, "z"), name


def test_every_picture_is_the_same_to_the_byte() -> None:
    drawn = {type(answer): answer for answer in ANSWERS.values() if FACES.of(type(answer)).picture}
    assert len(drawn) > 15
    for answer in drawn.values():
        back = from_json(to_json(answer), Answer)
        one, other = (picture(each).png(PALETTES["classic"]) for each in (back, answer))
        assert one == other, type(answer).__name__


class Odd(Frozen):
    """What no answer holds today, and one may tomorrow."""

    time: datetime
    number: float
    none: float | None
    day: date
    lasts: timedelta
    cash: Decimal
    values: Any


def test_odd_values_come_back_exactly() -> None:
    request = next(near[0] for error in ERRORS.values() if (near := getattr(error, "near", ())))
    values = (
        request,
        nan,
        inf,
        -inf,
        0.1 + 0.2,
        5e-324,
        -0.0,
        np.arange(6, dtype=np.int64).reshape(2, 3),
        np.array([nan, inf]),
    )
    for number in (nan, inf, -inf, 0.1 + 0.2):
        odd = Odd(
            time=datetime(2023, 12, 30, 19, 0, 0, 123_456, tzinfo=UTC),
            number=number,
            none=None,
            day=date(2023, 12, 30),
            lasts=timedelta(days=3, microseconds=1),
            cash=Decimal("1.2300"),
            values=values,
        )
        back = from_json(to_json(odd), Odd)
        assert alike(back, odd)
        assert str(back.model_copy()) == str(odd)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'["Nobody", {}]', b'["PriceAnswer", {"as_of": 1}]', b"\x80"])
def test_what_is_no_answer_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(data, Answer)


def test_what_has_no_form_is_refused_rather_than_lost() -> None:
    class Strange(Frozen):
        thing: Any

    with pytest.raises(TypeError):
        to_json(Strange(thing=object()))


def test_no_two_kinds_have_one_name() -> None:
    def all_kinds(of: type[Any]) -> set[type[Any]]:
        return {of}.union(*(all_kinds(kind) for kind in of.__subclasses__()))

    ours = {kind for of in (Frozen, DeskError) for kind in all_kinds(of) if kind.__module__.startswith("services.")}
    named = Counter(kind.__name__ for kind in ours if issubclass(kind, DeskError | Answer) or _is_special(kind))
    assert [name for name, times in named.items() if times > 1] == []
    assert len(_kinds(Answer)) > 20
