"""Faults on purpose: what the network and Discord do to a bot on a bad day.

A rule strikes ``times`` times and is gone. ``match`` says where:

    callback   the first answer to an interaction          followup   a further message to an interaction
    edit       changing a message, @original included      message    a message sent to a channel
    commands   registering commands                        gateway    the gateway
    any        wherever ``kind`` makes sense

and ``kind`` what happens there:

    429        refused, with Retry-After ``seconds``       500        refused with status ``code`` (500)
    delay      answered ``seconds`` late                   reset      the TCP connection is reset
    lost       done, and then the TCP connection is reset
    drop       the gateway's socket is cut without a word  reconnect  the gateway asks the bot to reconnect (op 7)
    close      the gateway closes with ``code`` (4000)

On the gateway 429, 500 and reset meet the handshake, delay holds back an event; drop, reconnect and close strike at
once when a bot is connected, and then each time it has come back, until the rule is used up. A request that is refused
or reset has had no effect; one that is lost has.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from bot.playground.errors import Json

MATCHES = frozenset({"callback", "followup", "edit", "message", "commands", "gateway", "any"})
REQUEST_KINDS = frozenset({"429", "500", "delay", "reset", "lost"})
HANDSHAKE_KINDS = frozenset({"429", "500", "reset"})
GATEWAY_KINDS = frozenset({"drop", "reconnect", "close"})
DELAY = frozenset({"delay"})


@dataclass(slots=True)
class Rule:
    """One fault, and how many times it has yet to strike."""

    match: str
    kind: str
    times: int
    seconds: float
    code: int


class Faults:
    """The rules in force. The first that fits a place is the one that strikes there."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._on_gateway_fault: Callable[[], None] = lambda: None

    def __bool__(self) -> bool:
        return bool(self._rules)

    def on_gateway_fault(self, strike: Callable[[], None]) -> None:
        """Call ``strike`` when a rule is added that does not wait for a request."""
        self._on_gateway_fault = strike

    def add(
        self, match: str, kind: str, *, times: int = 1, seconds: float | None = None, code: int | None = None
    ) -> None:
        """Add a rule. ``seconds`` is 1 unless given, ``code`` 4000 for close and 500 otherwise.

        Raises ValueError in plain words when the rule could never strike.
        """
        if match not in MATCHES:
            raise ValueError(f"match is one of {', '.join(sorted(MATCHES))}, not {match!r}")
        if kind not in REQUEST_KINDS | GATEWAY_KINDS:
            raise ValueError(f"kind is one of {', '.join(sorted(REQUEST_KINDS | GATEWAY_KINDS))}, not {kind!r}")
        if kind in GATEWAY_KINDS and match not in {"gateway", "any"}:
            raise ValueError(f"{kind} happens on the gateway, not on {match} (to cut a request's connection use reset)")
        if times < 1:
            raise ValueError(f"times is 1 or more, not {times}")
        default = 4000 if kind == "close" else 500
        self._rules.append(Rule(match, kind, times, 1.0 if seconds is None else seconds, code or default))
        if kind in GATEWAY_KINDS:
            self._on_gateway_fault()

    def add_json(self, rule: Json) -> None:
        """Add a rule given as JSON: the arguments of ``add`` by name. Raises ValueError when it does not fit."""
        unknown = rule.keys() - {"match", "kind", "times", "seconds", "code"}
        if unknown:
            raise ValueError(f"unknown {', '.join(sorted(unknown))}")
        match, kind, times = rule.get("match", "any"), rule.get("kind"), rule.get("times", 1)
        seconds, code = rule.get("seconds"), rule.get("code")
        if (
            not isinstance(times, int)
            or not isinstance(code, int | None)
            or not isinstance(seconds, int | float | None)
        ):
            raise ValueError("times and code are whole numbers, seconds is a number")
        self.add(str(match), str(kind), times=times, seconds=seconds, code=code)

    def clear(self) -> None:
        self._rules.clear()

    def take(self, place: str, kinds: Set[str]) -> Rule | None:
        """The rule that strikes at ``place`` now, with one of ``kinds``; counted as struck."""
        for rule in self._rules:
            if rule.match in (place, "any") and rule.kind in kinds:
                rule.times -= 1
                if not rule.times:
                    self._rules.remove(rule)
                return rule
        return None
