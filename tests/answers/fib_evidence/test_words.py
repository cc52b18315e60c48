"""If these failed, evidence would stand in the wrong column, or a button would lead elsewhere than it says."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.level_evidence import PROBES
from personas.about.fib_evidence import best_held, evidence_table, golden, judged, unlike_chance, worst_held
from personas.buttons import IN_A_ROW
from personas.render import Voices
from services.studies.fib_evidence import FibEvidence
from tests.answers.fib_evidence.sample import SAMPLES, evidence_answer, random_evidence
from tests.cards import said_by_all
from tests.examples import examples
from tests.faces import buttons


def test_evidence_in_columns() -> None:
    lines = [str(line) for line in evidence_table(SAMPLES["more"])]
    assert lines[0].split() == ["0.236", "2/3", "66.7%", "–", "few"]
    assert lines[3].split() == ["0.618", "131/210", "62.4%", "50.3%", "▲", "more"]
    assert lines[6].split()[-1] == "none"


def test_what_is_read_off_the_evidence() -> None:
    several = SAMPLES["several"]
    assert [one.ratio for one in unlike_chance(several)] == [0.5, 0.618, 1.272]
    assert [one.touches for one in judged(several)] == [214, 210, 197, 164, 78, 34]
    best, worst = best_held(several), worst_held(several)
    assert best is not None
    assert worst is not None
    assert best.verdict == "more than chance"
    assert worst.verdict == "less than chance"
    famous = golden(several)
    assert famous is not None
    assert famous.ratio == 0.618
    assert best_held(SAMPLES["nothing"]) is worst_held(SAMPLES["nothing"]) is None


@examples(60)
@given(
    seen=st.lists(st.tuples(st.integers(0, 9_999), st.floats(0, 1)), min_size=len(PROBES), max_size=len(PROBES)),
    verdicts=st.dictionaries(
        st.sampled_from([probe.ratio for probe in PROBES]), st.sampled_from(["more than chance", "less than chance"])
    ),
    legs=st.integers(0, 20_000),
)
def test_evidence(voices: Voices, seen: list[tuple[int, float]], verdicts: dict[float, object], legs: int) -> None:
    counts = tuple((touches, round(part * touches)) for touches, part in seen)
    said_by_all(voices, evidence_answer(counts, verdicts, legs=legs))  # type: ignore[arg-type]


def test_any_can_be_told(voices: Voices) -> None:
    for answer in random_evidence(25):
        said_by_all(voices, answer)


def test_tables_fit_a_phone() -> None:
    for label, answer in SAMPLES.items():
        assert all(len(line) <= 36 for line in evidence_table(answer)), label


def test_buttons_ask_for_what_they_say() -> None:
    evidence = FibEvidence(symbol="btc", lookback=9_000)
    below = buttons(SAMPLES["usual"], evidence)
    assert [action.label for action in below if action.row == 0] == ["15m", "1h", "4h", "1d", "1w"]
    assert {action.request.lookback for action in below if isinstance(action.request, FibEvidence)} == {9_000}
    assert sum(action.row == 1 for action in below) <= IN_A_ROW
    assert buttons(SAMPLES["usual"]) == buttons(SAMPLES["usual"], FibEvidence(symbol="BTC/USDT", timeframe="1h"))
