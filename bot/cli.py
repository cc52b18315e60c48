"""The ``omega`` command line."""

import asyncio
import logging
import re
import sys
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer
from rich.console import Console

from bot import logs
from bot.process_roles import EVERY_ROLE, OF_RUN, Process, ProcessRole
from bot.terminal import typed, write_anywhere
from config.settings import Settings, SettingsError, load
from services.core.roles import Role

app = typer.Typer(
    name="omega",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ANSWERED, REFUSED, USAGE = 0, 1, 2
ROLES = tuple(role.word for role in Role)
ANYBODY = "me"
"""Who asks in the shell where nobody is named."""
LINES = "-"
"""Written for a text: requests come from standard input."""

Home = Annotated[Path | None, typer.Option(help="State, logs and the embedded store. [default: .omega]")]
MarketName = Annotated[
    Literal["live", "replay", "sim"] | None, typer.Option(help="Prices of an exchange, of a folder, or simulated.")
]
Data = Annotated[Path | None, typer.Option(help="The folder of candles that replay reads.")]
At = Annotated[str | None, typer.Option(help="Pins the clock: a time in ISO 8601, UTC.")]
Speed = Annotated[
    float | None,
    typer.Option(help="With --at, of replay and sim: time goes on from there, this many times as fast."),
]
Roles = Annotated[
    list[ProcessRole] | None, typer.Option("--role", help="What this process does; may be repeated. [default: all]")
]


def _tell_version(asked: bool) -> None:
    if asked:
        Console().print(f"omega {version('omega-bot-farm')}", highlight=False)
        raise typer.Exit


@app.callback()
def omega(
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version.")
    ] = False,
) -> None:
    """A chat-first trading desk that lives in Discord."""


@app.command()
def demo(
    home: Home = None,
    market: MarketName = None,
    data: Data = None,
    at: At = None,
    speed: Speed = None,
    port: Annotated[int | None, typer.Option(help="The page's port on 127.0.0.1. [default: 8420]")] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page where there is a screen.")] = True,
) -> None:
    """Everything on this machine: store, market, a chat page and the bot. No token, no key, no account."""
    settings = _settings(home=home, market=market, data=data, at=_time(at), speed=speed, playground_port=port)
    _log(settings, logging.WARNING)

    from bot.demo import demo as serve_demo

    _serve(serve_demo(settings, Console(), open_page=open_page))


@app.command()
def run(
    role: Roles = None,
    home: Home = None,
    market: MarketName = None,
    data: Data = None,
    at: At = None,
    speed: Speed = None,
) -> None:
    """The bot on real Discord. Its gateway needs DISCORD_TOKEN."""
    settings = _settings(home=home, market=market, data=data, at=_time(at), speed=speed)
    _run_roles(settings, frozenset(role) if role else EVERY_ROLE)


@app.command()
def worker(home: Home = None, market: MarketName = None, data: Data = None, at: At = None, speed: Speed = None) -> None:
    """Long and background work, apart from Discord: run --role worker. It needs no token."""
    _run_roles(
        _settings(home=home, market=market, data=data, at=_time(at), speed=speed), frozenset({ProcessRole.WORKER})
    )


@app.command()
def watchdog(
    home: Home = None,
    beside: Annotated[int | None, typer.Option(hidden=True, help="The process that started it beside itself.")] = None,
) -> None:
    """Tell a webhook and an address when a part of the desk falls silent, and when it is back. It runs by itself."""
    settings = _settings(home=home)
    _log(settings, name="watchdog")

    from bot.run import until_signal
    from bot.watchdog import watch

    _guarded(until_signal(watch(settings, beside=beside)))


