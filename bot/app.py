"""The only wiring: from settings to a desk that answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from math import inf

from bot.alerting import Alerting, open_alerting
from bot.metrics import Metrics
from bot.process_roles import EVERY_ROLE, ProcessRole
from bot.scheduling import Schedules, open_schedules
from bot.state_figures import StateFigures
from bot.thinking import Thinking, open_thinking
from bot.tracing import traced
from bot.trading import Trading, open_trading
from bot.vitals import Vitals
from config.settings import Settings, SettingsError
from personas.presenter import Presenter
from personas.render import BrokenVoice, Voices
from services.accounts.choice import AccountChoices
from services.autonomy.shown import ShownLevels
from services.core.audit import Audit
from services.core.clock import Clock, HurriedClock, SteppedClock, WallClock
from services.core.desk import Desk
from services.core.handlers import bind, find
from services.core.line import Line, for_this_machine
from services.core.metrics import Called, unheard
from services.core.rate import RateLimit, RateLimiter
from services.core.roles import RoleMap
from services.core.tasks import ended
from services.cosmic.almanac import Almanac
from services.cosmic.place import Places
from services.education.book import LearnerBook
from services.education.library import Library
from services.education.live import LiveAnswers
from services.education.own import OwnTrades
from services.education.turns import Turns
from services.house.beats import Beats
from services.house.privacy import PersonalData
from services.house.status import House, Running
from services.house.voices import VoiceChoices
from services.house.welcome import Newcomers
from services.jobs.book import JobBook
from services.jobs.desk import JobDesk
from services.jobs.job import open_jobs
from services.jobs.keeper import Keeper
from services.jobs.queue import Queue
from services.jobs.working import Worker
from services.market.live import LiveSource
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.source import MarketSource
from services.market.view import MarketView
from services.notifications.mailbox import Mailbox
from services.notifications.places import Subscriptions
from services.notifications.quiet import Quiet
from services.portfolio.leaderboard import Boards
from services.scan.scan import Scans
from services.signals.book import SignalBook
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.leases import PROCESS_SECONDS, Wanted, alone
from services.store.ledger import StoreLedger
from services.store.migrate import check_fits, migrate
from services.store.preferences import KeptPreferences
from services.store.presence import Presence
from services.store.pseudonyms import Pseudonyms
from services.store.rate import SharedRate
from services.store.store import Store
from services.watchlists.boards import BoardBook
from services.watchlists.book import WatchlistBook

SUBJECTS = ("services",)
"""Where requests and their handlers are found."""


@dataclass(frozen=True, slots=True)
class App:
    """What the front doors need."""

    settings: Settings
    desk: Desk
    presenter: Presenter
    voices: Voices
    choices: VoiceChoices
    accounts: AccountChoices
    market: MarketView
    clock: Clock
    source: MarketSource
    store: Store
    ledger: StoreLedger
    house: House
    roles: RoleMap
    process_roles: frozenset[ProcessRole]
    presence: Presence
    trading: Trading
    thinking: Thinking
    alerting: Alerting
    watchlists: WatchlistBook
    boards: BoardBook
    library: Library
    schedules: Schedules
    worker: Worker
    keeper: Keeper
    beats: Beats
    line: Line
    metrics: Metrics
    vitals: Vitals
    state: StateFigures

    async def alone(self, lease: str, work: Callable[[], Awaitable[object]], *, patience: float = inf) -> None:
        """Do ``work`` while no other process does what this lease is for; see ``services.store.leases.alone``."""
        await self.alone_with((Wanted(lease, self.presence.name),), work, patience=patience)

    async def alone_with(
        self, wanted: Sequence[Wanted], work: Callable[[], Awaitable[object]], *, patience: float = inf
    ) -> None:
        """Do ``work`` while this process holds all leases that are ``wanted``."""

        async def held() -> None:
            with ExitStack() as holding:
                for each in wanted:
                    holding.enter_context(self.vitals.holds(each.name))
                await work()

        with ExitStack() as wanting:
            for each in wanted:
                wanting.enter_context(self.vitals.wants(each.name))
            await alone(self.store, wanted, PROCESS_SECONDS, held, died=self.presence.died, patience=patience)


def clock_of(settings: Settings) -> Clock:
    """The clock that markets are looked at by: the wall's, or from ``at`` on one that stands or is ``speed`` times as
    fast."""
    if settings.at is None:
        return WallClock()
    return HurriedClock(settings.at, settings.speed) if settings.speed else SteppedClock(settings.at)


def source_of(settings: Settings, called: Called = unheard) -> MarketSource:
    """The market data that the settings ask for; ``called`` hears of an exchange's calls. Nothing is connected to or
    read yet.

    Raises:
        SettingsError: replay without a folder.
    """
    match settings.market:
        case "replay":
            if settings.data is None:
                raise SettingsError("market: replay reads a folder of candles; name it with --data or OMEGA_DATA")
            return ReplaySource(settings.data, settings.home / "candles")
        case "sim":
            return SimSource(settings.sim_seed)
        case _:
            return LiveSource(settings.exchange, base_url=settings.exchange_url, called=called)


@asynccontextmanager
async def open_store(settings: Settings, *, watch: bool, called: Called = unheard) -> AsyncIterator[Store]:
    """The store, as ``open_any_store`` gives it.

    Raises:
        WrongStore: this version must not use it, or nobody may yet.
    """
    async with open_any_store(settings, watch=watch, called=called) as store:
        await check_fits(store)
        yield store


@asynccontextmanager
async def open_any_store(settings: Settings, *, watch: bool = False, called: Called = unheard) -> AsyncIterator[Store]:
    """The store, whatever is in it: at ``redis_url``, or embedded in the home folder and, with ``watch``, kept
    running."""
    async with AsyncExitStack() as stack:
        if settings.redis_url is not None:
            url = settings.redis_url.get_secret_value()
        else:
            embedded = EmbeddedStore(settings.home / "store")
            url = await embedded.ensure()
            stack.push_async_callback(embedded.leave)
            if watch:
                watching = asyncio.create_task(embedded.watch())
                stack.push_async_callback(ended, watching)
        try:
            store = Store(
                url,
                own=settings.redis_url is None,
                password=lambda: settings.secret("REDIS_PASSWORD"),
                called=called,
            )
        except ValueError as error:
            raise SettingsError(f"REDIS_URL: {error}; write redis://[:password@]host:port/0") from None
        stack.push_async_callback(store.close)
        yield store


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    source: MarketSource | None = None,
    roles: frozenset[ProcessRole] = EVERY_ROLE,
    watch: bool = True,
) -> AsyncIterator[App]:
    """A desk ready to be asked, in a process that has ``roles``. What was opened is closed in the end, in reverse.

    Every role needs all of it: whoever tells of an event has it presented like an answer.

    Raises:
        SettingsError: the settings do not make a desk.
        StoreDidNotStart: the embedded store cannot be started.
    """
    clock, wall = clock_of(settings), WallClock()
    started, vitals = wall.now(), Vitals()
    async with AsyncExitStack() as stack:
        metrics = Metrics(await stack.enter_async_context(traced()))
        source = source or source_of(settings, metrics.exchange)
        stack.push_async_callback(source.close)
        store = await stack.enter_async_context(open_store(settings, watch=watch, called=metrics.store))
        await migrate(store)
        try:
            voices = Voices(default=settings.voice)
        except BrokenVoice as error:
            raise SettingsError(str(error)) from None
        market, almanac = MarketView(source, store, clock), Almanac(store)
        stack.push_async_callback(market.close)
        ledger = StoreLedger(store)
        choices, scans = VoiceChoices(voices.facts(), settings.voice, store), Scans(market)
        preferences, accounts = KeptPreferences(store), AccountChoices(store)
        presence = Presence(store, settings.home)
        stack.callback(presence.close)
        trading = await stack.enter_async_context(open_trading(store, presence, market, accounts, clock, settings))
        thinking = open_thinking(store, presence, market, trading, choices, clock, settings, metrics.agent)
        watchlists, boards = WatchlistBook(store), BoardBook(store)
        library = Library(settings.lesson_folders, lambda: desk.commands)
        live = LiveAnswers(lambda: desk.commands, lambda request: desk.read(request))
        alerting = open_alerting(store, market, trading, almanac, clock, settings)
        schedules = open_schedules(store, ledger, preferences, lambda: desk.commands, market, almanac, clock, settings)
        line, beats = Line(for_this_machine(), what="other answers"), Beats(store, wall)
        house = House(
            running=Running(
                version=version("omega-bot-farm"),
                started=started,
                source=source.name,
                venue=source.venue,
                process_roles=tuple(role.value for role in sorted(roles)),
            ),
            metrics=metrics.desk,
            catalog=lambda: desk.commands,
            beats=beats,
            gateway=vitals.latency,
            parts={"store": store.health, "market": market.health, "lessons": library.health},
            wall=wall,
        )
        limiter = RateLimiter(RateLimit(burst=settings.rate.burst, per_minute=settings.rate.per_minute))
        stack.push_async_callback(ended, asyncio.create_task(SharedRate(store, limiter).run()))
        provided: dict[type, object] = {
            type(each): each
            for each in (
                *(market, almanac, scans, house),
                *(Subscriptions(store), Quiet(store), Mailbox(store)),
                *(choices, preferences, accounts, Boards(store), Places(store), PersonalData(store)),
                *trading.parts,
                *alerting.parts,
                *(watchlists, boards),
                *(library, live, LearnerBook(store), Turns(store), settings.education),
                OwnTrades(accounts, trading.books, market),
                schedules.making,
                *(SignalBook(store), settings.signals),
                thinking.desk,
            )
        }
        found = find(SUBJECTS)
        book = JobBook(store)
        queue = Queue(store, ":".join((source.name, source.venue, *(("apart",) if settings.at else ()))))
        stack.push_async_callback(queue.close)
        jobs = open_jobs(provided)
        worker = Worker(jobs, book, queue, wall)
        provided[JobDesk] = JobDesk(jobs, book, queue, worker, wall, helps=not roles or ProcessRole.WORKER in roles)
        desk = Desk(
            bind(found, {**provided, Clock: clock}),
            limiter=limiter,
            metrics=metrics.desk,
            audit=Audit(store, keys.AUDIT, wall, Pseudonyms(store)),
            ledger=ledger,
            clock=clock,
            line=line,
        )
        presenter = Presenter(
            desk,
            voices,
            choices,
            preferences,
            market,
            clock,
            newcomers=Newcomers(store, wall),
            levels=ShownLevels(accounts, store, settings.autonomy.level),
            palette=settings.palette,
        )
        stack.callback(presenter.close)
        yield App(
            settings=settings,
            desk=desk,
            presenter=presenter,
            voices=voices,
            choices=choices,
            accounts=accounts,
            market=market,
            clock=clock,
            source=source,
            store=store,
            ledger=ledger,
            house=house,
            roles=RoleMap(settings.role_names),
            process_roles=roles,
            presence=presence,
            trading=trading,
            thinking=thinking,
            alerting=alerting,
            watchlists=watchlists,
            boards=boards,
            library=library,
            schedules=schedules,
            worker=worker,
            keeper=Keeper(book, queue, wall),
            beats=beats,
            line=line,
            metrics=metrics,
            vitals=vitals,
            state=StateFigures(store, thinking.desk, queue.stream, clock),
        )
