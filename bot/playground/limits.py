"""The numbers: what Discord allows, and what the stand-in keeps.

Discord's own are constants, taken from its documentation. Those a test or a bench may want otherwise are in ``Limits``.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTENT = 2_000
EMBEDS = 10
EMBED_TOTAL = 6_000
"""Characters in all embeds of a message: titles, descriptions, field names and values, footers and author names."""
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4_096
EMBED_FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1_024
FOOTER_TEXT = 2_048
AUTHOR_NAME = 256
COLOR = 0xFFFFFF

ACTION_ROWS = 5
BUTTONS_A_ROW = 5
COMPONENTS = 40
CUSTOM_ID = 100
BUTTON_LABEL = 80
BUTTON_URL = 512
SELECT_OPTIONS = 25
SELECT_TEXT = 100
SELECT_PLACEHOLDER = 150
DISPLAY_TEXT = 4_000
MODAL_TITLE = 45
MODAL_COMPONENTS = 5
INPUT_LABEL = 45
INPUT_PLACEHOLDER = 100
INPUT_VALUE = 4_000

COMMANDS = 100
CONTEXT_COMMANDS = 15
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 100
COMMAND_OPTIONS = 25
COMMAND_TOTAL = 8_000
CHOICES = 25
CHOICE_TEXT = 100
STRING_OPTION = 6_000
INTEGER = 2**53

FILES = 10
BULK_DELETE = (2, 100)

FLAG_EPHEMERAL = 1 << 6
FLAG_LOADING = 1 << 7
FLAG_COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests a route takes in a window of ``seconds``, for each channel, guild or webhook apart."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What may differ from one stand-in to another. Times in seconds, sizes in bytes."""

    callback_seconds: float = 3.0
    token_seconds: float = 15 * 60.0
    file_bytes: int = 10 * 1024 * 1024
    heartbeat_seconds: float = 41.25
    resume_seconds: float = 120.0
    """How long a lost gateway session waits to be resumed."""
    gateway_events: int = 120
    """Events a bot may send over the gateway in 60 s, as Discord counts them."""
    shards: int = 1
    """As many as a bot is recommended to connect with."""
    sessions: int = 1_000
    """How many more may begin today: one more, and the token is taken away."""
    max_concurrency: int = 1
    """How many shards may begin a session in ``identify_seconds``: one of each rest of their number by this one."""
    identify_seconds: float = 0.0
    """Discord's are 5; who comes too early is told that the session is invalid. None unless asked for."""
    disallowed_intents: int = 0
    """Privileged intents that were not enabled for the bot: asking for one closes with 4014."""
    rate: Rate | None = None
    """Per-route rate limit with X-RateLimit headers; none unless asked for."""

    replay_events: int = 4_000
    messages_per_channel: int = 500
    attachment_bytes: int = 256 * 1024 * 1024
    """What all attachments may take together: the oldest are forgotten first."""
    interactions: int = 20_000
    """Interactions whose token is remembered: the oldest are forgotten first, as if they had expired."""
    page_backlog: int = 20_000
    """Frames a page may lag behind before it is cut off (it reconnects and reads the history)."""
