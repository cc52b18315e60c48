"""/signals add, list and delete: who may send signals to a server."""

import re
import secrets
from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.accounts.naming import place_of, server_asked
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.options import OtherName, Suggested
from services.core.principal import Principal
from services.core.request import Audience, Change, Personal
from services.core.roles import Role
from services.core.work import Work
from services.market.timeframes import to_ms
from services.signals.book import SignalBook
from services.signals.facts import SignalAddedAnswer, SignalDeletedAnswer, SignalFacts, SignalListAnswer
from services.signals.record import NAME, Signal, digest_of
from services.signals.terms import SignalTerms
from services.store import keys

SECRET_BYTES: Final = 24
USUAL_NAMES_OF_SIGNALS: Final = ("tradingview", "breakout", "trend")
"""Suggested to whoever adds one."""
SignalName = Annotated[
    str,
    Suggested("signals"),
    OtherName("name"),
    Field(min_length=1, max_length=30, description="Which signal, by its name"),
]
_NAMED: Final = re.compile(r"^(?:name|signal)\s*[:=]\s*")


class SignalAdd(Change[SignalAddedAnswer]):
    """Let another program send the signal ``signal``."""

    name: ClassVar[str] = "signals add"
    summary: ClassVar[str] = "Let another program, such as TradingView, send a signal to this server"
    means: ClassVar[str] = (
        "Where the signal is sent to, its secret, which is told this once, and what to send. It becomes an event that "
        "alerts can wait for, and no order."
    )
    also: ClassVar[tuple[str, ...]] = ("add a signal", "new signal", "webhook")
    example: ClassVar[str] = "signal:breakout"
    role: ClassVar[Role | None] = Role.ADMIN
    audience: ClassVar[Audience] = Audience.CONFIDENTIAL

    signal: Annotated[str, Suggested("signal names"), OtherName("name")] = Field(
        min_length=1, max_length=30, description="What to call it: letters, digits and dashes, such as breakout"
    )


class SignalList(Personal[SignalListAnswer]):
    """The server's signals."""

    name: ClassVar[str] = "signals list"
    summary: ClassVar[str] = "The signals that other programs may send to this server, and what each does"
    means: ClassVar[str] = "Each signal with its address, when it last came in, and the order that it places, if any."
    also: ClassVar[tuple[str, ...]] = ("signals", "webhooks")
    role: ClassVar[Role | None] = Role.ADMIN


class SignalDelete(Change[SignalDeletedAnswer]):
    """Let ``signal`` be sent no more."""

    name: ClassVar[str] = "signals delete"
    summary: ClassVar[str] = "Take a signal away: what is sent with its secret is refused from then on"
    means: ClassVar[str] = "The signal that is there no more. Alerts that wait for it wait in vain."
    also: ClassVar[tuple[str, ...]] = ("remove a signal", "delete a signal")
    example: ClassVar[str] = "signal:breakout"
    role: ClassVar[Role | None] = Role.ADMIN

    signal: SignalName


@answers(SignalAdd)
async def answer_signal_add(
    request: SignalAdd, ask: Ask[SignalAdd], work: Work, book: SignalBook, terms: SignalTerms, clock: Clock
) -> SignalAddedAnswer:
    """Draw a secret, and keep what it is known by.

    Raises:
        InvalidRequest: the name will not do, is taken, or is one too many.
    """
    place, name = place_asked(ask.principal), plain(request.signal)
    if not NAME.fullmatch(name):
        raise InvalidRequest(problems=("signal: a to z, 0 to 9 and dashes, at most 30",))
    known = [each.name for each in await book.of(place)]
    if name in known:
        raise InvalidRequest(problems=(f"signal: there is one called {name}; delete it for a new secret",))
    if len(known) >= terms.per_server:
        raise InvalidRequest(problems=(f"signal: there are {len(known)}, which is as many as one server may have",))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Signal(id=secrets.token_hex(8), place=place, name=name, digest=digest_of(secret), made=to_ms(clock.now()))
    work.hash_set(keys.SIGNALS, made.id, made.model_dump_json())
    return SignalAddedAnswer(
        as_of=clock.now(),
        signal=SignalFacts.of(made, terms),
        secret=secret,
        open=terms.port is not None,
        used=len(known) + 1,
        quota=terms.per_server,
    )


@answers(SignalList)
async def answer_signal_list(
    _request: SignalList, principal: Principal, book: SignalBook, terms: SignalTerms, clock: Clock
) -> SignalListAnswer:
    """What there is."""
    seen, signals = await book.seen(), await book.of(place_asked(principal))
    return SignalListAnswer(
        as_of=clock.now(),
        signals=tuple(SignalFacts.of(each, terms, seen.get(each.id)) for each in signals),
        mapped=sum(each.order is not None for each in signals),
        open=terms.port is not None,
        quota=terms.per_server,
    )


@answers(SignalDelete)
async def answer_signal_delete(
    request: SignalDelete, ask: Ask[SignalDelete], work: Work, book: SignalBook, terms: SignalTerms, clock: Clock
) -> SignalDeletedAnswer:
    """Take it away.

    Raises:
        UnknownSignal: there is none of that name.
    """
    found = await book.named(place_asked(ask.principal), plain(request.signal))
    work.hash_delete(keys.SIGNALS, found.id)
    work.hash_delete(keys.SIGNALS_SEEN, found.id)
    return SignalDeletedAnswer(as_of=clock.now(), signal=SignalFacts.of(found, terms))


async def suggest_signals(principal: Principal, book: SignalBook) -> list[str]:
    """The names of the server's signals."""
    place = place_of(principal)
    return [] if place is None else [each.name for each in await book.of(place)]


def place_asked(principal: Principal) -> str:
    """The server whose signals are meant.

    Raises:
        InvalidRequest: it is asked in private.
    """
    return server_asked(principal, "signal: signals are a server's; give the command there")


def plain(name: str) -> str:
    """``name`` as it is kept."""
    return _NAMED.sub("", name.strip().lower())
