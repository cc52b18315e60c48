"""From facts to a card: the right voice, nothing invented, and the facts even when a voice fails."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from structlog.testing import capture_logs

from personas.check import UnfaithfulText
from personas.render import BASE, MOODS, SHEET, VOICES, BrokenVoice, Voices, file_name
from services.core.errors import ExchangeUnavailable, Unexpected, UnknownSymbol
from services.core.principal import Principal
from services.studies.fib_levels import FibLevelsAnswer
from services.studies.price import PriceNow
from tests.answers._shared import provenance
from tests.answers.fib_levels.sample import fib_answer
from tests.answers.price.sample import price_answer
from tests.answers.status.sample import SAMPLES as STATUSES

ANA = Principal(id="discord:1", name="Ana")
MALLORY = Principal(id="discord:2", name="@everyone **x**")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of voices with the base alone."""
    (tmp_path / BASE).symlink_to(VOICES / BASE)
    return tmp_path


def add(folder: Path, name: str, **templates: str) -> None:
    """Add a voice, as somebody would who wants one of their own."""
    (folder / name).mkdir()
    sheet = (VOICES / "xyko" / SHEET).read_text(encoding="utf-8")
    sheet = re.sub(r"^(name|title): .*$", lambda line: f"{line[1]}: {name}", sheet, flags=re.MULTILINE)
    (folder / name / SHEET).write_text(sheet, encoding="utf-8")
    (folder / name / MOODS).symlink_to(VOICES / "xyko" / MOODS)
    for answer, text in templates.items():
        (folder / name / f"{answer}.j2").write_text(text, encoding="utf-8")


def test_a_folder_is_a_voice(folder: Path) -> None:
    add(
        folder,
        "ada",
        price="Ada says {{ answer.price | price }}\n\nHello {{ asker }}.\n---\nNow: {{ answer.price | price }}\n",
    )
    voices = Voices(folder, default="ada", strict=True)
    assert [voice.name for voice in voices.facts()] == ["ada"]
    card = voices.render(price_answer(), "ada", ANA)
    assert card.title == "Ada says 42,156.37"
    assert card.body == "Hello Ana."
    assert [(field.name, field.value) for field in card.fields] == [
        ("Now", "42,156.37"),
        ("Change 24 h", "+2.13%"),
        ("Range 24 h", "41,207.80–42,400.10"),
    ], "essentials are told whether the voice does or not"
    assert voices.render(fib_answer(), "ada").title.startswith("BTC/USDT 4h 42,156.37, between the 0.382 retracement")


def test_a_title_without_the_answer_gets_it_put_before(folder: Path) -> None:
    add(folder, "bob", price="Ah, {{ answer.symbol }}!\n\nBob knows it.\n")
    card = Voices(folder, default="bob", strict=True).render(price_answer(), "bob")
    assert card.title == "42,156.37, Ah, BTC/USDT!"


def test_an_invented_number_is_an_error_in_tests(folder: Path) -> None:
    add(folder, "liar", price="{{ answer.symbol }}\n\nIt will be 99,999.00 soon.\n")
    with pytest.raises(UnfaithfulText, match=r"99,999\.00"):
        Voices(folder, default="liar", strict=True).render(price_answer(), "liar")


@pytest.mark.parametrize(
    "text",
    ["{{ answer.symbol }}\n\nIt will be 99,999.00.\n", "{{ answer.nothing }}\n", "{{ answer.closes_24h | first }}\n"],
)
def test_an_invented_number_never_reaches_a_person(folder: Path, text: str) -> None:
    """The plain template speaks in the place of a voice that slipped, and the slip is counted and logged."""
    add(folder, "liar", price=text)
    voices = Voices(folder, default="liar")
    with capture_logs() as logs:
        card = voices.render(price_answer(), "liar")
    assert card.title == "BTC/USDT 42,156.37 (+2.13% in 24 h)"
    assert "99,999" not in card.body
    assert voices.slips == {("liar", "PriceAnswer"): 1}
    assert [entry["log_level"] for entry in logs] == ["error"]


