"""From an answer or an error to a card, in one of the voices.

A voice is a folder of ``voices/``: ``voice.yaml`` says who it is, ``moods.yaml`` what it says to each mood, and a frame
for each kind of answer (``reading.j2``) in which order it tells what. The answer's own text (``personas/about``) fills
the frame. Where a voice has something of its own to say of one answer, it has a template for it (``price.j2`` for
``PriceAnswer``). ``docs/voices.md`` shows how to write one.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Annotated

import structlog
import yaml
from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateError,
)
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

from analytics.trading.agent_records import Level
from personas.card import Card, Tone
from personas.card import Field as CardField
from personas.check import Facts, UnfaithfulText, check, gather
from personas.face import Essential, Faces, Said
from personas.footer import footer
from personas.format import FILTERS as FORMS
from personas.format import MINUS, finalize, zone
from personas.layout import lay_out
from personas.local import by_clock
from personas.pictures.palette import CLASSIC
from services.core.errors import DeskError
from services.core.events import Event
from services.core.options import DEFAULT
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.principal import Principal
from services.core.request import AnyRequest, Frozen
from services.core.zones import zone_of
from services.house.voices import VoiceFacts
from services.words.glossary import glossary

VOICES = Path(__file__).parent / "voices"
BASE = "_base"
SHEET = "voice.yaml"
MOODS = "moods.yaml"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ABOUT = "about"
"""Before the name of an answer's own text."""

SHORTENED = ("reading", "table", "measurement")
"""Frames of cards that can be short: what they tell can be looked up again, and they have essentials."""
JINJA_FILTERS = ("first", "last", "length", "list", "rejectattr", "selectattr")
"""What templates have of Jinja's own filters, beside ours. Those that change text or numbers are not among them."""

log = structlog.get_logger(__name__)


