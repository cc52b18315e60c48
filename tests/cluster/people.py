"""People at the stand-in, run inside its pod: ``once`` asks commands in turn, ``steadily`` some a second until a line
is read. Both write JSON.
"""

import asyncio
import itertools
import json
import os
import sys
from collections import Counter
from time import monotonic, time
from typing import Any

from bot.playground.person import DidNotRespond, Person
from bot.playground.reply import Reply

URL = f"http://{os.environ['ADDRESS']}:8765"
COMMANDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("price", {"symbol": "btc"}),
    ("fib levels", {"symbol": "eth", "timeframe": "4h"}),
    ("balance", {}),
    ("analyze", {"symbol": "sol", "timeframe": "1h"}),
)
LATEST = 60.0


def told(reply: Reply) -> str:
    return " ".join([reply.text, *(f"{e.get('title', '')}. {e.get('description', '')}" for e in reply.embeds)]).strip()


async def once(asked: list[list[Any]]) -> list[str]:
    said = []
    async with Person(URL, "Ben") as ben:
        for name, options, *buttons in asked:
            reply = await ben.slash(name, options=options, timeout=LATEST)
            for button in buttons:
                reply = await ben.press(reply, button, timeout=LATEST)
            said.append(told(reply))
    return said


async def steadily(each_second: float) -> dict[str, Any]:
    """How many were asked, got no answer, and got more than one; and each gap: the seconds from the first that got
    none to the next that got one.
    """
    outcomes: list[tuple[float, bool]] = []
    began = time()
    waiting = set[asyncio.Task[None]]()
    stopped = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    async with Person(URL, "Ada") as ada:

        async def one(name: str, options: dict[str, str]) -> None:
            asked = monotonic()
            try:
                await ada.slash(name, options=options, timeout=LATEST)
                outcomes.append((asked, True))
            except DidNotRespond:
                outcomes.append((asked, False))

        for name, options in itertools.cycle(COMMANDS):
            task = asyncio.create_task(one(name, options))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
            if (await asyncio.wait((stopped,), timeout=1 / each_second))[0]:
                break
        await asyncio.gather(*waiting)
        await asyncio.sleep(2)  # in which a second answer would come
        answers = Counter[str]()
        for reply in await ada.history():
            asked = reply.message.get("interaction_metadata")
            if asked and asked["user"]["id"] == ada.id and (int(asked["id"]) >> 22) / 1000 + 1420070400 >= began:
                answers[asked["id"]] += 1
    outcomes.sort()
    return {
        "asked": len(outcomes),
        "unanswered": sum(not answered for _, answered in outcomes),
        "answered": len(answers),
        "twice": sum(many > 1 for many in answers.values()),
        "gaps": list(gaps(outcomes)),
    }


def gaps(outcomes: list[tuple[float, bool]]) -> Any:
    """Seconds from the first that got no answer to the next that got one."""
    first = None
    for asked, answered in outcomes:
        if answered and first is not None:
            yield round(asked - first, 1)
            first = None
        elif not answered and first is None:
            first = asked


def main() -> None:
    how, what = sys.argv[1:]
    result: Any = asyncio.run(once(json.loads(what)) if how == "once" else steadily(float(what)))
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
