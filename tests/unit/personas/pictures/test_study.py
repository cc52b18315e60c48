"""What a reader would lose: a study without its header, its badge or its typeface, or another picture each time."""

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from personas.pictures import PALETTES, Palette
from personas.pictures.header import ghost, header
from personas.pictures.study import STUDY, Look, Study
from tests.unit.personas.pictures.market import candles_of, provenance, walk

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BOTH = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())


def columns(figure: "Figure", look: Look) -> None:
    axes = figure.add_axes((0.1, 0.15, 0.85, 0.75))
    axes.bar([1, 2, 3], [3.0, 1.0, 2.0], color=look("extension"))
    axes.set_xlabel("which")


def study(simulated: bool = True) -> Study:
    origin = provenance(candles_of(walk(30)), source="sim" if simulated else "replay")
    head, samples = header("BTC/USDT", "1d", "42.10", ("study", "muted"), origin, (), ())
    return Study(tuple(head), tuple(samples), ghost(origin, STUDY), columns)


def pixels(png: bytes) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def share(painted: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]], colour: tuple[int, int, int]) -> float:
    return float(np.all(painted == np.array(colour, dtype=np.uint8), axis=2).mean())


@BOTH
def test_the_plot_stands_below_the_header_in_the_palettes_colours(palette: Palette) -> None:
    png = study().png(palette)
    painted = pixels(png)
    assert painted.shape == (675, 1200, 3)
    assert len(png) < 150_000
    assert share(painted[: STUDY.top], palette.rgb("mark")) > 0.01, "the badge SIMULATED"
    assert share(painted[STUDY.top :], palette.rgb("extension")) > 0.1, "the columns"
    assert share(painted[STUDY.top :], palette.rgb("watermark")) > 0.01, "SIMULATED behind them"
    assert share(pixels(study(simulated=False).png(palette)), palette.rgb("watermark")) == 0


def test_the_same_study_gives_the_same_bytes_from_four_threads_at_once() -> None:
    palette = PALETTES["classic"]
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: study().png(palette), range(8)))) == 1


def test_matplotlib_is_not_imported_before_a_study_is_drawn() -> None:
    script = "import sys, personas.pictures; assert 'matplotlib' not in sys.modules and 'PIL' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)  # noqa: S603 - the script above


def test_text_is_in_the_houses_typeface(recwarn: pytest.WarningsRecorder) -> None:
    from matplotlib.font_manager import FontProperties, findfont

    study().png(PALETTES["classic"])
    for weight in ("normal", "bold"):
        found = findfont(FontProperties(family="Omega Inter", weight=weight), fallback_to_default=False)
        assert "Inter-" in found
    assert not recwarn.list
