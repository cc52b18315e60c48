"""``omega watchdog``: a process of its own that tells when a part of the desk falls silent, and when it is back.

It shares nothing with the desk but the store, which it only reads: a loop that hangs, a process that was killed and a
store that is away are seen from outside. What is to be told is written into its own file before it is sent, and taken
out once it was taken: killed between, it is told again, and the endpoint knows it by its key.

One at a time watches for a home, and one more may stand by. ``omega run`` starts one beside itself, which outlives it
if it is killed: then it tells so, and leaves the rest to the one that stands by beside the process that comes after.
"""

import asyncio
import fcntl
import os
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import datetime
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import structlog
from prometheus_client import CollectorRegistry

from bot.monitoring import Readiness, listening
from bot.vitals import READY, of_any_process
from cogs._embeds import embed_of
from config.secrets import SecretName
from config.settings import Settings, SettingsError
from personas.render import Voices
from services.core.clock import WallClock
from services.core.errors import StoreUnavailable
from services.core.events import read_event
from services.core.metrics import Snapshot
from services.core.proxies import is_here
from services.core.request import Frozen
from services.house.heartbeat import PartSilent
from services.house.watchdog import Told, Watchdog
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store

LOOK_SECONDS: Final = 2.0
LATE_SECONDS: Final = 30.0
"""After so long without a look it does not do what it is for."""
STAND_BY_SECONDS: Final = 1.0
TELL_SECONDS: Final = 10.0
TOLD_SECONDS: Final = 2.0
"""How long what is being told holds up the end."""
WAITS: Final = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Between tries to tell somebody, in seconds; the last again and again."""
OWED_AT_MOST: Final = 100
"""What one could not be told; the oldest is let go."""
TOO_MANY: Final = 429
NOT_NOW: Final = frozenset({408, 425, TOO_MANY})
"""What else than faults of theirs may be otherwise later."""
END_SECONDS: Final = 2.0
AGAIN_SECONDS: Final = 5.0
EMBEDS_AT_MOST: Final = 10
"""In one message: a process that hangs takes all its parts along."""

WEBHOOK, ENDPOINT = "webhook", "endpoint"

log = structlog.get_logger(__name__)


class Kept(Frozen):
    """What the watchdog's file has: what is silent since when, and what is owed to whom (events as JSON)."""

    silent: Mapping[str, datetime]
    owed: Mapping[str, tuple[str, ...]]


NOTHING: Final = Kept(silent={}, owed={})