def _rgb(text: object) -> object:
    if isinstance(text, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        return int(text[1:], 16)
    raise ValueError("a colour is written like #2A9D8F")


def _free(name: str) -> str:
    if name == DEFAULT:
        raise ValueError(f"{DEFAULT} takes a choice of voice back, so no voice can be called so")
    return name


TONES: Mapping[Tone, int] = MappingProxyType(
    {"up": CLASSIC.up, "down": CLASSIC.down, "warning": CLASSIC.mark, "error": CLASSIC.alert}
)
"""A card's colour where it means something: the same in every voice, and that of pictures."""

Colour = Annotated[int, BeforeValidator(_rgb)]


class VoiceSheet(VoiceFacts):
    """``voice.yaml``: the voice as others see it, its colour on cards of no direction, and its palette."""

    name: Annotated[str, AfterValidator(_free)] = Field(pattern=r"^[a-z0-9-]{1,40}$")
    colour: Colour
    palette: str = "classic"

    def facts(self) -> VoiceFacts:
        return VoiceFacts.model_validate({name: getattr(self, name) for name in VoiceFacts.model_fields})


class BrokenVoice(ValueError):
    """A voice's folder cannot be used; the message names the file and what is wrong with it."""


class StatementLines(Extension):
    """Lets a line be a statement: ``% if …`` is ``{% if … %}`` and leaves no line behind.

    Jinja's own line statements also swallow the empty lines after them, which here part paragraphs.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return re.sub(r"^%[ \t](.*)\n?", r"{% \1 %}{#\n#}", source, flags=re.MULTILINE)


class CompiledOnce(BytecodeCache):
    """The code of templates, for all voices that share them."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = bucket.code


class Phrase(Frozen):
    """What a voice says to a mood: ``title`` follows the headline, ``line`` is a sentence of its own."""

    title: str
    line: str


SILENT = Phrase(title="", line="")
"""Said to a mood that a voice has no phrase for."""
_PHRASES = TypeAdapter(dict[str, Phrase])


class Voice:
    """A voice that can speak."""

    def __init__(
        self,
        sheet: VoiceSheet,
        moods: Mapping[str, Phrase],
        loader: BaseLoader,
        compiled: CompiledOnce,
        faces: Faces,
    ) -> None:
        self.sheet = sheet
        self.moods = moods
        self._faces = faces
        # Autoescape makes Jinja carry the mark of finished text through macros and blocks; ``finalize`` has marked all
        # text by the time that Jinja would escape it for HTML, so Jinja never does.
        self._templates = Environment(
            loader=loader,
            autoescape=True,
            finalize=finalize,
            undefined=StrictUndefined,
            extensions=[StatementLines],
            auto_reload=False,
            bytecode_cache=compiled,
        )
        self._templates.filters = {
            **FORMS,
            **faces.words,
            **{name: DEFAULT_FILTERS[name] for name in JINJA_FILTERS},
        }
        self._found: dict[type, Template] = {}

    def tell(
        self, said: Said, principal: Principal | None, facts: Facts | None, *, short: bool = False
    ) -> tuple[str, str, tuple[CardField, ...]]:
        """Title, body and fields; without ``facts`` their numbers are not held against any. Where they are ``short``
        there is no body, and of the fields the essentials alone; a table stays.

        Raises:
            UnfaithfulText: a number in them is none of ``facts``.
            TemplateError: the template is wrong.
        """
        face = self._faces.of(type(said))
        told = {
            "asker": None if principal is None else principal.name,
            "voice": self.sheet,
            "frame": self._templates.select_template([f"{face.frame}.j2", "reading.j2"]),
            "mood": self.moods.get(face.mood(said), SILENT),
        }
        what: dict[str, object] = {"event" if isinstance(said, Event) else "answer": said}
        if isinstance(said, DeskError):
            what = {"error": said, "family": _family(type(said))}
        title, body, fields = lay_out(self._template(type(said)).render(told | what))
        essentials = face.essentials(said)
        if short and essentials and face.frame in SHORTENED:
            body, fields = "", fields if face.frame == "table" else ()
        asked = _unsaid([each for each in essentials if each.first], title)
        title = ", ".join([*(each.text for each in asked), title])
        missing = _unsaid(essentials, "\n".join((title, body, *(field.value for field in fields))))
        fields += tuple(CardField(each.label, each.text) for each in missing)
        if facts is not None:
            check("\n".join((title, body, *(f"{field.name}\n{field.value}" for field in fields))), facts)
        return title, body, fields

    def warm(self) -> None:
        """Compile every template ahead of its first use."""
        for name in self._templates.list_templates(extensions=["j2"]):
            self._templates.get_template(name)

    def _template(self, kind: type) -> Template:
        """The voice's own template of ``kind``, or the answer's text; or that of the nearest class it is a kind of."""
        if kind not in self._found:
            files = [file_name(ancestor) for ancestor in kind.__mro__[:-1]]
            self._found[kind] = self._templates.select_template([n for f in files for n in (f, f"{ABOUT}/{f}")])
        return self._found[kind]


def _unsaid(essentials: Sequence[Essential], told: str) -> list[Essential]:
    """Those that ``told`` does not say."""
    return [
        each for each in essentials if not re.search(rf"(?<![\d.,{MINUS}]){re.escape(each.text)}(?!\d|[.,]\d)", told)
    ]


def file_name(kind: type) -> str:
    """``fib_levels.j2`` of ``FibLevelsAnswer``, ``unknown_symbol.j2`` of ``UnknownSymbol``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__.removesuffix("Answer")).lower() + ".j2"


def _family(error: type[DeskError]) -> str:
    """The first kind below ``DeskError`` that ``error`` belongs to, such as ``unavailable``."""
    ancestors = error.__mro__
    return file_name(ancestors[max(0, ancestors.index(DeskError) - 1)]).removesuffix(".j2")


class Voices:
    """All voices, read once. Rendering is quick and touches nothing outside.

    ``default`` speaks where a voice is asked for that is not there. ``marks`` (such as ``PAPER``) stand in each footer.
    ``strict``: a voice that says what is no fact, or fails at saying it, raises; otherwise the plain base template
    speaks in its place, and ``slips`` counts it.

    Raises:
        BrokenVoice: a ``voice.yaml`` is missing or wrong.
    """

    def __init__(
        self,
        folder: Path = VOICES,
        *,
        faces: Faces | None = None,
        default: str = "biel",
        marks: Sequence[str] = (),
        strict: bool = False,
    ) -> None:
        self.faces = faces = faces or Faces()
        base = ChoiceLoader([FileSystemLoader(folder / BASE), PrefixLoader({ABOUT: FileSystemLoader(faces.folders)})])
        paths = (path for path in sorted(folder.iterdir()) if path.is_dir() and path.name != BASE)
        compiled = CompiledOnce()
        voices = [_read(path, base, compiled, faces) for path in paths]
        self._voices = {voice.sheet.name: voice for voice in voices}
        if default not in self._voices:
            raise BrokenVoice(f"voice: there is no voice named {default!r}; there are {', '.join(self._voices)}")
        self._default = self._voices[default]
        self._plain = Voice(self._default.sheet, {}, base, compiled, faces)
        self._marks = tuple(marks)
        self._strict = strict
        self.slips: Counter[tuple[str, str]] = Counter()
        """How often a voice could not say an answer faithfully, by (voice, answer)."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._voices)

    def facts(self) -> tuple[VoiceFacts, ...]:
        """The voices that can be chosen."""
        return tuple(voice.sheet.facts() for voice in self._voices.values())

    def palette(self, voice: str) -> str:
        """The name of the palette that ``voice`` has its charts drawn in."""
        return self._voices.get(voice, self._default).sheet.palette

    def render(
        self,
        said: Said,
        voice: str,
        principal: Principal | None = None,
        *,
        request: AnyRequest | None = None,
        own: Preferences = NO_PREFERENCES,
        level: Level | None = None,
    ) -> Card:
        """What ``principal`` sees of ``said``, in ``voice``, by their ``own`` clock and as long as they want it. With
        ``request``, an error's card has buttons to mend it. ``level`` is that of autonomy, where it is known.

        Raises:
            UnfaithfulText: a number in the text is no fact: the voice's where ``strict``, else the base template's.
        """
        speaker = self._voices.get(voice, self._default)
        names = (speaker.sheet.title,) if principal is None else (speaker.sheet.title, principal.name)
        clock = UTC if own.time_zone is None else zone_of(own.time_zone)
        local = said if own.time_zone is None else by_clock(said, clock)
        facts = gather(local.data() if isinstance(local, DeskError) else local, (*names, zone(EPOCH.astimezone(clock))))
        short = own.length == "short"
        try:
            title, body, fields = speaker.tell(local, principal, facts, short=short)
        except (UnfaithfulText, TemplateError) as error:
            if self._strict:
                raise
            self.slips[speaker.sheet.name, type(said).__name__] += 1
            log.error("voice slipped", voice=speaker.sheet.name, answer=type(said).__name__, error=str(error))
            # An error tells people their own words back, in which a check of numbers can go astray.
            title, body, fields = self._plain.tell(
                local, principal, None if isinstance(said, DeskError) else facts, short=short
            )
        face = self.faces.of(type(said))
        tone = face.tone(said)
        return Card(
            title=title,
            body=body,
            fields=fields,
            footer=footer(said, face, speaker.sheet.title, self._marks, clock, level),
            colour=TONES.get(tone, speaker.sheet.colour),
            tone=tone,
            actions=face.buttons(said, request),
            menus=face.menus(said),
            voice=speaker.sheet.name,
        )

    def warm(self) -> None:
        """Compile every template and read the glossary ahead of their first use: best done in a thread."""
        glossary()
        for voice in (self._plain, *self._voices.values()):
            voice.warm()


def _read(folder: Path, base: BaseLoader, compiled: CompiledOnce, faces: Faces) -> Voice:
    path = folder / SHEET
    try:
        sheet = VoiceSheet.model_validate(yaml.load(path.read_bytes(), yaml.CSafeLoader))
        path = folder / MOODS
        moods = _PHRASES.validate_python(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BrokenVoice(f"{path}: {error}") from error
    if sheet.name != folder.name:
        raise BrokenVoice(f"{path}: the name is {sheet.name!r}, and the folder's is {folder.name!r}: they must agree")
    return Voice(sheet, moods, ChoiceLoader([FileSystemLoader(folder), base]), compiled, faces)
