"""Each line of the log says for which ask it was written, from the door to the exchange."""

from pathlib import Path

import orjson

from bot.playground import Playground
from bot.playground.person import Person
from tests.conftest import eventually
from tests.house import Bot, omega


def lines(home: Path) -> list[dict[str, str]]:
    return [orjson.loads(line) for line in (home / "logs" / "omega.log").read_text().splitlines()]


async def test_an_ask_in_the_shell_is_followed_to_the_exchange(tmp_path: Path, unused_tcp_port: int) -> None:
    away = {"OMEGA_EXCHANGE_URL": f"http://127.0.0.1:{unused_tcp_port}"}
    status, out, _ = await omega("ask", "-", home=tmp_path, variables=away, lines="/fib levels btc\n/chart eth\n")
    assert status == 1, out
    at_exchange = [each["request"] for each in lines(tmp_path) if each["event"] == "exchange does not answer"]
    at_desk = [each["request"] for each in lines(tmp_path) if each["event"] == "not answered"]
    assert len(set(at_desk)) == 2
    assert set(at_exchange) == set(at_desk)
    assert all(each.startswith("shell:") for each in at_desk)


async def test_an_interaction_is_followed_by_its_own_id(playground: Playground, tmp_path: Path) -> None:
    async with (
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path, OMEGA_MARKET="live", OMEGA_EXCHANGE_URL="http://127.0.0.1:9") as bot,
    ):
        await ben.slash("fib levels", symbol="btc")

        def told() -> list[dict[str, str]]:
            return [each for each in lines(bot.home) if each["event"] in ("exchange does not answer", "not answered")]

        await eventually(lambda: len(told()) >= 1)  # the exchange may be asked already, for nobody
        ids = {each["request"] for each in told() if "request" in each}
        assert len(ids) == 1
        door, _, number = ids.pop().partition(":")
        assert door == "discord"
        assert number.isdigit()
        assert len(number) > 15  # Discord's, of the interaction
