"""If these failed, "now" would stand at another hour than the answer is of."""

from datetime import timedelta

import pytest

from personas.pictures.geometry import Label
from personas.pictures.sky_hours import NOW, ROW, TOP
from services.cosmic.hours import HALF, CosmicHoursAnswer
from tests.answers.cosmic_hours.sample import SAMPLES, hours_answer, random_hours
from tests.answers.cosmic_place.sample import SOMEWHERE
from tests.faces import picture

POINTED = [answer for answer in (*SAMPLES.values(), *random_hours(6, 11)) if answer.now is not None]


def texts(answer: CosmicHoursAnswer) -> list[str]:
    return [label.text for label in picture(answer).labels]


def pointers(answer: CosmicHoursAnswer) -> list[Label]:
    return [label for label in picture(answer).labels if label.text == NOW]


@pytest.mark.parametrize("answer", POINTED)
def test_now_stands_in_the_row_of_its_hour(answer: CosmicHoursAnswer) -> None:
    now = answer.now
    assert now is not None
    (pointer,) = pointers(answer)
    row = (pointer.box.top - TOP) // ROW
    assert row == (now.number - 1) % HALF
    beside = [label.text for label in picture(answer).labels if abs(label.box.top - pointer.box.top) <= 1]
    assert f"{now.start.local:%H:%M}" in beside
    assert now.ruler.title() in beside


def test_a_whole_day_has_no_pointer() -> None:
    assert pointers(SAMPLES["a whole day"]) == []


def test_a_place_is_written_in_degrees_and_minutes() -> None:
    assert texts(hours_answer(SOMEWHERE))[0] == "33°27' S, 70°39' W"


def test_the_moon_has_its_marks_and_the_day_of_a_time_of_tomorrow() -> None:
    layout = picture(hours_answer())
    moon = [label.text for label in layout.labels if label.text.startswith("Moon ")]
    moon = [text for text in moon if "rises" in text or "sets" in text]
    assert len(moon) == 2
    assert any("31 Dec" in text for text in moon if "sets" in text) or all("31 Dec" not in text for text in moon)
    assert sum(dot.ink == "text" for dot in layout.dots) >= 3, "in the rows of their hours, and beside the words"


def test_each_hour_has_its_time_and_ruler() -> None:
    answer = hours_answer()
    told = texts(answer)
    for hour in answer.hours:
        assert f"{hour.start.local:%H:%M}" in told
    assert timedelta(0) < answer.hours[1].start.utc - answer.hours[0].start.utc
