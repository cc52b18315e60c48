"""People ask for kinds of event in their own words."""

import pytest

from analytics.sky.events import SkyEvent
from services.core.errors import InvalidRequest
from services.cosmic.kinds import KINDS, USUAL, kind_of, parse_kinds, suggest_kinds
from tests.answers._sky import events


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (None, USUAL),
        ("  ", USUAL),
        ("all", tuple(KINDS)),
        ("aspects, phases", ("phases", "aspects")),
        ("Moon;retrograde", ("phases", "stations")),
        ("eclipse eclipse void", ("eclipses", "voids")),
    ],
)
def test_lists_are_read(text: str | None, kinds: tuple[str, ...]) -> None:
    assert parse_kinds(text) == kinds


def test_a_word_that_is_none_is_told_with_what_was_meant() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_kinds("eclipsis")
    assert refused.value.problems[0].startswith("kinds: did you mean eclipses?")


def test_suggestions_complete_the_last_and_offer_none_twice() -> None:
    assert suggest_kinds("")[0] == "phases"
    assert "all" in suggest_kinds("")
    assert suggest_kinds("phases,st") == ["phases,stations"]
    for between in ",;+ ":
        assert f"phases{between}phases" not in suggest_kinds(f"phases{between}")


def test_every_event_has_a_kind() -> None:
    found: tuple[SkyEvent, ...] = events(300, 365)
    assert {kind_of(event) for event in found} == set(KINDS)