def test_a_misspelt_fact_is_an_error_in_tests(folder: Path) -> None:
    add(folder, "typo", price="{{ answer.prise | price }}\n")
    with pytest.raises(UndefinedError, match="prise"):
        Voices(folder, default="typo", strict=True).render(price_answer(), "typo")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("name: xyko", "name: other"), "must agree"),
        (("title: Xyko\n", ""), "title"),
        (('colour: "#5B7083"', "colour: green"), "#2A9D8F"),
        (("palette: classic", "pallete: classic"), "pallete"),
        (("colour:", "colour: ]"), "voice.yaml"),
    ],
)
def test_a_broken_voice_is_named_at_the_start(folder: Path, change: tuple[str, str], reason: str) -> None:
    add(folder, "xyko")
    sheet = folder / "xyko" / SHEET
    text = (VOICES / "xyko" / SHEET).read_text(encoding="utf-8")
    assert change[0] in text
    sheet.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(BrokenVoice, match=reason):
        Voices(folder, default="xyko")


def test_a_missing_sheet_or_default_is_named(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(BrokenVoice, match=r"empty.voice\.yaml"):
        Voices(folder)
    (folder / "empty").rmdir()
    add(folder, "ada")
    with pytest.raises(BrokenVoice, match="no voice named 'biel'"):
        Voices(folder)


def test_a_voice_that_is_gone_is_spoken_for_by_the_default() -> None:
    voices = Voices(default="f", strict=True)
    assert voices.render(price_answer(), "gone").voice == "f"
    assert voices.palette("gone") == voices.palette("f")


def test_the_asker_is_greeted_and_cannot_forge() -> None:
    voices = Voices(strict=True)
    assert "Hi Ana!" in voices.render(price_answer(), "biel", ANA).body
    forged = voices.render(price_answer(), "biel", MALLORY).body
    assert "@everyone" not in forged
    assert r"\*\*x\*\*" in forged


def test_a_name_with_digits_is_no_invented_number() -> None:
    """Whoever is called so would be told everything by the plain base."""
    ana99 = Principal(id="discord:3", name="Ana_99.5")
    assert r"Hi Ana\_99.5!" in Voices(strict=True).render(price_answer(), "biel", ana99).body


def test_tones_and_colours() -> None:
    voices = Voices(strict=True)
    for said, tone in (
        (price_answer(change_24h=0.02), "up"),
        (price_answer(change_24h=-0.02), "down"),
        (price_answer(change_24h=None), "neutral"),
        (fib_answer(), "up"),
        (STATUSES["fine"], "neutral"),
        (STATUSES["broken"], "warning"),
        (ExchangeUnavailable(venue="x", reason="timeout"), "warning"),
        (Unexpected(incident="a1"), "error"),
    ):
        assert voices.render(said, "xyko").tone == tone
    for change in (0.02, -0.02, None):
        told = {voices.render(price_answer(change_24h=change), voice).colour for voice in voices.names}
        assert (len(told) == 1) is (change is not None), "a colour that means something means the same in every voice"


def test_marks_stand_in_every_footer() -> None:
    voices = Voices(marks=("PAPER",), strict=True)
    simulated = price_answer(provenance=provenance(source="sim", venue="simulated"))
    for name in voices.names:
        assert voices.render(simulated, name).footer.startswith("SIMULATED · PAPER")
        assert voices.render(Unexpected(incident="a1"), name).footer.startswith("PAPER · voice: ")


def test_with_the_request_an_error_offers_a_way_on() -> None:
    error = UnknownSymbol(symbol="btx", venue="bitget", close_matches=("BTC/USDT",))
    card = Voices(strict=True).render(error, "xyko", request=PriceNow(symbol="btx"))
    assert [action.request for action in card.actions] == [PriceNow(symbol="BTC/USDT")]


def test_template_names() -> None:
    assert file_name(FibLevelsAnswer) == "fib_levels.j2"
    assert file_name(UnknownSymbol) == "unknown_symbol.j2"


def test_warming_compiles_every_template() -> None:
    Voices().warm()
