"""If these failed, every start of the program would wait for exchanges and pictures it may never need."""

import subprocess
import sys

HEAVY = ("ccxt", "PIL", "discord", "aiohttp", "pandas", "requests", "cryptography")


def test_the_market_and_fibonacci_are_imported_without_what_is_heavy() -> None:
    script = f"""
import sys
import services.studies.fib_confluence, services.market.view, services.market.live, services.market.replay
import services.studies.price, services.market.sim
heavy = [name for name in {HEAVY!r} if name in sys.modules]
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)  # noqa: S603 - the script above
