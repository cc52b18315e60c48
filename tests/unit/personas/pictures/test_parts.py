"""The parts that pictures are made of: scales, figures, labels that give way, letters, colours."""

import colorsys
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.figures import amount_text, decimals, percent_text, price_text
from personas.pictures.palette import PALETTES, Ink, Palette, contrast
from personas.pictures.scale import Scale, nice_ticks
from personas.pictures.spread import Wish, spread
from personas.pictures.typeface import COVERED, Style, legible, mask, measure, shortened

STYLE = Style("Medium", 24)
prices = st.floats(1e-9, 1e7, allow_nan=False)


@given(low=prices, share=st.floats(1e-6, 1e6))
def test_ticks_are_round_distinct_and_inside(low: float, share: float) -> None:
    high = low * (1 + share)
    ticks = nice_ticks(low, high, 6)
    assert 2 <= len(ticks.prices) <= 8
    assert all(low * (1 - 1e-9) <= price <= high * (1 + 1e-9) for price in ticks.prices)
    texts = [price_text(price, ticks.decimals) for price in ticks.prices]
    assert len(set(texts)) == len(texts)
    for price, text in zip(ticks.prices, texts, strict=True):
        assert float(text.replace(",", "")) == pytest.approx(price, rel=1e-9, abs=(high - low) * 1e-6), "nothing is cut"


@given(low=prices, share=st.floats(0, 1e6))
def test_a_scale_shows_all_its_prices_the_highest_on_top(low: float, share: float) -> None:
    high = low * (1 + share)
    scale = Scale.over(low, high, 100, 500)
    assert 100 < scale.y(high) <= scale.y(low) < 499


@pytest.mark.parametrize(
    ("price", "span", "text"),
    [
        (42_156.374, 3000, "42,156.37"),
        (14.2071, 3, "14.207"),
        (3.0712, 0.5, "3.0712"),
        (0.0912345, 0.01, "0.09123"),
        (0.00001234, 0.000001, "0.00001234"),
        (1.00012, 0.0004, "1.000120"),
        (1e-8, 2e-9, "0.00000001000"),
        (1_000_000.0, 1000, "1,000,000.00"),
    ],
)
def test_a_price_has_the_decimals_that_its_size_and_its_market_want(price: float, span: float, text: str) -> None:
    assert price_text(price, decimals(price, span)) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.01236, "+1.24%"),
        (-0.3138, "−31.4%"),
        (0.0, "0.00%"),
        (-0.00001, "0.00%"),
        (12.5, "+1,250%"),
        (1e14, "+10000T%"),
    ],
)
def test_changes_have_a_sign(fraction: float, text: str) -> None:
    assert percent_text(fraction) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0.0, "0"),
        (0.00123, "0.00123"),
        (12.34, "12.3"),
        (999.4, "999"),
        (999.6, "1.00K"),
        (4.56e6, "4.56M"),
        (2e12, "2.00T"),
    ],
)
def test_amounts_have_three_figures(amount: float, text: str) -> None:
    assert amount_text(amount) == text


wishes = st.lists(
    st.builds(Wish, st.integers(-50, 600), st.integers(10, 40), st.sampled_from([1.0, 1.0, 1e4])), max_size=12
).map(lambda some: sorted(some, key=lambda wish: wish.centre))


@given(wishes=wishes)
def test_labels_move_apart_and_stay_inside(wishes: list[Wish]) -> None:
    tops = spread(wishes, 0, 500)
    boxes = [(top, top + wish.height) for top, wish in zip(tops, wishes, strict=True)]
    assert all(top >= 0 and bottom <= 500 for top, bottom in boxes)
    assert all(above[1] <= below[0] for above, below in pairwise(boxes))


def test_a_label_that_is_in_nobodys_way_stays() -> None:
    assert spread([Wish(100, 30), Wish(131, 30), Wish(300, 31)], 0, 500) == [85, 116, 285]


def test_labels_that_collide_share_the_move() -> None:
    assert spread([Wish(100, 30), Wish(100, 30)], 0, 500) == [70, 100]


def test_the_firm_one_stays_and_the_other_gives_way() -> None:
    assert spread([Wish(100, 30), Wish(101, 36, 1e4)], 0, 500) == [53, 83]


