"""The picture of a digest: each market's course from 100 on."""

from personas.pictures.compare import draw_compare
from personas.pictures.palette import PALETTES
from tests.answers.digest.sample import SAMPLES


def test_every_digest_is_drawn_with_each_market_named() -> None:
    for name, said in SAMPLES.items():
        drawn = draw_compare(said, ())
        assert drawn.png(PALETTES["classic"]).startswith(b"\x89PNG"), name
        assert all(row.name.split("/")[0][:3] in drawn.alt for row in said.rows if name != "hostile"), name
