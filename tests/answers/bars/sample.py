"""What ``/bars`` may answer."""

from services.education.bars import BarsAnswer, score_of, unnamed
from services.education.book import Guesses
from tests.answers._shared import NOW
from tests.unit.personas.pictures.market import candles_of, walk

SHOWN = unnamed(candles_of(walk(60, price=42_000)))
TWENTY = score_of(Guesses(made=22, decided=20, right=12, rose=11))


def bars(number: int = 0, *, simulated: bool = False, guesses: Guesses | None = None) -> BarsAnswer:
    return BarsAnswer(
        as_of=NOW,
        number=number,
        day=19_721,
        chart="0123456789ab",
        bars_ahead=10,
        simulated=simulated,
        score=score_of(guesses or Guesses()),
        candles=SHOWN,
    )


SAMPLES: dict[str, BarsAnswer] = {
    "the first": bars(),
    "after twenty": bars(22, guesses=Guesses(made=22, decided=20, right=12, rose=11)),
    "none right": bars(3, guesses=Guesses(made=3, decided=3, right=0, rose=3)),
    "even ones alone": bars(2, guesses=Guesses(made=2)),
    "simulated": bars(1, simulated=True, guesses=Guesses(made=1, decided=1, right=1, rose=1)),
}
