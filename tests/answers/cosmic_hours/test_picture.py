"""If these failed, the pointer of the hours would stand at another time than the answer is of."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from personas.pictures import PALETTES
from personas.pictures.sky_hours import DARK_TOP, HEIGHT, LEFT, LIGHT_TOP, RIGHT, WIDTH, draw_hours
from personas.pictures.study import Look
from services.cosmic.hours import CosmicHoursAnswer
from tests.answers.cosmic_hours.sample import SAMPLES, hours_answer, random_hours
from tests.answers.cosmic_place.sample import SOMEWHERE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


POINTED = [answer for answer in (*SAMPLES.values(), *random_hours(6, 11)) if answer.now is not None]


def drawn(answer: CosmicHoursAnswer) -> "Axes":
    kept = list["Figure"]()
    study = draw_hours(answer, ())

    def plot(figure: "Figure", look: Look) -> None:
        study.plot(figure, look)
        kept.append(figure)

    replace(study, plot=plot).png(PALETTES["classic"])
    return kept[0].axes[0]


def pointer(axes: "Axes") -> list[tuple[float, float]]:
    found = [line for line in axes.lines if line.get_marker() == "v"]
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in found]  # type: ignore[index,arg-type]


@pytest.mark.parametrize("answer", POINTED)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_the_pointer_stands_in_its_row_at_its_time(answer: CosmicHoursAnswer, share: float) -> None:
    now = answer.now
    assert now is not None
    as_of = now.start.utc + share * (now.end.utc - now.start.utc)
    ((x, y),) = pointer(drawn(answer.model_copy(update={"as_of": as_of})))
    top = LIGHT_TOP if now.by_day else DARK_TOP
    assert top - HEIGHT / 2 < y < top
    light, dark = answer.hours[:12], answer.hours[12:]
    row = light if now.by_day else dark
    length = row[-1].end.utc - row[0].start.utc
    assert x == pytest.approx(LEFT + (as_of - row[0].start.utc) / length * (RIGHT - LEFT), abs=0.5)
    assert LEFT + (now.number - 1) * WIDTH - 1.0 <= x <= LEFT + now.number * WIDTH + 1.0


def test_a_time_that_rounding_puts_beside_its_hour_stays_on_the_row() -> None:
    answer = hours_answer(now=0)
    before = answer.model_copy(update={"as_of": answer.hours[0].start.utc - timedelta(seconds=29)})
    assert pointer(drawn(before))[0][0] == LEFT


def test_a_whole_day_has_no_pointer() -> None:
    assert pointer(drawn(SAMPLES["a whole day"])) == []


def test_a_place_is_written_in_degrees_and_minutes() -> None:
    assert draw_hours(hours_answer(SOMEWHERE), ()).head[0].text == "33°27' S, 70°39' W"


def test_the_moon_has_its_marks_and_the_day_of_a_time_of_tomorrow() -> None:
    axes = drawn(hours_answer())
    said = {text.get_text() for text in axes.texts}
    moon = [text for text in said if text.startswith("Moon ")]
    assert len(moon) == 2
    assert any("31 Dec" in text for text in (*moon, *said) if "sets" in text or "Dark" in text)
    assert sum(line.get_marker() == "o" for line in axes.lines) == 4, "on the strips, and beside the words"
