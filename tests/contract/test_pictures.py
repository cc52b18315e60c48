"""What a reader would lose, whatever the answer: letters too small for a phone, a label under another or cut off, a
picture that cannot be drawn or is not told in words."""

import io
from collections.abc import Iterator
from itertools import combinations

import pytest
from PIL import Image

from personas.pictures import PALETTES, Palette, paint
from personas.pictures.alt import LONGEST
from personas.pictures.geometry import CANVAS, Label
from personas.pictures.layout import Layout
from personas.pictures.typeface import Style, mask
from services.cosmic.facts import CosmicAnswer
from services.market.candles import MarketAnswer, MarketsAnswer
from tests.faces import picture, picture_if_any
from tests.samples import ANSWERS

WITHOUT = {
    *("PriceAnswer", "StatusAnswer", "HelpAnswer", "PersonaListAnswer", "PersonaShowAnswer", "PersonaUseAnswer"),
    *("CosmicPlaceAnswer", "NotificationsSetAnswer", "NotificationsListAnswer", "WelcomeAnswer", "DefineAnswer"),
    *("NotificationsQuietAnswer", "NotificationsFailedAnswer", "NotificationsAgainAnswer"),
    *("SettingsShowAnswer", "SettingsSetAnswer", "PrivacyAnswer", "ForgetMeAnswer"),
    *("BalanceAnswer", "OrdersAnswer", "TradesAnswer"),
    *("AccountListAnswer", "AccountUseAnswer", "AccountNewAnswer", "AccountResetAnswer"),
    *("OrderPreview", "OrderPlaced", "OrderDropped", "CancelAnswer"),
    *("LeaderboardAnswer", "RankedAnswer"),
    *("HabitsAnswer", "OwnReplyAnswer", "WordsAnswer"),
    *("WatchlistChangedAnswer", "WatchlistListAnswer", "WatchlistShareAnswer", "WatchlistBoardAnswer"),
    *("LimitsAnswer", "SwitchAnswer", "FlattenAnswer"),
    *("ExplainAnswer", "DecisionsAnswer", "ApprovalsAnswer"),
    *("AlertDropped", "AlertSetAnswer", "AlertListAnswer", "AlertChangedAnswer"),
    *("JobListAnswer", "JobCancelled"),
    *("SchedulePreview", "ScheduleChangedAnswer", "ScheduleListAnswer"),
    *("SignalAddedAnswer", "SignalDeletedAnswer", "SignalListAnswer", "SignalMappedAnswer"),
    *("AutonomyAnswer", "AiStatusAnswer", "ReviewAnswer", "LessonsAnswer"),
    *("LearnAnswer", "WisdomAnswer", "ClassBoardAnswer", "ClassChangedAnswer"),
}
"""Answers that are words alone."""
DRAWN = {name: answer for name, answer in ANSWERS.items() if picture_if_any(answer) is not None}
MARKS = ("PAPER",)
PHONE = 330
"""Pixels that a picture is wide on a phone."""
READABLE = 9.0
"""Pixels of a letter's size there, at least."""


def written(layout: Layout) -> Iterator[Label]:
    """All text of a picture but SIMULATED behind it."""
    yield from layout.labels
    yield from (patch.label for patch in layout.patches if patch.label)


def test_every_answer_about_markets_has_a_picture() -> None:
    answered = {type(answer).__name__ for answer in ANSWERS.values()}
    assert answered - WITHOUT == {type(answer).__name__ for answer in DRAWN.values()}


@pytest.mark.parametrize("marks", [(), MARKS], ids=["plain", "paper"])
def test_no_label_covers_another_or_is_clipped(marks: tuple[str, ...]) -> None:
    for name, answer in DRAWN.items():
        labels = list(written(picture(answer, marks)))
        for label in labels:
            assert label.box.within(CANVAS), (name, label.text)
        for one, other in combinations(labels, 2):
            assert not one.box.overlaps(other.box), (name, one.text, other.text)


def test_what_lies_on_the_candles_stays_in_the_picture() -> None:
    for name, answer in DRAWN.items():
        layout = picture(answer)
        for curve in layout.curves:
            for x, y in curve.points:
                assert 0 <= x <= CANVAS.right, (name, curve)
                assert layout.plot.top - 2 <= y <= CANVAS.bottom, (name, curve)
        for band, _ in layout.bands:
            assert band.within(CANVAS), name


def drawn_well(name: str, palette: Palette, monkeypatch: pytest.MonkeyPatch) -> None:
    """Painted in full, each text of it large enough for a phone."""
    seen: dict[str, Style] = {}

    def measured(text: str, style: Style) -> "Image.Image":
        seen[text] = style
        return mask(text, style)

    paint._text.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(paint, "mask", measured)
        png = picture(DRAWN[name], MARKS).png(palette)
    assert Image.open(io.BytesIO(png)).size == (CANVAS.width, CANVAS.height), name
    assert len(png) < 250_000, name
    assert seen, name
    small = {text: style.size for text, style in seen.items() if style.size * PHONE / CANVAS.width < READABLE}
    assert not small, name


def test_every_text_is_large_enough_for_a_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sample in one palette, every kind of answer in both."""
    of_kind: dict[type, int] = {}
    for name, answer in DRAWN.items():
        turn = of_kind[type(answer)] = of_kind.get(type(answer), -1) + 1
        drawn_well(name, tuple(PALETTES.values())[turn % len(PALETTES)], monkeypatch)
    assert min(of_kind.values()) >= len(PALETTES) - 1


@pytest.mark.nightly
def test_every_sample_is_drawn_in_both_palettes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DRAWN:
        for palette in PALETTES.values():
            drawn_well(name, palette, monkeypatch)


def test_every_picture_is_told_in_words() -> None:
    for name, answer in DRAWN.items():
        alt = picture(answer).alt
        assert 60 < len(alt) <= LONGEST, (name, alt)
        assert not set("▲▼◆●•") & set(alt), (name, alt)
        if isinstance(answer, MarketAnswer):
            assert answer.symbol.split("/")[0] in alt, (name, alt)
            assert getattr(answer, "timeframe", "") in alt, (name, alt)
        elif isinstance(answer, MarketsAnswer):
            assert f"{answer.provenance.as_of:%Y-%m-%d}" in alt or len(alt) > LONGEST - 200, (name, alt)
        elif isinstance(answer, CosmicAnswer):
            assert "no weight in a decision" in alt, (name, alt)
