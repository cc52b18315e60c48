"""A face: everything about how one answer is shown.

A module of ``personas/about`` holds the ``FACE`` of one answer, and beside it lies the answer's text, of the same name
(``regime.py``, ``regime.j2``). The text fills the blocks that a frame of any voice places; see docs/voices.md.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from markupsafe import Markup

from personas.card import Action, Menu, Tone
from personas.pictures.layout import Layout
from services.core.errors import DeskError
from services.core.events import Event
from services.core.request import Answer, AnyRequest
from services.market.view import MarketView

if TYPE_CHECKING:
    pass

Actions = tuple[Action, ...]
Said = Answer | DeskError | Event
"""What can be shown."""
S = TypeVar("S", bound=Said)
A = TypeVar("A", bound=Answer)

Frame = Literal["reading", "table", "measurement", "receipt", "list", "notice", "error"]
"""What voices have a frame for: a reading of one market or sky, a table of several, a measurement beside chance, a
receipt of what was changed, a list of what there is, a notice of what happened, and what stands in the way."""


class Essential(NamedTuple):
    """A fact that no voice may leave out: where a card does not say it by itself it gets a field of its own. What is
    ``first`` answers what was asked, and stands in the card's first line: where a voice's does not have it, before it.
    """

    label: str
    text: Markup
    first: bool = False


class Document(NamedTuple):
    """A file that goes with a card. ``name`` is the file's, with its ending; ``media_type`` such as
    ``text/calendar``."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Face(Generic[S]):
    """How answers (or errors, or events) of the class ``of`` are shown.

    ``essentials`` no voice may leave out; ``mood`` is what it comes to, a key of every voice's ``moods.yaml``; ``tone``
    colours the card; ``buttons`` are made of it and of the request that led to it, where that is known; ``menus`` are
    requests to choose one from; ``picture`` takes it and the marks to show (``PAPER``), and
    may find nothing to draw; ``shows`` is another answer within it, whose picture and source are its own where there is
    one; ``completed`` is an event with what it is drawn from, which is looked up where it is told;
    ``document`` is the file that goes with it, if one was wanted; ``scope`` is what the
    footer says of what was looked at; ``words`` are the filters of its text.
    """

    of: type[S]
    frame: Frame = "reading"
    essentials: Callable[[S], Sequence[Essential]] = lambda _: ()
    mood: Callable[[S], str] = lambda _: "mute"
    tone: Callable[[S], Tone] = lambda _: "neutral"
    buttons: Callable[[S, AnyRequest | None], Actions] = lambda _said, _request: ()
    menus: Callable[[S], tuple[Menu, ...]] = lambda _: ()
    picture: Callable[[S, Sequence[str]], Layout | None] | None = None
    shows: Callable[[S], Answer | None] = lambda _: None
    completed: Callable[[S, MarketView], Awaitable[S]] | None = None
    document: Callable[[S], Document | None] | None = None
    scope: Callable[[S], str | None] = lambda _: None
    words: Sequence[Callable[..., Any]] = field(default=())


class BrokenFace(TypeError):
    """The faces do not fit together; the message names which and why."""


class Faces:
    """Every face there is, found in the modules of ``packages``."""

    def __init__(self, packages: Sequence[str] = ("personas.about",)) -> None:
        self._faces: dict[type, Face[Any]] = {}
        self.words: dict[str, Callable[..., Any]] = {}
        self.folders: list[str] = []
        """Where the texts are."""
        for name in packages:
            package = import_module(name)
            self.folders += package.__path__
            for module in iter_modules(package.__path__):
                if not module.name.startswith("_"):
                    self._add(import_module(f"{name}.{module.name}"))

    def _add(self, module: object) -> None:
        for face in vars(module).get("FACES", ()) or (vars(module)["FACE"],):
            if face.of in self._faces:
                raise BrokenFace(f"two faces for {face.of.__name__}")
            self._faces[face.of] = face
            for word in face.words:
                if self.words.setdefault(word.__name__, word) is not word:
                    raise BrokenFace(f"two filters are called {word.__name__}")

    def of(self, kind: type) -> Face[Any]:
        """The face of ``kind``, or of the nearest class that it is a kind of.

        Raises:
            BrokenFace: there is none.
        """
        for ancestor in kind.__mro__:
            if ancestor in self._faces:
                return self._faces[ancestor]
        raise BrokenFace(f"no face for {kind.__name__}")

    def draw(self, said: Said, marks: Sequence[str] = ()) -> Layout | None:
        """Its picture, or that of the answer which it shows; ``None``: there is nothing to draw."""
        face = self.of(type(said))
        shown = face.shows(said)
        if shown is not None:
            return self.draw(shown, marks)
        return None if face.picture is None else face.picture(said, marks)

    def __iter__(self) -> Iterator[Face[Any]]:
        return iter(self._faces.values())
