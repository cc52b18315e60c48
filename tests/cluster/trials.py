"""What is done to a desk while people ask, and what has to hold of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Final

from tests.cluster import stand_in
from tests.cluster.desk import Desk, eventually, seconds_to_ready, waiting_for
from tests.cluster.kubectl import Object

EACH_SECOND: Final = 5.0
ALONE: Final = 60.0
"""Seconds in which a pod without a stand-by serves again."""
AFTER_A_KILL: Final = 15.0
HANDED_OVER: Final = 3.0
KEPT: Final = (["account list", {}], ["alert list", {}])


@dataclass(frozen=True)
class Seen:
    """One line of the table."""

    what: str
    seen: str
    held: bool


class Asked:
    """What became of what people asked meanwhile."""

    counted: Object


@contextmanager
def people_asking() -> Iterator[Asked]:
    asking, asked = stand_in.Asking(EACH_SECOND), Asked()
    sleep(4)
    try:
        yield asked
        sleep(4)
    finally:
        asked.counted = asking.stop()


def counted(what: str, asked: Object, longest: float, also: str = "") -> Seen:
    gaps = asked["gaps"]
    told = ", ".join(f"{gap} s" for gap in gaps) or "none"
    seen = f"{asked['asked']} asked, {asked['unanswered']} unanswered, {asked['twice']} twice; gaps: {told}{also}"
    held = (
        not asked["twice"]
        and max(gaps, default=0) <= longest
        and asked["answered"] >= asked["asked"] - asked["unanswered"]
    )
    return Seen(what, seen, held)


def starts(desk: Desk) -> Iterator[Seen]:
    began = monotonic()
    desk.apply()
    left = f"; {len(desk.left)} objects left out or changed for this cluster" if desk.left else ""
    yield Seen("applied", f"all ready after {monotonic() - began:.0f} s{left}", True)
    for pod in desk.pods("app.kubernetes.io/part-of=omega"):
        restarts = sum(each["restartCount"] for each in pod["status"]["containerStatuses"])
        name = pod["metadata"]["name"]
        yield Seen(f"start of {name}", f"ready after {seconds_to_ready(pod):.0f} s, {restarts} restarts", not restarts)


def answers(desk: Desk) -> Iterator[Seen]:
    (price,) = desk.answers(["price", {"symbol": "btc"}])
    yield Seen("/price", price[:60], "BTC" in price)
    new, alert = desk.answers(
        ["account new", {"called": "trial", "balance": 5000}],
        ["alert add", {"symbol": "btc", "when": "above 900000"}, "Confirm"],
    )
    yield Seen("/account new", new[:60], "trial" in new.lower())
    yield Seen("/alert add", alert[:60], alert.startswith("Set"))


def kept(desk: Desk) -> bool:
    """Whether the account and the alert of before are there."""
    accounts, alerts = desk.answers(*KEPT)
    return "trial" in accounts and "900" in alerts


def process_killed(desk: Desk) -> Iterator[Seen]:
    alone = desk.replicas("statefulset/omega-gateway") == 1
    for name, program, longest in (
        ("omega-gateway-0", "omega", ALONE if alone else AFTER_A_KILL),
        ("omega-redis-0", "valkey-server", ALONE),
    ):
        with people_asking() as asked:
            stand_in.kill(desk.pod(name)["metadata"]["uid"], program)
            took = eventually(lambda name=name: _restarted(desk, name), f"a restart of {name}")
            desk.rolled_out()
        yield counted(f"kill -9 in {name}", asked.counted, longest, f"; its container ready after {took:.0f} s")
        yield Seen("account and alert", "there" if kept(desk) else "gone", kept(desk))


def _restarted(desk: Desk, name: str) -> bool:
    status = desk.pod(name)["status"]["containerStatuses"][0]
    return bool(status["restartCount"] and status["ready"])


def store_deleted(desk: Desk) -> Iterator[Seen]:
    with people_asking() as asked:
        before = desk.pod("omega-redis-0")["metadata"]["uid"]
        began = monotonic()
        desk.kubectl("delete", "pod", "omega-redis-0")
        eventually(lambda: _another(desk, "omega-redis-0", before), "another omega-redis-0")
        desk.rolled_out("statefulset/omega-redis")
        took = monotonic() - began
        desk.answers(["price", {"symbol": "btc"}])
    yield counted("pod of the store deleted", asked.counted, ALONE, f"; ready after {took:.0f} s")
    yield Seen("account and alert", "there" if kept(desk) else "gone", kept(desk))


def _another(desk: Desk, name: str, uid: str) -> bool:
    return any(
        p["metadata"]["name"] == name and p["metadata"]["uid"] != uid
        for p in desk.pods("app.kubernetes.io/part-of=omega")
    )


def rolled_out_anew(desk: Desk) -> Iterator[Seen]:
    for workload in desk.workloads:
        gateway = workload == "statefulset/omega-gateway"
        alone = desk.replicas("statefulset/omega-gateway") == 1
        with people_asking() as asked:
            began = monotonic()
            desk.kubectl("rollout", "restart", workload)
            desk.rolled_out(workload)
            took = monotonic() - began
        longest = (ALONE if alone else HANDED_OVER) if gateway else 0.0
        yield counted(f"rollout restart of {workload}", asked.counted, longest, f"; took {took:.0f} s")


def standby(desk: Desk) -> Iterator[Seen]:
    """One pod more than serve; it takes over from the one that ends, and from the one that is killed."""
    before = desk.replicas("statefulset/omega-gateway")
    if before == 1:
        with people_asking() as asked:
            desk.scale("statefulset/omega-gateway", 2)
            desk.rolled_out("statefulset/omega-gateway")
        yield counted("scaled to a stand-by", asked.counted, 0.0)
    with people_asking() as asked:
        desk.kubectl("delete", "pod", "omega-gateway-0")
        desk.rolled_out("statefulset/omega-gateway")
    yield counted("pod of a gateway deleted, beside a stand-by", asked.counted, HANDED_OVER)
    for name in [pod["metadata"]["name"] for pod in desk.pods("app.kubernetes.io/component=gateway")]:
        with people_asking() as asked:
            stand_in.kill(desk.pod(name)["metadata"]["uid"], "omega")
            eventually(lambda name=name: _restarted(desk, name), f"a restart of {name}")
        yield counted(f"kill -9 in {name}, beside a stand-by", asked.counted, AFTER_A_KILL)
    if before == 1:
        with people_asking() as asked:
            desk.scale("statefulset/omega-gateway", 1)
            eventually(lambda: len(desk.pods("app.kubernetes.io/component=gateway")) == 1, "the end of the stand-by")
            desk.answers(["price", {"symbol": "btc"}])
        yield counted("scaled down to one", asked.counted, HANDED_OVER)


def backed_up(desk: Desk) -> Iterator[Seen]:
    """Backed up by the CronJob's job, the store lost with its volume, restored by the other's."""
    if not desk.kubectl("get", "cronjobs", "--output=name"):
        return
    began = monotonic()
    said = desk.job("omega-backup", "backup-trial")
    file = re.search(r"/backups/\S+\.omega\.zst", said)
    yield Seen(
        "backup by hand", f"{said.strip().splitlines()[-1][:90]} ({monotonic() - began:.0f} s)", file is not None
    )
    if file is None:
        return
    replicas = {workload: desk.replicas(workload) for workload in desk.workloads}
    for workload in (*replicas, "statefulset/omega-redis"):
        desk.scale(workload, 0)
    desk.gone("app.kubernetes.io/component in (gateway, worker, scheduler, watchdog, redis)")
    desk.kubectl("delete", "persistentvolumeclaim", "data-omega-redis-0")
    desk.scale("statefulset/omega-redis", 1)
    desk.rolled_out("statefulset/omega-redis")
    began = monotonic()
    desk.kubectl("set", "env", "cronjob/omega-restore", f"BACKUP={file[0]}")
    said = desk.job("omega-restore", "restore-trial")
    yield Seen("store lost, restore", f"{said.strip().splitlines()[-1][:90]} ({monotonic() - began:.0f} s)", True)
    for workload, many in replicas.items():
        desk.scale(workload, many)
    desk.rolled_out()
    yield Seen("account and alert", "there" if kept(desk) else "gone", kept(desk))


def wrong_token(desk: Desk) -> Iterator[Seen]:
    """What an operator sees of a token that Discord refuses, and whether who is there goes on."""
    last = f"omega-gateway-{desk.replicas('statefulset/omega-gateway') - 1}"
    with people_asking() as asked:
        desk.secrets(DISCORD_TOKEN="wrong")  # noqa: S106
        desk.kubectl("delete", "pod", last)
        eventually(lambda: "Crash" in waiting_for(desk.pod(last)), f"{last} that does not start")
        said = desk.kubectl("logs", last, "--container=check")
    line = next((line for line in said.splitlines() if line.startswith("no")), said.strip())
    yield Seen("a wrong token", f"{waiting_for(desk.pod(last))}; check: {line[:90]}", "DISCORD_TOKEN" in line)
    if last != "omega-gateway-0":
        yield counted("meanwhile", asked.counted, 0.0)
    desk.secrets()
    took = eventually(lambda: _ready(desk, last), f"{last} with the right token")
    yield Seen("the right one again", f"ready by itself after {took:.0f} s", True)


def wrong_image(desk: Desk) -> Iterator[Seen]:
    last = f"omega-gateway-{desk.replicas('statefulset/omega-gateway') - 1}"
    with people_asking() as asked:
        desk.kubectl(
            "set",
            "image",
            "statefulset/omega-gateway",
            "omega=registry.invalid/omega:none",
            "check=registry.invalid/omega:none",
        )
        eventually(lambda: "Image" in waiting_for(desk.pod(last)), f"{last} without an image")
    yield Seen("an image that is not there", waiting_for(desk.pod(last)), True)
    if last != "omega-gateway-0":
        yield counted("meanwhile", asked.counted, 0.0)
    desk.kubectl("rollout", "undo", "statefulset/omega-gateway")
    took = eventually(lambda: _ready(desk, last), f"{last} with its image")
    yield Seen("kubectl rollout undo", f"ready by itself after {took:.0f} s", True)


def _ready(desk: Desk, name: str) -> bool:
    found = [pod for pod in desk.pods("app.kubernetes.io/component=gateway") if pod["metadata"]["name"] == name]
    return any(c["type"] == "Ready" and c["status"] == "True" for pod in found for c in pod["status"]["conditions"])


Trial = Callable[[Desk], Iterator[Seen]]
TRIALS: Final[tuple[Trial, ...]] = (
    starts,
    answers,
    process_killed,
    store_deleted,
    rolled_out_anew,
    standby,
    backed_up,
    wrong_token,
    wrong_image,
)