@app.command()
def ask(
    text: Annotated[
        str,
        typer.Argument(
            help='What to ask, such as "/fib levels symbol:BTC/USDT timeframe:4h"; - reads requests from standard '
            "input, one a line, and answers each with a line of JSON."
        ),
    ],
    who: Annotated[
        str, typer.Option("--as", metavar="NAME[:ROLE]", help="Who asks: a role, a name, or both, such as ada:admin.")
    ] = "trader",
    voice: Annotated[str | None, typer.Option(help="Who answers.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do what changes something; without it that is refused.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
    png: Annotated[Path | None, typer.Option(help="Keep the card's picture in this file.")] = None,
    ics: Annotated[Path | None, typer.Option(help="Keep the calendar file of /cosmic calendar export:yes.")] = None,
    home: Home = None,
    market: MarketName = None,
    data: Data = None,
    at: At = None,
    speed: Speed = None,
) -> None:
    """One request, answered in the terminal; or with - several.

    A line of several may begin with --as NAME[:ROLE], --id ID (a change with an id that was answered before is not made
    again) and --yes. A line --step TIME moves a pinned clock on.
    """
    settings = _settings(home=home, market=market, data=data, at=_time(at), speed=speed, voice=voice)
    if text == LINES and (png or ics):
        _fail("--png, --ics: these keep one answer's file, and - asks for several.", USAGE)
    _log(settings, logging.ERROR)

    from bot.ask import Asker, show
    from bot.ask import ask as ask_once
    from bot.lines import ask_lines

    try:
        asker = Asker(*_named(who), voice=voice, confirms=yes)
    except ValueError as error:
        _fail(str(error), USAGE)
    if text == LINES:
        answered = _guarded(ask_lines(settings, asker, _named, sys.stdin.buffer, sys.stdout.buffer))
        raise typer.Exit(ANSWERED if answered else REFUSED)
    presented = _guarded(ask_once(settings, typed(text), asker))
    try:
        show(presented, as_json=as_json, png=png, ics=ics)
    except OSError as error:
        _fail(f"--png, --ics: a file cannot be kept: {error}", USAGE)
    raise typer.Exit(ANSWERED if presented.answered else REFUSED)


@app.command()
def schema(
    name: Annotated[
        list[str] | None, typer.Argument(help="Whose, such as fib levels. All of them where none is named.")
    ] = None,
) -> None:
    """What the desk can be asked and what it answers, as JSON Schema."""
    import orjson

    from bot.schema import catalog, schema_of
    from services.words.nearest import unknown

    requests = catalog()
    if not name:
        document: Any = [schema_of(request) for request in requests.values()]
    elif request := requests.get(" ".join(name).lower()):
        document = schema_of(request)
    else:
        error = unknown(" ".join(name), requests)
        near = f" Perhaps {', '.join(error.close_matches)}?" if error.close_matches else ""
        _fail(f"No request is named {error.command!r}.{near}", USAGE)
    typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))


@app.command()
def check(
    home: Home = None,
    market: MarketName = None,
    data: Data = None,
    role: Annotated[
        list[Process] | None,
        typer.Option("--role", help="Whose needs; may be repeated. [default: those of omega run]"),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Before a start: fail where something is missing or wrong that such a process needs, and not for an "
            "exchange or a model that is away.",
        ),
    ] = False,
) -> None:
    """What is configured, what is reachable, and what is missing."""
    settings = _settings(home=home, market=market, data=data)
    _log(settings, logging.CRITICAL)

    from bot.check import check as check_all

    processes = frozenset(role) if role else OF_RUN
    raise typer.Exit(ANSWERED if _guarded(check_all(settings, Console(), processes, strict=strict)) else REFUSED)


@app.command()
def health() -> None:
    """Ask the process at OMEGA_MONITORING__PORT of this machine whether it is well; the health check of a container."""
    from bot.health import trouble

    why = trouble(_settings().monitoring)
    if why:
        _fail(why, REFUSED)


@app.command()
def backup(
    to: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where to; in a folder, a file called after the time (UTC).")
    ],
    keep: Annotated[int | None, typer.Option(min=1, help="In a folder: the newest so many stay.")] = None,
    home: Home = None,
) -> None:
    """All that the desk keeps, as it is at one instant, in one file. The desk goes on meanwhile."""
    from bot.backup import backup as back_up

    _kept(_settings(home=home), lambda settings: back_up(settings, to, keep, _plain_console()))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that omega backup wrote.", exists=True, dir_okay=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Let go of what the store has now.")] = False,
    home: Home = None,
) -> None:
    """Put a backup into an empty store while nothing else runs, and compare the two."""
    from bot.backup import put_back

    _kept(_settings(home=home), lambda settings: put_back(settings, file, replace=replace, console=_plain_console()))


