"""Every voice can say everything there is to say: strictly, faithfully, within Discord's limits, in its own way."""

import re
from collections.abc import Iterator
from itertools import chain, combinations, product
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from personas.format import FILTERS as FORMS
from personas.pictures import PALETTES
from personas.render import BASE, MOODS, SHEET, VOICES, StatementLines, Voices
from services.core.errors import DeskError
from services.core.request import Answer
from tests.answers.chart.sample import random_charts
from tests.answers.fib_levels.sample import fib_answer, random_levels
from tests.answers.price.sample import random_prices
from tests.answers.status.sample import SAMPLES as STATUSES
from tests.cards import text_of
from tests.faces import FACES
from tests.samples import ANSWERS, ERRORS

FIVE = ("biel", "f", "gemini", "xyko", "z")
TITLES = {facts.name: facts.title for facts in Voices().facts()}
PAIRS = list(combinations(FIVE, 2))
TEMPLATES = [path for folder in (VOICES, *map(Path, FACES.folders)) for path in folder.rglob("*.j2")]
SAID: dict[str, Answer | DeskError] = {**ANSWERS, **ERRORS}


def random_market(count: int) -> Iterator[Answer]:
    """``count`` prices, charts and levels of markets of any size, with facts missing at random."""
    return chain(random_prices(count), random_charts(count), random_levels(count))


def test_the_five_are_there(voices: Voices) -> None:
    assert voices.names == FIVE
    assert tuple(facts.name for facts in voices.facts()) == FIVE


LEFTOVERS = re.compile(
    r"(?<=\w)  +(?=\w)| [,.;:](?=[ \n])|[,;:] ?[,.;:](?=[ \n])|[!?.][:,](?=[ \n])|\(\)|“”|\{\{|%\}"
    r"|(?<![\d.,])1 [a-z]{3,}s (?:are|were)\b|\S \| | at (?=\()"
)
"""What a template leaves where a value is empty, or a word does not agree with its number."""


@pytest.mark.parametrize("name", FIVE)
def test_each_voice_says_everything_within_discords_limits(voices: Voices, name: str) -> None:
    for label, said in SAID.items():
        card = voices.render(said, name)
        text = text_of(card)
        assert card.voice == name, label
        assert card.footer.endswith(f"voice: {TITLES[name]}"), label
        assert "None" not in text, label
        assert "nan" not in re.findall(r"\w+", text), label
        assert 1 <= len(card.title) <= 256, label
        assert "\n" not in card.title, label
        assert 1 <= len(card.body) <= 4096, label
        assert len(card.fields) <= 6, label
        assert all(1 <= len(field.name) <= 256 and 1 <= len(field.value) <= 1024 for field in card.fields), label
        assert len(text) + len(card.footer) <= 6000, label
        if "hostile" in label:
            continue  # what others write is told as they wrote it
        leftover = LEFTOVERS.search(re.sub(r"(?s)```.*?```", "", text))
        assert leftover is None, (label, leftover, text)


def test_the_base_can_say_everything(tmp_path: Path) -> None:
    """A person hears the facts even where their voice fails."""
    (tmp_path / BASE).symlink_to(VOICES / BASE)
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / SHEET).write_text((VOICES / "xyko" / SHEET).read_text().replace("name: xyko", "name: plain"))
    (plain / MOODS).symlink_to(VOICES / "xyko" / MOODS)
    voices = Voices(tmp_path, default="plain", strict=True)
    for said in (*SAID.values(), *random_market(50)):
        assert voices.render(said, "plain").body


def test_each_voice_has_a_palette_that_exists(voices: Voices) -> None:
    for name in voices.names:
        assert voices.palette(name) in PALETTES


TOLD_DIFFERENTLY = [
    *("price: usual", "chart: usual", "fib levels: up, shallow", "analyze: market 1"),
    *("risk size: long", "risk size: liquidated first", "risk var: usual", "compare: usual", "correlation: usual"),
    *("scan: usual", "status: broken", "persona list: own", "persona use: server", "help: nobody"),
]


def test_two_voices_tell_it_differently(voices: Voices) -> None:
    """They bring different facts forward, and are not one text with five greetings."""
    for label, (one, other) in product(TOLD_DIFFERENTLY, PAIRS):
        left, right = voices.render(SAID[label], one), voices.render(SAID[label], other)
        assert left.body != right.body, (label, one, other)


@pytest.mark.parametrize("name", FIVE)
def test_status_is_complete(voices: Voices, name: str) -> None:
    """Whoever looks why nothing works sees each part that is down, and whether money can move, in any voice."""
    text = text_of(voices.render(STATUSES["broken"], name))
    for fact in (
        "market",
        "no answer for 12 s",
        "store",
        "voices",
        "candles",
        "1,204",
        "37",
        "2 h 13 min",
        "0.1.0",
        "trader",
    ):
        assert fact in text, fact
    assert "live orders are on" in text


@pytest.mark.parametrize("name", FIVE)
def test_every_voice_in_the_list_is_named(voices: Voices, name: str) -> None:
    answer = ANSWERS["persona list: own"]
    card = voices.render(answer, name)
    for voice in answer.voices:  # type: ignore[attr-defined]
        assert voice.title in text_of(card) or f"`{voice.name}`" in text_of(card)


def test_text_of_others_is_inert(voices: Voices) -> None:
    """A market, a person or an exchange cannot ping a server, forge markup or links, or draw lines of its own."""
    for label, name in product((label for label in SAID if "hostile" in label or label == "status: broken"), FIVE):
        card = voices.render(SAID[label], name)
        text = text_of(card)
        outside_code = re.sub(r"`[^`\n]*`", "", re.sub(r"\\.", "", text))
        assert "@everyone" not in text, (label, name)
        assert "<@" not in outside_code, (label, name)
        assert "](" not in outside_code, (label, name)
        assert "http://" not in text, (label, name)
        assert "\u202e" not in text + card.footer, (label, name)
        assert "---" not in [line.strip() for line in text.splitlines()], (label, name)
        assert "# hi" not in [line.strip() for line in text.splitlines()], (label, name)


FORBIDDEN = re.compile(
    r"\b(you should|should (buy|sell)|buy now|sell now|good time to|guarantee\w*|will (rise|fall|go up|go down)"
    r"|certainly|don't miss|to the moon|easy money|profit)\b",
    re.IGNORECASE,
)


def test_no_voice_advises_or_promises() -> None:
    for path in TEMPLATES:
        assert not FORBIDDEN.search(path.read_text(encoding="utf-8")), path


def test_no_template_goes_round_the_escaping() -> None:
    """``~`` joins finished text with somebody else's before the latter is escaped; no template may need it."""
    environment = Environment(extensions=[StatementLines])  # noqa: S701 (parses, and renders nothing)
    for path in TEMPLATES:
        tree = environment.parse(path.read_text(encoding="utf-8"))
        assert not list(tree.find_all((nodes.Concat, nodes.MarkSafe))), path


@pytest.mark.parametrize("name", FIVE)
def test_every_card_says_where_its_facts_come_from(voices: Voices, name: str) -> None:
    card = voices.render(fib_answer(), name)
    assert card.footer.startswith("bitget · 30 Dec 2023 19:00 UTC · 3 min old")
    assert "closed bars" in card.footer


def test_the_page_on_voices_names_every_filter_and_template() -> None:
    """Whoever writes a voice finds all they may use in one place."""
    page = (VOICES.parents[1] / "docs" / "voices.md").read_text(encoding="utf-8")
    for filter_name in (*FORMS, *FACES.words):
        assert f"`{filter_name}" in page, filter_name
