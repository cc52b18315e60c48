"""``python -m bot``: the ``omega`` command."""

from bot.cli import main

main()
