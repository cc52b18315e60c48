"""/notifications failed, again: what could not be told, and telling it once more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Final

import orjson
from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.principal import SHELL, Principal
from services.core.request import Answer, Change, Frozen, Personal
from services.core.roles import Role
from services.core.work import Work
from services.notifications.mailbox import DeadLetter, Mailbox, Reason
from services.store import keys

SHOWN: Final = 10


class FailedFacts(Frozen):
    """What could not be told, by its number: of which ``subject``, about which market, when it happened and when that
    was given up, and why. ``channel`` is where, ``None`` in private: what was to be told somebody is not shown."""

    number: int
    subject: str
    market: str | None
    happened_at: datetime
    at: datetime
    channel: str | None
    reason: Reason
    detail: str


class NotificationsFailedAnswer(Answer):
    """The newest of ``total``."""

    failed: tuple[FailedFacts, ...]
    total: int


class NotificationsAgainAnswer(Answer):
    """So many are told once more; ``left`` still could not be."""

    again: int
    left: int


class NotificationsFailed(Personal[NotificationsFailedAnswer]):
    """What could not be told in the channels of the server; at the shell anywhere."""

    name: ClassVar[str] = "notifications failed"
    summary: ClassVar[str] = "What could not be told, where and why: a missing permission, a deleted channel"
    means: ClassVar[str] = "What the desk wanted to tell and Discord did not take, or may not have taken."
    also: ClassVar[tuple[str, ...]] = ("failed notifications", "dead letters", "undelivered")
    role: ClassVar[Role | None] = Role.ADMIN


class NotificationsAgain(Change[NotificationsAgainAnswer]):
    """Tell it once more."""

    name: ClassVar[str] = "notifications again"
    summary: ClassVar[str] = "Tell once more what could not be told"
    means: ClassVar[str] = "It waits for its turn again. What may have been told already is then told twice."
    also: ClassVar[tuple[str, ...]] = ("send again", "retry notifications")
    example: ClassVar[str] = "number:12"
    role: ClassVar[Role | None] = Role.ADMIN

    number: Annotated[
        int | None, Field(ge=1, description="Its number in /notifications failed; all of them if left out")
    ] = None


@answers(NotificationsFailed)
async def answer_notifications_failed(
    _request: NotificationsFailed, principal: Principal, mailbox: Mailbox, clock: Clock
) -> NotificationsFailedAnswer:
    """The newest that the asker may see."""
    letters = _seen_by(principal, await mailbox.dead())
    shown = [facts for number, each in letters.items() if (facts := _facts(number, each)) is not None]
    return NotificationsFailedAnswer(as_of=clock.now(), failed=tuple(shown[:SHOWN]), total=len(shown))


@answers(NotificationsAgain)
async def answer_notifications_again(
    request: NotificationsAgain, ask: Ask[NotificationsAgain], work: Work, mailbox: Mailbox, clock: Clock
) -> NotificationsAgainAnswer:
    """Put what could not be told into the outbox, for the place where it could not.

    Raises:
        InvalidRequest: there is none of that number that the asker may see.
    """
    letters = _seen_by(ask.principal, await mailbox.dead())
    chosen = letters if request.number is None else {n: each for n, each in letters.items() if n == request.number}
    if not chosen:
        of = "" if request.number is None else f" with the number {request.number}"
        raise InvalidRequest(problems=(f"number: nothing{of} waits to be told again; see /notifications failed",))
    for number, letter in sorted(chosen.items()):
        work.hash_delete(keys.DEAD_LETTERS, str(number))
        entry: dict[str, bytes | str] = {
            "event": orjson.dumps(letter.event),
            "to": letter.to.model_dump_json(),
            "again": str(number),
        }
        work.append(keys.OUTBOX, entry)
    return NotificationsAgainAnswer(as_of=clock.now(), again=len(chosen), left=len(letters) - len(chosen))


def _seen_by(principal: Principal, letters: Mapping[int, DeadLetter]) -> dict[int, DeadLetter]:
    """Of the asker's server, and what was to be told them in private; at the shell all."""
    return {
        number: letter
        for number, letter in letters.items()
        if principal.door == SHELL
        or (letter.to.channel is not None and letter.to.server is not None and letter.to.server == principal.server)
        or (letter.to.channel is None and letter.to.person == principal.id)
    }


def _facts(number: int, letter: DeadLetter) -> FailedFacts | None:
    try:
        event = letter.read()
    except ValueError:  # of another version
        return None
    return FailedFacts(
        number=number,
        subject=event.subject,
        market=event.market,
        happened_at=event.at,
        at=letter.at,
        channel=letter.to.channel,
        reason=letter.reason,
        detail=letter.detail,
    )
