"""A small school of its own, asked as people ask: two lessons in files, a store, and a clock that is stepped."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from prometheus_client import CollectorRegistry

from services.accounts.books import Books
from services.accounts.choice import AccountChoices
from services.core.audit import Audit
from services.core.clock import Clock, SteppedClock
from services.core.desk import Desk
from services.core.handlers import Found, bind, find
from services.core.line import Line
from services.core.metrics import DeskMetrics
from services.core.principal import Principal
from services.core.rate import RateLimit, RateLimiter
from services.core.request import A, Request
from services.core.roles import Role
from services.education.book import Learner, LearnerBook
from services.education.classes import ClassBoard, ClassJoin, ClassLeave
from services.education.daily import Daily, DailyAnswer, DailyReply
from services.education.learning import Learn
from services.education.library import Library
from services.education.own import OwnTrades
from services.education.progress import Progress
from services.education.quiz import Quiz, QuizAnswer, QuizReply, ReplyAnswer
from services.education.terms import EducationTerms
from services.education.turns import Turns
from services.education.wisdom import DailyWisdom
from services.market.sim import SimSource
from services.market.view import MarketView
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.preferences import KeptPreferences
from services.store.pseudonyms import Pseudonyms
from services.store.store import Store
from tests.asks import ask

T = TypeVar("T")
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TERMS = EducationTerms(again_days=365, remembered=0.9)
ANN = Principal(id="discord:11", name="Ann", role=Role.VIEWER, server="discord:1", channel="discord:2")
BEN = ANN.model_copy(update={"id": "discord:22", "name": "Ben"})
REQUESTS = {Quiz, QuizReply, Daily, DailyReply, Learn, Progress, DailyWisdom, ClassBoard, ClassJoin, ClassLeave}
"""Those that need nothing but a school."""


def lesson(name: str, place: int, questions: Iterable[str] = ("one", "two", "three")) -> str:
    """A lesson's file. Of each question the right option is "Yes"; the last asks for a number, which is 20."""
    *choices, number = questions
    asked = "".join(
        f"  - id: {each}\n    kind: choice\n    ask: Is {each} of {name} so?\n    options:\n"
        "      - {text: 'Yes', right: true, why: So it is.}\n      - {text: 'No', why: It is so.}\n"
        "      - {text: Perhaps, why: It is for sure.}\n"
        for each in choices
    )
    return (
        f"---\ntitle: Lesson {name}\nplace: {place}\nobjective: Know {name} by heart.\nterms: [stop]\n"
        f'chart: {{asks: "/price symbol:BTC/USDT"}}\nquestions:\n{asked}'
        f"  - id: {number}\n    kind: number\n    ask: You risk one percent of it. How many?\n"
        "    given: {equity: 10000, risk_percent: 1, entry: 100, stop: 95}\n"
        "    computed: position_size\n    why: It comes to {answer}.\n"
        f"sources:\n  - title: Common knowledge\n---\n{'A sentence of this lesson. ' * 40}\n"
    )


def write(folder: Path, **lessons: str) -> Path:
    """A folder of lessons, ``risk/<name>.md`` each; those that are no more are removed."""
    (folder / "risk").mkdir(parents=True, exist_ok=True)
    for path in (folder / "risk").glob("*.md"):
        path.unlink()
    for name, text in lessons.items():
        (folder / "risk" / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@dataclass
class School:
    """The lessons of ``folder``, asked of a desk as at ``clock``."""

    store: Store
    folder: Path
    clock: SteppedClock = field(default_factory=lambda: SteppedClock(START))

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """As a process has it that has just begun."""
        self.library, self.book = Library((self.folder,)), LearnerBook(self.store)
        self.preferences = KeptPreferences(self.store)
        market = MarketView(SimSource(1), self.store, self.clock)
        own = OwnTrades(AccountChoices(self.store), Books(self.store, self.folder.parent, "school"), market)
        each = (self.library, self.book, Turns(self.store), self.preferences, TERMS, own)
        found = find(("services.education",))
        kinds = tuple(kind for kind in found.kinds if kind in REQUESTS)
        handlers = tuple(each for each in found.handlers if getattr(each, "omega_answers") in REQUESTS)  # noqa: B009
        self.desk = Desk(
            bind(Found(kinds, handlers), {**{type(one): one for one in each}, Clock: self.clock}),
            limiter=RateLimiter(RateLimit(burst=100_000, per_minute=100_000)),
            clock=self.clock,
            metrics=DeskMetrics(CollectorRegistry()),
            audit=Audit(self.store, keys.AUDIT, self.clock, Pseudonyms(self.store)),
            ledger=StoreLedger(self.store),
            line=Line(8, what="other answers"),
        )

    def step(self, **by: float) -> None:
        self.clock.step(self.clock.now() + timedelta(**by))

    async def asked(self, request: Request[A], who: Principal = ANN) -> A:
        answer = await self.desk.ask(ask(request, who))
        assert isinstance(answer, request.answer_type())
        return answer  # type: ignore[return-value]

    async def learner(self, who: Principal = ANN) -> Learner:
        return await self.book.of(who.id)

    async def reply(self, shown: QuizAnswer, right: bool = True, who: Principal = ANN) -> ReplyAnswer:
        """The reply to a question that was ``shown``."""
        assert shown.posed is not None
        said = said_to(shown, right)
        return await self.asked(QuizReply(question=shown.posed.question, turn=shown.posed.turn, reply=said), who)

    async def next(self, right: bool = True, lesson: str | None = None, who: Principal = ANN) -> ReplyAnswer:
        """The next question, replied to."""
        return await self.reply(await self.asked(Quiz(lesson=lesson), who), right, who)

    async def daily(self, right: bool = True, who: Principal = ANN, shown: DailyAnswer | None = None) -> ReplyAnswer:
        """The question of the day, or the one ``shown``, replied to."""
        shown = shown or await self.asked(Daily(), who)
        said = said_to(shown, right)
        return await self.asked(DailyReply(question=shown.posed.question, turn=shown.posed.turn, reply=said), who)


def said_to(shown: QuizAnswer | DailyAnswer, right: bool) -> str:
    """A reply to it, right or wrong."""
    assert shown.posed is not None
    if shown.posed.kind == "number":
        return "20" if right else "200"
    letters = {option.text: option.letter for option in shown.posed.options}
    return letters["Yes" if right else "No"]
