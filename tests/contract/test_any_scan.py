"""Whatever a scan finds, each voice can say it within a phone's room, and its picture can be read."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from cogs._embeds import embed_of
from personas.about.scan import scan_table
from personas.escaping import code
from personas.pictures.geometry import CANVAS
from personas.render import Voices
from services.conditions.parse import condition
from services.conditions.suggest import EXAMPLES
from services.conditions.words import LONGEST_CONDITION
from services.core.errors import BadCondition, Unexpected, UnknownTimeframe
from services.scan.facts import Scan, ScanAnswer
from tests.asks import BEN, new_id
from tests.contract.cards import text_of
from tests.examples import examples
from tests.unit.personas.faces import buttons, picture
from tests.unit.personas.samples import ANSWERS
from tests.unit.personas.samples_scan import random_scans
from tests.unit.services.conditions.test_parse import LANGUAGE

SCANS = [*random_scans(80), *(answer for name, answer in ANSWERS.items() if name.startswith("scan"))]
FIVE = ("biel", "f", "gemini", "xyko", "z")


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
    text = text_of(voices.render(ANSWERS["scan: failures"], name))
    assert "50 could not be had" in text
    assert "3 could not be judged" in text


@pytest.mark.parametrize("name", FIVE)
def test_every_voice_says_what_was_asked_for(voices: Voices, name: str) -> None:
    """A list of matches is worth nothing to who does not know of what."""
    for scan in SCANS:
        assert code(getattr(scan, "condition", "")) in text_of(voices.render(scan, name))


def test_a_line_of_the_table_fits_a_phone() -> None:
    usual = ANSWERS["scan: a page of many"]
    assert isinstance(usual, ScanAnswer)
    assert max(map(len, scan_table(usual))) <= 40


def test_every_picture_can_be_read() -> None:
    for scan in SCANS:
        layout = picture(scan)
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
        shown = buttons(scan)
        rows = [action.row for action in shown]
        assert all(rows.count(row) <= 5 for row in rows)
        assert max(rows) <= 4
        for action in shown:
            assert type(action.request).model_validate(action.request.model_dump()) == action.request


def test_a_timeframe_that_cannot_be_had_is_mended_by_a_press() -> None:
    asked = Scan(where="close > vwap", timeframes="7x,4h")
    shown = buttons(UnknownTimeframe(timeframe="7x", known=("1h", "4h")), asked)
    assert [action.request for action in shown] == [asked.model_copy(update={"timeframes": t}) for t in ("1h", "4h")]


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
        first = buttons(refused.value, asked)[0].request
        assert first == Scan(where=mended, timeframes="1h")
        condition(mended)
    long = Scan(where="rs14" + " " * (LONGEST_CONDITION - 4))
    with pytest.raises(BadCondition) as refused:
        condition(long.where)
    assert [action.label for action in buttons(refused.value, long)] == ["Help"]


@examples(150)
@given(
    where=st.one_of(st.text(max_size=60), st.lists(LANGUAGE, max_size=12).map(" ".join), st.sampled_from(EXAMPLES)),
    timeframes=st.sampled_from(["4h", "1h,4h", "7x", "", "1d 1w,"]) | st.text(max_size=12) | st.none(),
    universe=st.sampled_from(["btc", "all", "btc,eth", "nothing", ", "]) | st.none(),
    page=st.integers(-1, 1001) | st.none(),
)
async def test_whatever_is_scanned_for_is_answered_or_refused_in_words(
    app: App, where: str, timeframes: str | None, universe: str | None, page: int | None
) -> None:
    options = {"where": where, "timeframes": timeframes, "universe": universe, "page": page}
    presented = await app.presenter.options(Scan, options, new_id(), BEN)
    assert not isinstance(presented.outcome, Unexpected), options
    assert "no picture" not in presented.card.footer, options
    assert len(embed_of(presented.card, picture=True)) <= 6000
