"""What a reader would lose: a picture that shows other colours than the layout says, or none at all."""

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from personas.pictures import PALETTES, Palette
from personas.pictures.geometry import Rect
from personas.pictures.paint import colours
from services.core.request import Answer
from services.studies.chart import ChartAnswer
from services.studies.fib_levels import FibLevelsAnswer
from tests.faces import picture
from tests.unit.personas.pictures.market import candles_of, chart_of, fib_of, provenance, walk

BOTH = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())


def pixels(png: bytes) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def chart() -> ChartAnswer:
    return chart_of(candles_of(walk(120, price=42_000)))


def fib() -> FibLevelsAnswer:
    answer = fib_of(candles_of(walk(200, price=0.0712)))
    assert answer is not None
    return answer


@BOTH
@pytest.mark.parametrize("answer", [chart(), fib()], ids=["chart", "fib"])
def test_a_picture_is_a_small_png_of_the_promised_size(answer: Answer, palette: Palette) -> None:
    png = picture(answer).png(palette)
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size, image.mode) == ("PNG", (800, 600), "P")
    assert len(png) < 120_000


@BOTH
def test_each_candle_has_its_colour_to_the_pixel(palette: Palette) -> None:
    answer = chart()
    layout = picture(answer)
    painted = pixels(picture(answer).png(palette))
    line = layout.over[0].box
    checked = 0
    for bar in layout.bars:
        colour = palette.rgb("up" if bar.up else "down")
        for row in range(bar.wick.top, bar.wick.bottom):
            if line.top <= row < line.bottom:
                continue
            across = [tuple(pixel) for pixel in painted[row, bar.body.left : bar.body.right].tolist()]
            inside = bar.body.top < row < bar.body.bottom - 1
            if bar.body.top <= row < bar.body.bottom:
                assert across[0] == across[-1] == colour
                middle = across[len(across) // 2]
                assert middle == (palette.rgb("background") if palette.hollow_up and bar.up and inside else colour)
            else:
                assert across[len(across) // 2] == colour
            checked += 1
    assert checked > 1000


def test_the_colour_blind_palette_tells_direction_without_colour() -> None:
    palette = PALETTES["colour-blind"]
    painted = pixels(picture(chart()).png(palette)).astype(int).sum(axis=2)
    filled = {True: 0, False: 0}
    for bar in picture(chart()).bars:
        body = bar.body
        if body.height > 6:
            filled[bar.up] += 1
            inner = np.median(painted[body.top + 1 : body.bottom - 1, (body.left + body.right) // 2])
            assert (inner < 120) == bar.up, "rising candles are hollow, falling ones filled"
    assert min(filled.values()) > 10


@BOTH
def test_badges_are_filled_with_their_colour(palette: Palette) -> None:
    candles = candles_of(walk(120))
    answer = chart_of(candles, origin=provenance(candles, source="sim", stale=True))
    layout = picture(answer, ("PAPER",))
    painted = pixels(picture(answer, ("PAPER",)).png(palette))
    for label in layout.labels:
        if label.ground != "background":
            assert share(painted, label.box, palette.rgb(label.ground)) > 0.4, label.text
    assert share(painted, layout.plot, palette.rgb("watermark")) > 0.02


@BOTH
def test_every_label_leaves_ink_in_its_box(palette: Palette) -> None:
    answer = fib()
    painted = pixels(picture(answer).png(palette))
    for label in picture(answer).labels:
        assert share(painted, label.box, palette.rgb(label.ink)) > 0.02, label.text


def share(
    painted: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]], box: Rect, colour: tuple[int, int, int]
) -> float:
    cut = painted[box.top : box.bottom, box.left : box.right]
    return float(np.all(cut == np.array(colour, dtype=np.uint8), axis=2).mean())


def test_the_same_answer_gives_the_same_bytes_from_eight_threads_at_once() -> None:
    markets = [candles_of(walk(150, price=3.7**k, seed=k + 8)) for k in range(-8, 9)]
    answers: list[Answer] = [answer for candles in markets for answer in (chart_of(candles), fib_of(candles)) if answer]
    palette = replace(PALETTES["classic"], name="seen by nobody yet")
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda k: picture(answers[k % len(answers)]).png(palette), range(4 * len(answers))))
    wanted = [picture(answer).png(palette) for answer in answers]
    assert len(set(wanted)) == len(wanted) == 34
    assert all(png == wanted[k % len(answers)] for k, png in enumerate(drawn))


@BOTH
def test_all_colours_fit_one_byte(palette: Palette) -> None:
    assert len(colours(palette).table) <= 3 * 256


def test_importing_the_pictures_does_not_import_pillow() -> None:
    code = "import sys, personas.pictures; sys.exit(any(m.split('.')[0] == 'PIL' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 (our own words)
