"""``omega``, and ``python -m bot``: listens for being told to end before it imports anything that takes its time.

The first process of a container hears no signal that it has no handler for. Whoever serves listens by itself later.
"""

import signal
from typing import NoReturn


def _told_to_end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def main() -> None:
    signal.signal(signal.SIGTERM, _told_to_end)

    from bot.cli import main as run_command

    run_command()


if __name__ == "__main__":
    main()
