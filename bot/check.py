"""``omega check``: what is configured, what is reachable, and what is missing, in plain words."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from redis.exceptions import AuthenticationError, AuthorizationError, NoPermissionError
from rich.console import Console
from rich.table import Table

from bot.app import clock_of, open_any_store, open_store, source_of
from bot.process_roles import Process
from bot.shards import Gateway
from cogs._cog import find_cogs
from config.secrets import NAMES, unread
from config.settings import HOME_FILE, Settings, SettingsError, WatchdogSettings
from personas.markdown import plain
from personas.render import BrokenVoice, Voices
from services.brain.claude import look_up
from services.brain.prompts import overridden
from services.core.errors import DeskError, ExchangeUnavailable, StoreUnavailable
from services.core.proxies import is_here
from services.core.request import AnyRequest
from services.core.roles import ANY_SERVER, DIRECT_MESSAGES, told_name
from services.education.folders import look
from services.market.source import clock_ahead, clock_told
from services.signals.terms import SignalTerms
from services.store.embedded import StoreDidNotStart
from services.store.migrate import WrongStore, check_fits

DISCORD_API = "https://discord.com/api/v10"
DISCORD_SECONDS = 5.0
TOO_MANY: Final = 429
WRITTEN_BYTES = 65_536
"""As many as tell whether there is room."""

MARKS: Final = {True: ("ok", "green"), False: ("no", "bold red"), None: ("–", "dim")}


class Finding(NamedTuple):
    """One line of the check. ``ok`` is ``None`` for what is missing without doing harm, unless it is ``needed``: before
    a process begins that is to last. ``away``: it does not work now, and will by itself."""

    part: str
    ok: bool | None
    detail: str
    needed: bool = False
    away: bool = False

    def told(self, *, strict: bool) -> bool | None:
        """``ok``, as a ``strict`` check or another one has it."""
        if not strict:
            return self.ok
        if self.ok is None and self.needed:
            return False
        return None if self.ok is False and self.away else self.ok


async def check(settings: Settings, console: Console, processes: frozenset[Process], *, strict: bool) -> bool:
    """Look at everything, and print a line for each. What comes back is whether all that is configured works; of a
    ``strict`` check, whether such ``processes`` can begin: that nothing they need is missing or wrong, while an
    exchange or a model that is away for now keeps nobody."""
    findings = [finding async for finding in _findings(settings, processes)]
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        mark, style = MARKS[finding.told(strict=strict)]
        if console.is_terminal:
            table.add_row(f"[{style}]{mark}[/]", finding.part, finding.detail)
        else:  # a log: a line each, however long
            console.print(f"{mark:<4}{finding.part:<14}{finding.detail}", markup=False, highlight=False, soft_wrap=True)
    if console.is_terminal:
        console.print(table)
    return all(finding.told(strict=strict) is not False for finding in findings)


async def _findings(settings: Settings, processes: frozenset[Process]) -> AsyncIterator[Finding]:
    yield Finding("python", True, sys.version.split()[0])
    yield _home(settings.home)
    yield _secrets(settings.secrets)
    async for finding in _store(settings):
        yield finding
    async for finding in _market(settings):
        yield finding
    yield (await _discord(settings))._replace(needed=Process.GATEWAY in processes)
    yield (await _gateway(settings))._replace(away=True)
    yield (await _watchdog(settings.watchdog))._replace(needed=Process.WATCHDOG in processes)
    yield _signals(settings.signals)
    yield _voice(settings)
    for finding in _roles(settings):
        yield finding
    yield await _model(settings)
    yield _prompts(settings.home / "prompts")
    for finding in await asyncio.to_thread(lambda: list(_lessons(settings))):
        yield finding
    yield Finding("live trading", None, "not in this version: the desk reads markets, and sends no orders")


def _home(home: Path) -> Finding:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=home) as file:
            file.write(bytes(WRITTEN_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Finding(
            "home", False, f"{home} cannot be written to: {error.strerror}; choose another with --home or OMEGA_HOME"
        )
    own = home / HOME_FILE
    return Finding("home", True, f"{home}, with settings in {HOME_FILE}" if own.exists() else f"{home}, no {HOME_FILE}")


def _secrets(folder: Path | None) -> Finding:
    if folder is None:
        return Finding("secrets", None, "they come from the environment; OMEGA_SECRETS names a folder of files instead")
    if strange := unread(folder):
        told = f"in {folder} nothing reads {', '.join(strange)}; files are called {', '.join(NAMES)}"
        return Finding("secrets", None, told, needed=True)
    return Finding("secrets", True, f"files of {folder}, read again at each use")


async def _store(settings: Settings) -> AsyncIterator[Finding]:
    where = "at REDIS_URL" if settings.redis_url else f"embedded, in {settings.home / 'store'}"
    try:
        async with open_any_store(settings) as store:
            version = await store.version()
            await check_fits(store)
            risks = await store.risks()
    except (StoreDidNotStart, WrongStore) as error:
        yield Finding("store", False, str(error))
    except StoreUnavailable as error:
        refused = isinstance(error.__cause__, AuthenticationError | AuthorizationError | NoPermissionError)
        why = "refuses this user or password: see REDIS_URL and REDIS_PASSWORD" if refused else "does not answer"
        yield Finding("store", False, f"{why} ({where})")
    else:
        yield Finding("store", True, f"{version} ({where})")
        for risk in risks:
            yield Finding("store", None, risk, needed=True)


async def _market(settings: Settings) -> AsyncIterator[Finding]:
    try:
        source = source_of(settings)
    except SettingsError as error:
        yield Finding("market", False, str(error))
        return
    try:
        markets = await source.markets()
        ticker = await source.ticker(markets[0].symbol, now=clock_of(settings).now()) if markets else None
    except DeskError as error:
        said, away = Voices().render(error, settings.voice), isinstance(error, ExchangeUnavailable)
        yield Finding("market", False, " ".join(plain(f"{said.title}. {said.body}").split()), away=away)
        return
    finally:
        await source.close()
    if ticker is None:
        yield Finding("market", False, f"{source.name} from {source.venue} lists no markets")
        return
    yield Finding(
        "market", True, f"{source.name} from {source.venue}: {len(markets)} markets, {ticker.symbol} {ticker.last:g}"
    )
    ahead = clock_ahead(source)
    if ahead is not None:
        yield Finding("clock", None, f"{clock_told(ahead, source.venue)}; bars are told by the latter: set the former")


async def _discord(settings: Settings) -> Finding:
    if settings.discord_token is None:
        return Finding("discord", None, "no DISCORD_TOKEN: omega demo works without, omega run needs one")
    api = (settings.discord_api or DISCORD_API).rstrip("/")
    headers = {"Authorization": f"Bot {settings.discord_token.get_secret_value().strip()}"}
    timeout = aiohttp.ClientTimeout(total=DISCORD_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers, trust_env=not is_here(api)) as session,
            session.get(f"{api}/users/@me") as reply,
        ):
            if reply.status == 401:
                return Finding("discord", False, "DISCORD_TOKEN is set, and Discord refuses it: copy it again")
            if reply.status != 200:
                return Finding("discord", False, f"Discord answers with HTTP {reply.status}", away=True)
            me = await reply.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        told = f"DISCORD_TOKEN is set, but Discord is not reachable ({type(error).__name__})"
        return Finding("discord", False, told, away=True)
    return Finding("discord", True, f"the token is that of {me.get('username', 'an unnamed bot')}")


async def _gateway(settings: Settings) -> Finding:
    if settings.discord_token is None:
        return Finding("gateway", None, "no DISCORD_TOKEN, and nobody to be connected")
    api, token = (settings.discord_api or DISCORD_API).rstrip("/"), settings.discord_token.get_secret_value().strip()
    try:
        async with open_store(settings, watch=False) as store:
            holders = await Gateway(api, token, store).holders()
    except (StoreDidNotStart, StoreUnavailable, WrongStore):
        return Finding("gateway", False, "the store does not answer, and without it none connects")
    heard = sum(holder is not None for holder in holders)
    if not heard:
        return Finding("gateway", None, "no bot with this token is connected")
    if heard < len(holders):
        return Finding("gateway", False, f"{len(holders) - heard} of {len(holders)} shards are heard by no process")
    return Finding("gateway", True, "a bot with this token is connected; another one would stand by until it ends")


async def _watchdog(terms: WatchdogSettings) -> Finding:
    """The webhook is asked for its name, which tells nobody anything; an endpoint is left in peace."""
    if terms.webhook is None and terms.endpoint is None:
        told = "nobody is told when a part falls silent; name OMEGA_WATCHDOG__WEBHOOK or OMEGA_WATCHDOG__ENDPOINT"
        return Finding("watchdog", None, told)
    where = [urlsplit(each.get_secret_value()).hostname or "" for each in (terms.webhook, terms.endpoint) if each]
    told = f"{' and '.join(where)} {'is' if len(where) == 1 else 'are'} told when a part falls silent"
    if terms.webhook is None:
        return Finding("watchdog", True, told)
    url, timeout = terms.webhook.get_secret_value(), aiohttp.ClientTimeout(total=DISCORD_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=not is_here(url)) as session,
            session.get(url, allow_redirects=False) as reply,
        ):
            if reply.status != 200:
                away = reply.status >= 500 or reply.status == TOO_MANY
                told = f"the webhook answers with HTTP {reply.status}{'' if away else ': copy it again'}"
                return Finding("watchdog", False, told, away=away)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Finding("watchdog", False, f"the webhook is not reachable ({type(error).__name__})", away=True)
    return Finding("watchdog", True, told)


def _signals(terms: SignalTerms) -> Finding:
    if terms.port is None:
        return Finding("signals", None, "none come in from other programs; OMEGA_SIGNALS__PORT opens a port for them")
    others = (
        f"others call it {terms.url}" if terms.url else "this machine alone reaches it, unless a proxy stands before"
    )
    return Finding("signals", True, f"they come in at {terms.host}:{terms.port}; {others}")


def _voice(settings: Settings) -> Finding:
    try:
        Voices(default=settings.voice)
    except BrokenVoice as error:
        return Finding("voice", False, str(error))
    return Finding("voice", True, f"{settings.voice} speaks to whoever has not chosen")


async def _model(settings: Settings) -> Finding:
    terms = settings.ai.model
    price = terms.prices[terms.name]
    told = (
        f"{terms.name}, {price.input} and {price.output} dollars for a million tokens in and out ({terms.priced_on}), "
        f"at most {terms.dollars} dollars a day"
    )
    if settings.anthropic_api_key is None:
        return Finding("model", None, f"no ANTHROPIC_API_KEY: the agent decides by rules. With one: {told}")
    why = await look_up(settings.anthropic_api_key.get_secret_value(), settings.anthropic_base_url, terms)
    if why == "key refused":
        return Finding("model", False, "ANTHROPIC_API_KEY is set, and Anthropic refuses it: copy it again")
    if why == "request refused":
        return Finding("model", False, f"Anthropic knows no {terms.name}: name another under ai, model")
    if why == "nonsense":
        where = settings.anthropic_base_url or "Anthropic's"
        return Finding("model", False, f"whoever answers at {where} is not Anthropic's API: see ANTHROPIC_BASE_URL")
    if why:
        return Finding("model", False, f"ANTHROPIC_API_KEY is set, but Anthropic does not answer: {why}", away=True)
    return Finding("model", True, f"the key is taken: {told}")


def _prompts(folder: Path) -> Finding:
    good, bad = overridden(folder)
    if bad:
        return Finding("prompts", False, f"in {folder} {'; '.join(bad)}")
    return Finding("prompts", True, f"{', '.join(good)} of {folder} before ours" if good else "ours")


def commands() -> dict[str, type[AnyRequest]]:
    """What people ask for in words."""
    return {request.name: request for cog in find_cogs() for request in cog.requests}


def _lessons(settings: Settings) -> Iterator[Finding]:
    curriculum, own = look(settings.lesson_folders, commands=commands()).curriculum, settings.education.lessons
    yield from (Finding("lessons", False, str(problem)) for problem in curriculum.problems)
    told = curriculum.counted if own is None else f"{curriculum.counted}, those of {own} before ours"
    yield Finding("lessons", bool(curriculum.lessons), told)


def _roles(settings: Settings) -> Iterator[Finding]:
    if not settings.roles:
        anyones = [f"/{request.name}" for cog in find_cogs() for request in cog.requests if request.role is None]
        told = f"on Discord nobody may do more than {', '.join(anyones)}; see {HOME_FILE}"
        yield Finding("roles", None, f"no server's roles are mapped: {told}")
    for server, roles in settings.role_names.items():
        where = {ANY_SERVER: "every other server", DIRECT_MESSAGES: "direct messages"}.get(server, f"server {server}")
        mapped = [f"{role.word}: {', '.join(map(told_name, names))}" for role, names in sorted(roles.items()) if names]
        yield Finding("roles", bool(mapped) or None, f"in {where} {'; '.join(mapped) or 'nobody has any'}")
