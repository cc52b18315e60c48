"""Whatever a scan finds, each voice can say it within a phone's room, and its picture can be read."""

import re
from itertools import combinations

import pytest

from personas.actions import actions
from personas.pictures import arrange
from personas.pictures.layout import CANVAS
from personas.reading_scan import scan_table
from personas.render import Voices
from services.errors import BadCondition
from services.scan.facts import Scan
from services.scan.parse import condition
from services.scan.words import LONGEST_CONDITION
from tests.unit.personas.samples import ANSWERS
from tests.unit.personas.samples_scan import random_scans

SCANS = [*random_scans(80), *(answer for name, answer in ANSWERS.items() if name.startswith("scan"))]
FIVE = ("biel", "f", "gemini", "xyko", "z")


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(strict=True)


@pytest.mark.parametrize("name", FIVE)
def test_each_voice_says_it_and_a_phone_shows_it(voices: Voices, name: str) -> None:
    for scan in SCANS:
        card = voices.render(scan, name)
        quoted = len(getattr(scan, "condition", ""))
        assert len(card.body) <= 600 + max(0, quoted - 40), card.body
        assert all(len(field.value) <= 1024 for field in card.fields)
        assert "nan" not in re.findall(r"\w+", card.body)


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_what_failed_or_could_not_be_judged(voices: Voices, name: str) -> None:
    card = voices.render(ANSWERS["scan: failures"], name)
    assert "50" in card.body
    assert re.search(r"\b3\b", card.body)


def test_a_line_of_the_table_fits_a_phone() -> None:
    usual = ANSWERS["scan: a page of many"]
    assert max(map(len, scan_table(usual))) <= 40  # type: ignore[arg-type]


def test_every_picture_can_be_read() -> None:
    for scan in SCANS:
        layout = arrange(scan)
        for label in layout.labels:
            assert label.box.within(CANVAS), label
            assert label.style.size >= 24
        for one, other in combinations(layout.labels, 2):
            assert not one.box.overlaps(other.box), (one, other)
        for bar in layout.bars:
            assert bar.wick.within(layout.plot)
            assert not any(bar.wick.overlaps(label.box) for label in layout.labels)


def test_every_button_is_a_request_that_fits() -> None:
    for scan in SCANS:
        shown = actions(scan)
        rows = [action.row for action in shown]
        assert all(rows.count(row) <= 5 for row in rows)
        assert max(rows) <= 4
        for action in shown:
            assert type(action.request).model_validate(action.request.model_dump()) == action.request


def test_a_bad_condition_is_mended_by_a_press() -> None:
    for text, mended in (
        ("rs14 < 30", "rsi14 < 30"),
        ("close > 1 adn rsi14 < 30", "close > 1 and rsi14 < 30"),
        ("near fib 0.6", "near fib 0.618"),
        ("pattern hamer", "pattern hammer"),
    ):
        asked = Scan(where=text, timeframes="1h")
        with pytest.raises(BadCondition) as refused:
            condition(text)
        first = actions(refused.value, asked)[0].request
        assert first == Scan(where=mended, timeframes="1h")
        condition(mended)
    long = Scan(where="rs14" + " " * (LONGEST_CONDITION - 4))
    with pytest.raises(BadCondition) as refused:
        condition(long.where)
    assert [action.label for action in actions(refused.value, long)] == ["Help"]