def _kept(settings: Settings, work: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    from services.core.errors import StoreUnavailable
    from services.store.backup.form import BadBackup
    from services.store.backup.restore import InUse, NotEmpty
    from services.store.backup.snapshot import StoreTooBusy

    _log(settings, logging.WARNING)
    try:
        _guarded(work(settings))
    except BadBackup as error:
        _fail(f"{error}.", REFUSED)
    except NotEmpty:
        _fail("There is something in the store or the home folder already; --replace lets go of it.", REFUSED)
    except InUse as error:
        _fail(f"Processes work with the store ({error}). Stop them first; a killed one counts for 15 s.", REFUSED)
    except StoreTooBusy:
        _fail("The store changes faster than it can be read. Try again when less is going on.", REFUSED)
    except StoreUnavailable as error:
        _fail(_store_away(error), REFUSED)
    except OSError as error:
        _fail(f"A file cannot be read or written: {error}", REFUSED)


journal = typer.Typer(
    name="journal",
    no_args_is_help=True,
    add_completion=False,
    help="The journals of accounts: whether they are whole, what they come to, and their records.",
)
app.add_typer(journal)
JournalName = Annotated[
    str | None, typer.Argument(help="Whose, such as paper:shell:ann. All of them where none is named.")
]


@journal.command()
def verify(account: JournalName = None, home: Home = None) -> None:
    """Follow each journal from its first record to its last, and say what is wrong."""
    from bot.journal import verify as verify_all

    settings = _settings(home=home)
    raise typer.Exit(ANSWERED if _journal(settings, verify_all(settings, account, _plain_console())) else REFUSED)


@journal.command()
def rebuild(account: JournalName = None, home: Home = None) -> None:
    """Make each account anew of its journal alone, and compare it with what is held."""
    from bot.journal import rebuild as rebuild_all

    settings = _settings(home=home)
    raise typer.Exit(ANSWERED if _journal(settings, rebuild_all(settings, account, _plain_console())) else REFUSED)


@journal.command()
def export(
    account: JournalName = None,
    file: Annotated[Path | None, typer.Option(help="Where to. [default: standard output]")] = None,
    home: Home = None,
) -> None:
    """The records, a line of JSON each; docs/journal.md tells what is in them."""
    from bot.journal import export as export_all

    settings = _settings(home=home)
    try:
        with file.open("wb") if file else nullcontext(sys.stdout.buffer) as out:
            _journal(settings, export_all(settings, account, out))
    except OSError as error:
        _fail(f"--file: it cannot be written: {error}", REFUSED)


def _journal(settings: Settings, work: Coroutine[Any, Any, Any]) -> Any:
    from bot.journal import NoSuchAccount
    from services.core.errors import StoreUnavailable
    from services.store.journal import ChainBroken

    _log(settings, logging.CRITICAL)
    try:
        return _guarded(work)
    except NoSuchAccount as error:
        _fail(str(error), USAGE)
    except ChainBroken as error:
        _fail(
            f"Record {error.seq} is missing or is not what was written: {error.why}. What is before it is right.",
            REFUSED,
        )
    except StoreUnavailable as error:
        _fail(_store_away(error), REFUSED)


def _store_away(error: Exception) -> str:
    why = f": {error.__cause__}" if error.__cause__ else "."
    return f"The store does not answer, or refuses what this needs{why}"


def _plain_console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def main() -> None:
    write_anywhere()
    app()


def _settings(**given: Any) -> Settings:
    try:
        return load(**given)
    except SettingsError as error:
        _fail(f"The settings do not fit:\n{error}", USAGE)


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        _fail(f"--at: {text!r} is no time in ISO 8601, such as 2023-12-30T19:00:00Z", USAGE)


def _named(who: str) -> tuple[str, Role]:
    """The name and the role of who asks: ``ada:admin``, ``ada`` (a trader) or ``admin`` (nobody in particular).

    Raises:
        ValueError: it is none of these.
    """
    name, colon, word = who.strip().partition(":")
    try:
        if colon:
            return _plain_name(name), Role.from_word(word)
        return (ANYBODY, Role.from_word(name)) if name in ROLES else (_plain_name(name), Role.TRADER)
    except ValueError as error:
        raise ValueError(f"--as: {error}") from None


def _plain_name(name: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,40}", name):
        raise ValueError(f"{name!r} is no name: letters, digits, dots and dashes, at most 40")
    return name


def _run_roles(settings: Settings, roles: frozenset[ProcessRole]) -> None:
    if ProcessRole.GATEWAY in roles and settings.discord_token is None:
        _fail("There is no DISCORD_TOKEN. The README tells how to make one, under “Go live on Discord”.", USAGE)
    _log(settings)

    from bot.run import run as serve_run

    _serve(serve_run(settings, roles))


def _log(settings: Settings, terminal: int = logging.INFO, *, name: str = "omega") -> None:
    as_json = settings.log == "json"
    try:
        logs.set_up(settings.home, secrets=settings.known_secrets, terminal=terminal, name=name, as_json=as_json)
    except OSError as error:
        _fail(
            f"The home folder {settings.home} cannot be used: {error}. Choose another with --home or OMEGA_HOME.", USAGE
        )


def _serve(work: Coroutine[Any, Any, None]) -> None:
    from bot.playground import PortTaken
    from bot.shards import TokenRefused

    try:
        _guarded(work)
    except TokenRefused as error:
        _fail(
            f"Discord does not take this DISCORD_TOKEN ({error}). Copy it again from the developer portal: "
            "your application, Bot, Reset Token.",
            REFUSED,
        )
    except PortTaken as error:
        _fail(str(error), REFUSED)


def _guarded(work: Coroutine[Any, Any, Any]) -> Any:
    from services.store.embedded import StoreDidNotStart
    from services.store.migrate import WrongStore

    try:
        return _run(work)
    except WrongStore as error:
        _fail(f"{error}.", REFUSED)
    except SettingsError as error:
        _fail(f"The settings do not fit:\n{error}", USAGE)
    except StoreDidNotStart as error:
        _fail(f"{error}. Another way: name a running Redis with REDIS_URL.", REFUSED)


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        import uvloop
    except ImportError:  # not on Windows
        return asyncio.run(work)
    return uvloop.run(work)


def _fail(text: str, status: int) -> NoReturn:
    Console(stderr=True, highlight=False, markup=False, emoji=False).print(text)
    raise typer.Exit(status)
