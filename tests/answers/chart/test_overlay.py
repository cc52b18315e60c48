"""A mark on a chart that nothing explains, or a sky that seems to weigh something."""

from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.layout import Layout
from personas.pictures.sky_head import NO_WEIGHT
from personas.pictures.sky_marks import LOOK, marked
from tests.answers._shared import NOW
from tests.answers.chart.sample import SAMPLES, overlaid
from tests.examples import examples
from tests.faces import picture


def texts(layout: Layout) -> list[str]:
    return [label.text for label in layout.labels]


seeds = st.integers(0, 10_000)


@examples(40)
@given(seed=seeds, count=st.integers(1, 200), bars=st.integers(20, 300))
def test_each_mark_on_a_chart_is_in_its_legend(seed: int, count: int, bars: int) -> None:
    answer = overlaid(count, bars, seed)
    if not answer.sky:
        return
    layout = picture(answer, ("PAPER",))
    drawn = {(line.ink, line.dash) for line in layout.lines if line.dash and line.box.width == 2}
    samples = {(line.ink, line.dash) for line in layout.lines if line.dash and line.box.height == 3}
    assert drawn == samples
    shown = texts(layout)
    for text, ink, dash in LOOK.values():
        assert (text in shown) == ((ink, dash) in drawn)
    left_out = len(answer.sky) - len(marked(answer.sky, layout.plot))
    assert any(text.startswith("too close: ") for text in shown) == (left_out > 0)


def test_sorts_of_marks_differ_without_colour() -> None:
    assert len({dash for _, _, dash in LOOK.values()}) == len(LOOK)


def test_a_simulated_and_stale_chart_says_it_too() -> None:
    answer = overlaid(30)
    origin = answer.provenance.model_copy(update={"source": "sim", "stale": True, "as_of": NOW})
    assert f"sky: {NO_WEIGHT}" in texts(picture(answer.model_copy(update={"provenance": origin}), ("PAPER",)))


def test_a_chart_without_the_sky_is_drawn_as_ever() -> None:
    answer = SAMPLES["with the sky"]
    plain = picture(answer.model_copy(update={"sky": (), "overlay": None}))
    assert {label.text for label in plain.labels} & {"eclipse", "Full", "New"} == set()
    assert plain.plot.top < picture(answer).plot.top
