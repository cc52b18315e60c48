"""What a reader would lose: a name on a candle, or a label on another."""

from itertools import combinations

from personas.pictures.geometry import CANVAS
from tests.answers.scan.sample import SAMPLES, random_scans
from tests.faces import picture


def test_every_picture_can_be_read() -> None:
    for scan in (*random_scans(80), *SAMPLES.values()):
        layout = picture(scan)
        for label in layout.labels:
            assert label.box.within(CANVAS), label
            assert label.style.size >= 24
        for one, other in combinations(layout.labels, 2):
            assert not one.box.overlaps(other.box), (one, other)
        for bar in layout.bars:
            assert bar.wick.within(layout.plot)
            assert not any(bar.wick.overlaps(label.box) for label in layout.labels)
