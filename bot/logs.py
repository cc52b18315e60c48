"""Where the log goes: lines of JSON into the home folder, and what a person should see onto the terminal."""

import logging
import logging.handlers
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FILE_BYTES = 5_000_000
FILES = 3
REDACTED = "[secret]"

# A Discord token, and the password of a URL: kept out of the log even where nobody knew that they would come by.
SECRET_SHAPES = re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|(?<=://)[^/\s@]*:[^/\s@]+(?=@)")


class Redact:
    """Takes secrets out of log entries, wherever they stand in them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {key: self.text(value) if isinstance(value, str) else value for key, value in event.items()}

    def text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return SECRET_SHAPES.sub(REDACTED, text)


def set_up(home: Path, *, secrets: Iterable[str] = (), terminal: int = logging.INFO, name: str = "omega") -> None:
    """Log to ``home/logs/omega.log`` (rotated; under another ``name``, to a file of that name), and from level
    ``terminal`` on to standard error."""
    (home / "logs").mkdir(parents=True, exist_ok=True)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        Redact(secrets),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    file = _File(home / "logs" / f"{name}.log", maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
    file.setFormatter(_formatter(structlog.processors.JSONRenderer(ensure_ascii=False), shared))
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(terminal)
    colours = sys.stderr.isatty()
    screen.setFormatter(_formatter(structlog.dev.ConsoleRenderer(colors=colours), shared))
    root = logging.getLogger()
    root.handlers[:] = [file, screen]
    root.setLevel(logging.INFO)
    for noisy in ("discord", "aiohttp.access", "ccxt", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _File(logging.handlers.RotatingFileHandler):
    """The log's file. That it cannot be written is said once, and again only after it could be."""

    _said = _failed = False

    def emit(self, record: logging.LogRecord) -> None:
        self._failed = False
        super().emit(record)
        self._said = self._failed

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base's name
        error, self._failed = sys.exc_info()[1], True
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._said:
            sys.stderr.write(f"The log {self.baseFilename} cannot be written: {error.strerror}.\n")


def _formatter(renderer: Processor, shared: list[Processor]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
    )
