"""What holds the faces together: a new answer, error or event without one would reach a person as an incident."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import yaml
from jinja2 import Environment, nodes

from bot.app import SUBJECTS
from personas.buttons import IN_A_ROW, ROWS
from personas.card import Card
from personas.face import BrokenFace, Faces
from personas.format import FILTERS as FORMS
from personas.render import ABOUT, BASE, MOODS, VOICES, StatementLines, Voices, file_name
from services.core.errors import DeskError
from services.core.events import Event
from services.core.handlers import find
from services.core.request import Answer, Frozen
from services.core.units import Unit
from services.house.status import Status
from services.studies.fib_levels import FibLevels
from tests.cards import text_of
from tests.faces import FACES, buttons
from tests.samples import ANSWERS, ERRORS
from tests.samples import SAMPLES as SAID

FIVE = ("biel", "f", "gemini", "xyko", "z")
TEXTS = sorted(path for folder in FACES.folders for path in Path(folder).glob("*.j2"))
OWN = sorted(path for name in FIVE for path in (VOICES / name).glob("*.j2"))
FRAMES = {f"{face.frame}.j2" for face in FACES}


def kinds_of(kind: type) -> set[type]:
    """All kinds of ``kind`` that the product itself defines."""
    below: set[type] = set(kind.__subclasses__())
    for child in tuple(below):
        below |= kinds_of(child)
    return {kind for kind in below if kind.__module__.startswith("services.") and not kind.__name__.startswith("_")}


ANSWERED: set[type] = {kind.answer_type() for kind in find(SUBJECTS).kinds}
TOLD = ANSWERED | kinds_of(DeskError) | kinds_of(Event)


def test_whatever_the_desk_tells_has_a_face_with_a_text_and_a_sample() -> None:
    texts, sampled = {path.name for path in TEXTS}, {type(said) for said in SAID.values()}
    for kind in TOLD:
        face = FACES.of(kind)
        assert face.of is kind or issubclass(kind, DeskError), f"{kind.__name__} has no face of its own"
        named = [file_name(each) for each in kind.__mro__ if issubclass(each, face.of)]
        assert texts & set(named), f"{kind.__name__} has no text"
        assert kind in sampled or kinds_of(kind), f"{kind.__name__} has no sample"


def test_no_face_and_no_text_is_left_over() -> None:
    assert {face.of for face in FACES} <= TOLD | {DeskError}
    known = {file_name(kind) for kind in TOLD | {DeskError}}
    assert {path.name for path in TEXTS if not path.name.startswith("_")} <= known
    assert {path.name for path in OWN} <= known | FRAMES
    assert {path.name for path in (VOICES / BASE).glob("*.j2")} <= FRAMES | {"slots.j2", "problem.j2"}


def test_what_has_no_face_is_said_at_once() -> None:
    with pytest.raises(BrokenFace, match="Answer"):
        Faces().of(Answer)


PHRASES = {name: (VOICES / name / MOODS).read_text(encoding="utf-8") for name in FIVE}


@pytest.mark.parametrize("name", FIVE)
def test_a_voice_has_one_phrase_for_each_mood_and_no_number_in_it(name: str) -> None:
    written = yaml.compose(PHRASES[name])
    assert isinstance(written, yaml.MappingNode)
    keys = [key.value for key, _ in written.value]
    assert len(set(keys)) == len(keys), "a mood is there twice, and the first phrase is lost"
    for mood, phrase in yaml.safe_load(PHRASES[name]).items():
        assert not re.search(r"\d", phrase["title"] + phrase["line"]), mood
        assert mood == "mute" or phrase["line"].endswith((".", "!", "?", ":")), mood


def test_every_mood_has_a_phrase_in_every_voice() -> None:
    voices = {name: yaml.safe_load(text) for name, text in PHRASES.items()}
    for name in FIVE:
        assert voices[name].keys() == voices["f"].keys(), name
    moods = {FACES.of(type(said)).mood(said) for said in SAID.values()}
    assert moods == voices["f"].keys(), "a mood without a phrase, or a phrase that no sample comes to"


def test_no_two_voices_have_the_same_line_for_a_mood() -> None:
    voices = [yaml.safe_load(text) for text in PHRASES.values()]
    for mood in voices[0].keys() - {"mute"}:
        lines = [voice[mood]["line"] for voice in voices]
        assert len(set(lines)) == len(lines), mood


@pytest.fixture(scope="module", params=FIVE)
def cards(voices: Voices, request: pytest.FixtureRequest) -> dict[str, Card]:
    """All that one voice says, by the names of the samples."""
    return {sample: voices.render(said, request.param) for sample, said in SAID.items()}


def test_no_voice_leaves_out_an_essential(cards: dict[str, Card]) -> None:
    """Whoever has a position is told what they need, whatever voice they chose."""
    for sample, said in SAID.items():
        text = text_of(cards[sample])
        for label, essential, _ in FACES.of(type(said)).essentials(said):
            assert essential, (sample, label)
            assert says(text, essential), (sample, label)


def test_the_first_line_of_an_error_says_what_to_do(cards: dict[str, Card]) -> None:
    for sample in ERRORS:
        happened, _, remedy = cards[sample].title.rpartition(": ")
        assert happened, sample
        assert remedy, sample


def says(text: str, essential: str) -> bool:
    return re.search(rf"(?<![\d.,]){re.escape(essential)}(?!\d|[.,]\d)", text) is not None


def test_the_first_line_answers_what_was_asked(cards: dict[str, Card]) -> None:
    """In every voice: yes or no, the date, the number, the direction; and its own words say it."""
    for sample, said in ANSWERS.items():
        title = cards[sample].title
        answers = [each for each in FACES.of(type(said)).essentials(said) if each.first]
        assert answers, f"{sample}: no essential says what the answer is"
        for each in answers:
            assert says(title, each.text), (sample, each.label, title)


def environment() -> Environment:
    return Environment(extensions=[StatementLines])  # noqa: S701 (parses, and renders nothing)


def tree_of(path: Path) -> nodes.Template:
    return environment().parse(path.read_text(encoding="utf-8"))


def blocks_of(tree: nodes.Template) -> set[str]:
    return {block.name for block in tree.find_all(nodes.Block)}


def parent_of(tree: nodes.Template) -> str | None:
    """What it extends by name; ``None`` where it extends its frame, or nothing."""
    extended = tree.find(nodes.Extends)
    return extended.template.value if extended and isinstance(extended.template, nodes.Const) else None


SLOTS = blocks_of(tree_of(VOICES / BASE / "slots.j2")) - {"card"}
OF_ERRORS = blocks_of(tree_of(VOICES / BASE / "problem.j2")) - {"card"}
ERROR_TEXTS = {file_name(kind) for kind in kinds_of(DeskError) | {DeskError} if FACES.of(kind).frame == "error"}


def known_blocks(path: Path) -> set[str]:
    """The blocks that somebody places: of its frame, and those of the shared text that it extends."""
    parent = parent_of(tree_of(path))
    known = OF_ERRORS if path.name in ERROR_TEXTS else SLOTS
    if parent is None or not parent.startswith(f"{ABOUT}/"):
        return known
    shared = next(Path(folder) / parent.removeprefix(f"{ABOUT}/") for folder in FACES.folders)
    return known | (blocks_of(tree_of(shared)) if shared.name.startswith("_") else known_blocks(shared))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_fills_blocks_that_frames_place(path: Path) -> None:
    """A block by a name that no frame knows would be written, and never read."""
    blocks = blocks_of(tree_of(path))
    assert blocks
    if path.name.startswith("_"):
        assert blocks & SLOTS
        return
    assert blocks <= known_blocks(path)
    assert blocks >= ({"title", "do", "happened"} if path.name in ERROR_TEXTS else {"headline", "stands"})


@pytest.mark.parametrize("path", OWN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_a_voice_says_of_its_own_fills_the_same_blocks(path: Path) -> None:
    parent = parent_of(tree_of(path))
    if parent is not None and parent.startswith(f"{ABOUT}/"):
        assert blocks_of(tree_of(path)) <= known_blocks(path)
    elif path.name in FRAMES:
        assert blocks_of(tree_of(path)) <= {"card"}


@pytest.mark.parametrize("name", FIVE)
def test_a_frame_places_what_is_never_left_out(name: str) -> None:
    problem = (VOICES / name / "error.j2").read_text(encoding="utf-8")
    assert {"self.happened()", "self.next()"} <= set(re.findall(r"self\.\w+\(\)", problem))
    for frame in FRAMES - {"error.j2"}:
        text = (VOICES / name / frame).read_text(encoding="utf-8")
        assert "self.headline()" in text, frame
        assert "self.stands()" in text or {"self.up()", "self.down()"} <= set(re.findall(r"self\.\w+\(\)", text)), frame


def bare_floats(kind: Any, path: str = "", seen: frozenset[type] = frozenset()) -> Iterator[str]:
    """Where numbers are within ``kind`` whose unit nobody knows; the values of a series are not for telling."""
    if get_origin(kind) in (Annotated, Union, UnionType):
        for each in get_args(kind)[: 1 if get_origin(kind) is Annotated else None]:
            yield from bare_floats(each, path, seen)
    elif get_origin(kind) is tuple:
        for each in get_args(kind):
            if each is not float:
                yield from bare_floats(each, path, seen)
    elif isinstance(kind, type) and issubclass(kind, Frozen) and kind not in seen:
        for name, field in kind.model_fields.items():
            if not field.exclude:
                yield from bare_floats(field.annotation, f"{path}.{name}", seen | {kind})
    elif isinstance(kind, type) and issubclass(kind, float | complex) and not issubclass(kind, Unit):
        yield path


def test_no_number_is_without_its_unit() -> None:
    """What a number is of decides how it is told, and whether a template may tell it so."""
    for kind in ANSWERED | kinds_of(Event):
        assert list(bare_floats(kind, kind.__name__)) == []


def test_no_number_of_an_error_is_without_its_unit() -> None:
    for label, error in ERRORS.items():
        assert all(isinstance(value, Unit) for value in vars(error).values() if isinstance(value, float)), label


def test_no_filter_of_a_face_hides_one_that_all_have() -> None:
    for name in FORMS.keys() & FACES.words.keys():
        assert FACES.words[name] is FORMS[name], name


def test_every_row_of_buttons_fits() -> None:
    fib = FibLevels(symbol="btx", timeframe="4h", lookback=300)
    for label, said in (ANSWERS | ERRORS).items():
        for request in (None, fib, Status()):
            rows = Counter(action.row for action in buttons(said, request))
            assert all(0 <= row < ROWS and count <= IN_A_ROW for row, count in rows.items()), label