class _File:
    """The watchdog's memory, in the home folder, whole or as it was before."""

    def __init__(self, home: Path) -> None:
        self._path = home / "watchdog.json"

    def read(self) -> Kept:
        try:
            return Kept.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return NOTHING
        except (OSError, ValueError) as error:
            log.error("what the watchdog knew cannot be read", error=type(error).__name__)
            return NOTHING

    def write(self, kept: Kept) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_text(kept.model_dump_json(), encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:  # it tells all the same
            log.error("what the watchdog knows cannot be written", error=error.strerror)


class _Lock:
    """A lock on a file, which the system frees with the process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self) -> bool:
        """Take it, if nobody else has it; whether it is ours comes back."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    @property
    def is_held(self) -> bool:
        """Whether somebody else has it."""
        if not self.take():
            return True
        self.leave()
        return False

    def close(self) -> None:
        os.close(self._file)


class Refused(Exception):
    """Telling it again will not help."""


class Unreachable(Exception):
    """It may help later, after ``wait`` seconds where they said so."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


class _Address:
    """Who is told: a webhook of Discord's, or another address. Its ``url`` is a secret, asked for at each use, and goes
    nowhere else."""

    def __init__(self, name: str, url: Callable[[], str], voices: Voices, voice: str) -> None:
        self.name = name
        self._now = url
        self._voices = voices
        self._voice = voice

    @property
    def at_once(self) -> int:
        """How many events it takes at once."""
        return EMBEDS_AT_MOST if self.name == WEBHOOK else 1

    async def tell(self, events: Sequence[Told]) -> None:
        """Tell it.

        Raises:
            Refused, Unreachable: it was not taken.
        """
        url, body = self._now(), self._message(events) if self.name == WEBHOOK else _facts(events[0])
        timeout, headers = aiohttp.ClientTimeout(total=TELL_SECONDS), {"Idempotency-Key": events[0].key}
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers=headers, trust_env=not is_here(url)) as session,
                session.post(url, json=body, allow_redirects=False) as reply,
            ):
                status, wait = reply.status, reply.headers.get("Retry-After", "")
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None  # its text has the URL
        if status < 300:
            return
        if status < 500 and status not in NOT_NOW:
            raise Refused(f"HTTP {status}")
        raise Unreachable(f"HTTP {status}", _seconds(wait))

    def _message(self, events: Sequence[Told]) -> dict[str, object]:
        cards = [self._voices.render(event, self._voice) for event in events]
        return {
            "embeds": [embed_of(card, picture=False).to_dict() for card in cards],
            "allowed_mentions": {"parse": []},
        }


def _facts(event: Told) -> dict[str, object]:
    silent = isinstance(event, PartSilent)
    told = event.model_dump(mode="json")
    return {"state": "silent" if silent else "back", **told}


def _seconds(text: str) -> float:
    try:
        return min(3600.0, max(0.0, float(text)))
    except ValueError:
        return 0.0


class _Dog:
    """Looks, remembers and tells."""

    def __init__(self, settings: Settings, addresses: list[_Address], following: _Lock, beside: int | None) -> None:
        self._settings = settings
        self._addresses = addresses
        self._next = following
        self._store: tuple[str, Store] | None = None
        """Of the address that was looked at last."""
        self._beside = beside
        self._looked = -inf
        self._file = _File(settings.home)
        kept = self._file.read()
        self._owed = {each.name: list(kept.owed.get(each.name, ())) for each in addresses}
        self._new = {each.name: asyncio.Event() for each in addresses}
        terms = settings.watchdog
        self._dog = Watchdog(terms.parts, patience=terms.silent, restart=terms.restart, silent=kept.silent)

    @property
    def looks(self) -> bool:
        """Whether it has looked just now, be the store away or not."""
        return monotonic() - self._looked < LATE_SECONDS

    async def run(self) -> None:
        """Look again and again, until cancelled, or until another one can take over."""
        telling = [asyncio.create_task(self._tell(each)) for each in self._addresses]
        try:
            while not self._is_left():
                self._note(self._dog.look(await self._signs(), WallClock().now(), monotonic()))
                self._looked = monotonic()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for task in telling:
                task.cancel()
            await asyncio.wait(telling)

    def _is_left(self) -> bool:
        """Whether the process that it was started beside is gone, and another one stands by."""
        return self._beside not in (None, os.getppid()) and self._next.is_held

    async def _signs(self) -> dict[str, str] | None:
        """The signs of life that the store has; ``None``: it does not answer. The store is left again at once: an
        embedded one runs for as long as anybody is connected."""
        given = self._settings.redis_url
        url = given.get_secret_value() if given else EmbeddedStore(self._settings.home / "store").url
        if url is None:
            return None
        if self._store is None or self._store[0] != url:
            self._store = url, Store(url, password=lambda: self._settings.secret("REDIS_PASSWORD"))
        store = self._store[1]
        try:
            return await store.hash_all(keys.BEATS)
        except StoreUnavailable:
            return None
        finally:
            await store.close()  # its next command connects anew

    def _note(self, told: list[Told]) -> None:
        if not told:
            return
        for event in told:
            log.warning("a part of the desk fell silent or is back", part=event.part, told=type(event).__name__)
            for name, owed in self._owed.items():
                owed.append(event.to_bytes().decode())
                del owed[:-OWED_AT_MOST]
                self._new[name].set()
        self._write()

    def _write(self) -> None:
        self._file.write(Kept(silent=self._dog.silent, owed={name: tuple(owed) for name, owed in self._owed.items()}))

    async def _tell(self, address: _Address) -> None:
        """Tell ``address`` what it is owed, in order, until cancelled."""
        owed, new, tries = self._owed[address.name], self._new[address.name], 0
        while True:
            while owed:
                telling = asyncio.create_task(self._told(address, owed[: address.at_once]))
                try:
                    await asyncio.shield(telling)
                except asyncio.CancelledError:  # whoever takes over would tell again what was taken meanwhile
                    with suppress(TimeoutError):
                        await asyncio.wait_for(asyncio.gather(telling, return_exceptions=True), TOLD_SECONDS)
                    raise
                except Unreachable as error:
                    wait = max(error.wait, WAITS[min(tries, len(WAITS) - 1)])
                    log.warning("nobody is told yet", address=address.name, why=str(error), again_in=wait)
                    tries += 1
                    await asyncio.sleep(wait)
                    continue
                tries = 0
            new.clear()
            await new.wait()

    async def _told(self, address: _Address, texts: Sequence[str]) -> None:
        """Tell ``address`` these, and write down that it is not owed them any more.

        Raises:
            Unreachable: it still is.
        """
        owed = self._owed[address.name]
        try:
            await address.tell([_event(text) for text in texts])
        except (Refused, ValueError) as error:
            log.error("it is not told", address=address.name, why=str(error)[:80])
        owed[:] = [text for text in owed if text not in texts]  # some may have been let go meanwhile
        self._write()


def _event(text: str) -> Told:
    event = read_event(text.encode())
    if not isinstance(event, Told):
        raise ValueError("this is not the watchdog's to tell")
    return event


async def watch(settings: Settings, *, beside: int | None) -> None:
    """Watch for the home of ``settings``, once nobody else does, until cancelled. ``beside`` is the process that it was
    started beside.

    Raises:
        SettingsError: nobody is named to be told.
    """
    terms, voices = settings.watchdog, Voices(default=settings.voice)
    named: dict[str, SecretName] = {WEBHOOK: "OMEGA_WATCHDOG__WEBHOOK", ENDPOINT: "OMEGA_WATCHDOG__ENDPOINT"}
    urls = {name: partial(_url_now, settings, secret) for name, secret in named.items() if settings.secret(secret)}
    addresses = [_Address(name, url, voices, settings.voice) for name, url in urls.items()]
    if not addresses:
        raise SettingsError("watchdog: name whom it tells with OMEGA_WATCHDOG__WEBHOOK or OMEGA_WATCHDOG__ENDPOINT")
    settings.home.mkdir(parents=True, exist_ok=True)
    turn, following = _Lock(settings.home / "watchdog.lock"), _Lock(settings.home / "watchdog.next")
    try:
        while not (following.take() and turn.take()):
            if beside not in (None, os.getppid()):
                return
            await asyncio.sleep(STAND_BY_SECONDS)
        following.leave()
        log.info("watching", parts=list(terms.parts), told=[_host(url()) for url in urls.values()])
        dog = _Dog(settings, addresses, following, beside)
        async with _monitored(dog, settings) if beside is None else nullcontext():
            await dog.run()
    finally:
        turn.close()
        following.close()


@asynccontextmanager
async def _monitored(dog: _Dog, settings: Settings) -> AsyncIterator[None]:
    """Answer at the process's port, where it has one of its own."""
    registry = CollectorRegistry()
    of_any_process(registry)
    figures = Snapshot((READY,), registry)

    async def ready() -> Readiness:
        return Readiness({"looks": "" if dog.looks else "has not looked for signs of life"})

    async def look() -> None:
        figures.put({(READY.name,): float(dog.looks)})

    async with listening(settings.monitoring, ready, registry, look):
        yield


def _url_now(settings: Settings, name: SecretName) -> str:
    return settings.secret(name) or ""


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


@asynccontextmanager
async def watched(settings: Settings) -> AsyncIterator[None]:
    """Have a watchdog run beside this process, where the settings want one. It outlives this process if that is killed,
    and ends with it otherwise."""
    terms = settings.watchdog
    if not terms.beside or not (terms.webhook or terms.endpoint):
        yield
        return
    keeping = asyncio.create_task(_kept(settings))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait((keeping,))


async def _kept(settings: Settings) -> None:
    """Keep a watchdog beside this process, until cancelled."""
    while True:
        dog = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "watchdog"),
            *("--beside", str(os.getpid()), "--home", settings.home),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
        )
        try:
            await dog.wait()
        except asyncio.CancelledError:
            with suppress(ProcessLookupError):
                dog.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(END_SECONDS):
                    await dog.wait()
            raise
        log.error("the watchdog ended, and is started again", status=dog.returncode)
        await asyncio.sleep(AGAIN_SECONDS)
