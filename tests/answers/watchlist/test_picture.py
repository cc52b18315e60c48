"""What a reader would lose: a market without its course or change, text that covers text, or that it is simulated."""

from itertools import combinations

from personas.pictures import PALETTES
from personas.pictures.geometry import CANVAS
from tests.answers._shared import provenance
from tests.answers.watchlist.sample import SAMPLES
from tests.faces import picture


def test_each_market_has_its_name_its_change_and_its_course() -> None:
    for name, answer in SAMPLES.items():
        drawn = picture(answer)
        told = [label.text for label in drawn.labels]
        assert sum("%" in text for text in told) == sum(row.change_24h is not None for row in answer.rows), name
        assert len(drawn.curves) == sum(bool(row.closes) for row in answer.rows), name
        assert drawn.png(PALETTES["classic"])


def test_no_text_covers_another_or_leaves_the_picture() -> None:
    for name, answer in SAMPLES.items():
        labels = [label for label in picture(answer).labels if label.text]
        assert all(label.box.within(CANVAS) for label in labels), name
        covered = [(a.text, b.text) for a, b in combinations(labels, 2) if a.box.overlaps(b.box)]
        assert not covered, (name, covered)


def test_a_course_stays_in_its_line_and_beside_the_texts() -> None:
    for name, answer in SAMPLES.items():
        drawn = picture(answer)
        for curve in drawn.curves:
            for label in drawn.labels:
                box = label.box
                inside = [(x, y) for x, y in curve.points if box.left <= x < box.right and box.top <= y < box.bottom]
                assert not inside, (name, label.text)


def test_it_says_that_it_is_simulated_and_what_is_missing() -> None:
    simulated = SAMPLES["usual"].model_copy(update={"provenance": provenance(source="sim", venue="simulated")})
    drawn = picture(simulated)
    assert drawn.ghost is not None
    assert "SIMULATED" in [label.text for label in drawn.labels]
    assert "2 missing" in [label.text for label in picture(SAMPLES["missing and old"]).labels]
