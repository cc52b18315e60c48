"""The day of several markets: who moved, which regime is new, which level is near."""

import numpy as np

from personas.render import Voices
from services.studies.digest import WINDOWS
from tests.answers.digest.sample import SAMPLES, walks


def test_changes_are_of_the_span_and_the_best_comes_first() -> None:
    rows = SAMPLES["day"].rows
    assert [row.change for row in rows] == sorted((row.change for row in rows), reverse=True)
    bars = WINDOWS["day"].bars
    for candles in walks("1h"):
        row = next(each for each in rows if each.name == candles.symbol)
        assert np.isclose(row.change, candles.close[-1] / candles.close[-1 - bars] - 1)
    assert SAMPLES["day"].rose + SAMPLES["day"].fell == len(rows)


def test_every_voice_says_how_many_rose_and_who_moved_most(voices: Voices) -> None:
    for name in voices.names:
        said = SAMPLES["week"]
        card = voices.render(said, name)
        told = "\n".join((card.title, card.body, *(field.value for field in card.fields)))
        assert f"{said.rose} of 5 markets rose" in card.title, name
        assert said.rows[-1].name in card.title, name
        assert "volatile" in told or "ranging" in told or "up" in told, name


def test_a_market_too_young_for_a_regime_is_told_all_the_same() -> None:
    assert all(row.regime is None and row.zone is None for row in SAMPLES["young"].rows)


def test_many_new_regimes_are_marked_and_few_are_named(voices: Voices) -> None:
    said = SAMPLES["week"]
    for turned, told in ((5, "New regimes are marked * below."), (1, "A new regime: ")):
        rows = tuple(row.model_copy(update={"turned": at < turned}) for at, row in enumerate(said.rows))
        for name in ("biel", "f", "xyko", "z"):
            card = voices.render(said.model_copy(update={"rows": rows}), name)
            assert told in "\n".join((card.body, *(field.value for field in card.fields))), name
