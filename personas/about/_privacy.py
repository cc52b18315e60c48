"""What is kept of people, in words."""

from collections.abc import Mapping
from typing import Any

import orjson
from markupsafe import Markup

from personas.escaping import escape
from personas.format import count, counted, duration, listed, time
from personas.phrasing import capital, marked
from services.house.privacy import KeptFacts, PrivacyAnswer
from services.store.keys import Kind

NAMED = 8
"""Kinds that the first line of a card names."""
WORDS: Mapping[Kind, tuple[str, str]] = {
    "voice": ("voice", "until `/persona use voice:default`"),
    "settings": ("settings", "until `/settings set` takes them back"),
    "place": ("place", "until `/cosmic place place:none`"),
    "accounts": ("account names", "until you are forgotten"),
    "journal": ("account journals", "each order, fill and cancel, until you are forgotten"),
    "open": ("open accounts", "while it is open"),
    "agents": ("agent", "its level, markets and what waits; until it does nothing, at the usual level"),
    "leaderboard": ("places on leaderboards", "until `/ranked on:no`"),
    "learning": ("learning", "questions you answered, days and guesses; until you are forgotten"),
    "class": ("places in classes", "until `/class leave`"),
    "alerts": ("alerts", "until they fire, expire or are deleted (`/alert delete`)"),
    "notifications": ("private notifications and quiet hours", "until `/notifications` takes them back"),
    "watchlists": ("watchlists", "until `/watchlist remove symbols:all`"),
    "schedules": ("schedules", "until they end or are deleted (`/schedule delete`)"),
    "jobs": ("long work", "what you had worked out, and the answer; the newest ten, until you are forgotten"),
    "told": ("marks of what was told", "at most"),
    "untold": (
        "notifications that wait or could not be told",
        "until told, or until newer ones take their room",
    ),
    "owed replies": ("owed replies", "with your name and what you asked; until given, at most"),
    "greeted": ("when first greeted", "until you are forgotten"),
    "audit": ("name in the log of changes", "for good, and without your name once you are forgotten"),
    "rate": ("how often you asked", "at most, also when you are forgotten"),
}
"""What each is, and how long it is kept; behind the latter stands the time, where there is one."""


def kept_line(fact: KeptFacts) -> Markup:
    """``**Place**: name Zürich, time_zone Europe/Zurich; until …``"""
    label, until = WORDS[fact.kind]
    values = "; ".join(map(_plain, fact.values))
    wait = Markup("") if fact.seconds is None else Markup(" {}").format(duration(fact.seconds))
    if fact.journals:
        shown = listed(
            marked("{}, {}").format(escape(each.account), counted(each.records, "record")) for each in fact.journals
        )
    elif fact.at is not None:
        shown = time(fact.at)
    elif values:
        shown = escape(values)
    else:
        shown = counted(fact.many, "line") if fact.kind == "audit" else count(fact.many)
    return marked("**{}**: {} ({}{})").format(capital(marked(label)), shown, marked(until), wait)


def kept_kinds(answer: PrivacyAnswer, *, there: bool = True) -> Markup:
    """``voice and place``: what there is, or is not, of the asker."""
    found = _kinds(answer, there)
    return listed(found) if found else Markup("")


def first_kinds(answer: PrivacyAnswer) -> Markup:
    """``voice, settings, place and more``: as many of them as a first line has room for."""
    found = _kinds(answer, there=True)
    return listed([*found[:NAMED], "more"]) if len(found) > NAMED else kept_kinds(answer)


def _kinds(answer: PrivacyAnswer, there: bool) -> list[str]:
    return [WORDS[fact.kind][0] for fact in answer.kept if bool(fact.many) == there]


def _plain(value: str) -> str:
    """JSON as words; other text as it is."""
    try:
        held: Any = orjson.loads(value)
    except ValueError:
        return value
    if not isinstance(held, dict):
        return value
    return ", ".join(f"{name.replace('_', ' ')} {each}" for name, each in held.items() if each is not None)
