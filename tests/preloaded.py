"""What a process of ``omega`` imports, whatever it is asked: ``tests.forked`` imports it once for all of them."""

import uvloop as uvloop

from bot.app import SUBJECTS
from personas.render import Voices
from services.core.handlers import find

find(SUBJECTS)
Voices()
