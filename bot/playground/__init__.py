"""A Discord stand-in: the real wire protocol for bots, and a page for people to chat with them.

It imports no other room of the house. Start it with ``python -m bot.playground``, or from Python with ``Playground``;
``bot.playground.person.Person`` plays a person from Python.
"""

from bot.playground.errors import PlaygroundError, PortTaken
from bot.playground.limits import Limits, Rate
from bot.playground.server import Playground

__all__ = ["Limits", "Playground", "PlaygroundError", "PortTaken", "Rate"]