def test_labels_without_room_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        spread([Wish(10, 30), Wish(20, 30)], 0, 50)


@pytest.mark.parametrize("weight", ["Medium", "Bold"])
def test_no_character_we_draw_is_an_empty_box(weight: str) -> None:
    style = Style("Bold" if weight == "Bold" else "Medium", 24)
    box = _shape("\ufffe", style)
    blank = {"\xa0", " "}
    assert not [char for char in COVERED - blank if _shape(char, style) == box]
    assert not [char for char in COVERED - blank if mask(char, style).getbbox() is None]


def _shape(char: str, style: Style) -> tuple[int, bytes]:
    """How a character looks, past the folding of those that the font lacks."""
    from PIL import Image, ImageDraw

    from personas.pictures.typeface import _face

    image = Image.new("L", (60, 40))
    ImageDraw.Draw(image).text((10, 28), char, font=_face(style), fill=255, anchor="ls")
    return round(_face(style).getlength(char)), image.tobytes()


@given(text=st.text(max_size=60))
def test_any_text_becomes_drawable(text: str) -> None:
    assert COVERED.issuperset(legible(text))
    assert measure(text, STYLE) >= 0
    assert mask(text, STYLE).height == STYLE.height


@given(text=st.text(max_size=60), width=st.integers(40, 400))
def test_shortened_text_fits(text: str, width: int) -> None:
    short = shortened(text, STYLE, width)
    assert measure(short, STYLE) <= width
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_figures_are_of_one_width() -> None:
    assert len({measure(figure, STYLE) for figure in "0123456789+−"}) == 1


def test_accents_fall_away_and_the_unknown_is_a_question_mark() -> None:
    assert legible("ẞTC ắ 币\u202e\n") == "?TC a ? "


def test_the_font_is_small_and_comes_with_its_licence() -> None:
    folder = files("personas.pictures") / "fonts"
    sizes = {item.name: len(item.read_bytes()) for item in folder.iterdir()}
    assert set(sizes) == {"Inter-Medium.ttf", "Inter-Bold.ttf", "OFL.txt"}
    assert sum(sizes.values()) < 100_000


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
@pytest.mark.parametrize(
    "ink",
    ["text", "muted", "up", "down", "last", "pocket_name", "retracement", "extension", "counter", "mark", "alert"],
)
def test_text_stands_out_from_its_ground(palette: Palette, ink: Ink) -> None:
    assert contrast(palette.rgb(ink), palette.rgb("background")) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_the_ghost_and_the_grid_stay_behind(palette: Palette) -> None:
    for ink in ("watermark", "grid"):
        assert 1.05 < contrast(palette.rgb(ink), palette.rgb("background")) < 1.6


def test_contrast_is_as_wcag_says() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def hue(rgb: tuple[int, int, int]) -> float:
    return colorsys.rgb_to_hsv(*(part / 255 for part in rgb))[0] * 360


MEANINGS: tuple[Ink, ...] = (
    *("up", "down", "up_volume", "down_volume", "pocket", "pocket_name", "retracement", "extension", "counter"),
    *("mark", "alert", "together", "against"),
)


@pytest.mark.parametrize("ink", MEANINGS)
def test_a_hue_means_the_same_in_every_palette(ink: Ink) -> None:
    first, *others = (hue(palette.rgb(ink)) for palette in PALETTES.values())
    for other in others:
        assert abs((other - first + 180) % 360 - 180) < 8


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
@pytest.mark.parametrize("ink", ["pocket_name", "retracement", "extension", "counter", "mark", "alert"])
def test_no_other_meaning_looks_like_up_or_down(palette: Palette, ink: Ink) -> None:
    for direction in ("up", "down"):
        apart = hue(palette.rgb(ink)) - hue(palette.rgb(direction))
        assert abs((apart + 180) % 360 - 180) > 20, direction


def test_who_sees_no_hue_is_helped_by_light() -> None:
    palette = PALETTES["colour-blind"]
    assert contrast(palette.rgb("up"), palette.rgb("down")) > 2
    assert palette.hollow_up
