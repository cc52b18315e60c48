"""If these failed, the Moon would be drawn as it does not look, or a picture would hide what it is of."""

from math import cos, radians

import numpy as np
import pytest

from personas.pictures import PALETTES
from personas.pictures.lunar_disc import Light, disc
from services.cosmic.moon import CosmicMoonAnswer
from tests.answers.cosmic_hours.sample import SAMPLES as HOURS
from tests.answers.cosmic_hours.sample import random_hours
from tests.answers.cosmic_moon.sample import SAMPLES, moon_answer, random_moons
from tests.examples import NIGHTLY
from tests.faces import picture

CLASSIC = PALETTES["classic"]


def lit(light: Light, size: int = 200) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which pixels are bright, of a Moon without plains."""
    image = disc(size, light, CLASSIC, plains=False)
    return np.asarray((image[..., 0] > 50) & (image[..., 3] > 128))


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75, 0.9])
@pytest.mark.parametrize("limb", [0.0, 77.0, 180.0, 290.0])
def test_as_much_is_drawn_lit_as_is(share: float, limb: float) -> None:
    """Where the light falls flat it is faint, so a little less is bright than is lit."""
    shown = lit(Light(share, limb)).sum() / (np.pi * 100**2)
    assert shown == pytest.approx(share, abs=0.04)


@pytest.mark.parametrize(("limb", "row", "column"), [(0, -1, 0), (90, 0, -1), (180, 1, 0), (270, 0, 1)])
def test_the_lit_side_points_where_the_sun_is(limb: float, row: int, column: int) -> None:
    """From the top to the left, as the sky is seen with north up: east is left."""
    down, right = (axis.mean() - 99.5 for axis in np.nonzero(lit(Light(0.3, limb))))
    assert (np.sign(round(down / 20)), np.sign(round(right / 20))) == (row, column)


def test_a_full_moon_is_bright_to_its_edge_and_a_new_one_dark() -> None:
    full, new = disc(200, Light(1.0, 0.0), CLASSIC, plains=False), disc(200, Light(0.0, 0.0), CLASSIC, plains=False)
    inside = full[..., 3] == 255
    assert full[inside][:, 0].min() > 150
    assert new[inside][:, 0].max() < 60
    assert full[0, 0, 3] == 0


def test_the_plains_turn_with_the_axis() -> None:
    straight, turned = disc(120, Light(1.0, 0.0), CLASSIC), disc(120, Light(1.0, 0.0, 90.0), CLASSIC)
    rotated = np.rot90(straight[..., :3].astype(float), 1)
    inside = turned[..., 3] == 255
    assert np.corrcoef(rotated[inside].ravel(), turned[..., :3].astype(float)[inside].ravel())[0, 1] > 0.95


def test_the_same_moon_is_drawn_the_same() -> None:
    light = Light((1 - cos(radians(77))) / 2, 260.0, 12.0)
    assert (disc(64, light, CLASSIC) == disc(64, light, CLASSIC)).all()


def test_the_picture_is_stable() -> None:
    for name in SAMPLES if NIGHTLY else ("usual", "at the ephemeris's end"):
        assert picture(SAMPLES[name]).png(CLASSIC) == picture(SAMPLES[name]).png(CLASSIC), name


def test_any_moon_and_any_hours_can_be_drawn() -> None:
    for answer in (*random_moons(4, seed=5), *random_hours(8, seed=5), *(HOURS.values() if NIGHTLY else ())):
        assert len(picture(answer).png(PALETTES["colour-blind"])) < 250_000


def said(answer: CosmicMoonAnswer) -> list[str]:
    return [label.text for label in picture(answer).labels]


def test_its_place_is_cut_to_minutes_as_on_the_card() -> None:
    for longitude, place in ((141.593, "21°35' Leo"), (149.99999, "29°59' Leo")):
        assert place in said(moon_answer(longitude=longitude))


def test_an_eclipse_of_another_year_has_its_year_and_a_void_to_come_is_called_next() -> None:
    answer = moon_answer()
    assert answer.eclipse is not None
    assert answer.void is not None
    texts = said(answer.model_copy(update={"void_now": False}))
    assert any(f"{answer.eclipse.time:%Y %H:%M}" in text for text in texts)
    assert answer.eclipse.time.year != answer.as_of.year
    assert "Next void" in texts
    assert "Void" in said(answer.model_copy(update={"void_now": True}))
