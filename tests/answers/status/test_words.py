"""Whatever the figures of the desk are, each voice can say them."""

from hypothesis import given
from hypothesis import strategies as st

from personas.render import Voices
from services.core.request import Answer
from tests.answers._shared import or_none
from tests.answers.status.sample import status_answer


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert "nan" not in (card.title + card.body).split()


seconds = st.floats(0, 1e8)

counts = st.integers(0, 10**9)


@given(
    uptime=seconds,
    median=or_none(seconds),
    p99=or_none(seconds),
    answered=counts,
    refused=counts,
    failed=counts,
)
def test_status(
    voices: Voices,
    uptime: float,
    median: float | None,
    p99: float | None,
    answered: int,
    refused: int,
    failed: int,
) -> None:
    answer = status_answer(
        uptime=uptime, latency_median=median, latency_p99=p99, answered=answered, refused=refused, failed=failed
    )
    said_by_all(voices, answer)
