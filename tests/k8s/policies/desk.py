"""What the desk needs of a cluster."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import yaml
from docket import Docket
from typer.testing import CliRunner

from bot.app import source_of
from bot.cli import app as cli
from config.settings import HOME_FILE, Settings, SettingsError, load
from services.store.keys import QUEUE
from tests.k8s.manifests import Manifests, Pods, quantity, where
from tests.k8s.policies.policy import policy
from tests.k8s.settings import SECRETS, VARIABLES, told

HOME: Final = "/home/omega/state"
SECRETS_AT: Final = "/run/secrets/omega"
NEEDS: Final = {
    "gateway": {"DISCORD_TOKEN", "REDIS_PASSWORD", "ANTHROPIC_API_KEY"},
    "worker": {"REDIS_PASSWORD", "ANTHROPIC_API_KEY"},
    "scheduler": {"REDIS_PASSWORD", "ANTHROPIC_API_KEY"},
    "watchdog": {"REDIS_PASSWORD", "OMEGA_WATCHDOG__WEBHOOK", "OMEGA_WATCHDOG__ENDPOINT"},
    "backup": {"REDIS_PASSWORD"},
    "restore": {"REDIS_PASSWORD"},
    "redis": {"REDIS_PASSWORD"},
}
"""Which secrets each has use for."""
OTHERS: Final = {"BACKUP"}
"""Variables that are no settings: they stand in arguments."""
MUST_HAVE: Final = {"DISCORD_TOKEN", "REDIS_PASSWORD", "OMEGA_WATCHDOG__WEBHOOK"}
"""Those without which a process that needs them does not begin."""


@policy
def settings_are_settings(manifests: Manifests) -> Iterator[str]:
    """Each variable and each line of ``omega.yaml`` is a setting, and its value does for it."""
    for each in filter(lambda pods: pods.ours, manifests.pods()):
        for container in each.containers:
            for name in manifests.environment(container):
                if name not in VARIABLES and name not in OTHERS:
                    yield f"{where(each.owner)}: there is no setting {name}"
    try:
        _loaded(manifests)
    except SettingsError as error:
        yield f"omega.yaml: {error}"
    for name in told(manifests.settings()) & SECRETS:
        yield f"omega.yaml: {name} is a secret"


def _loaded(manifests: Manifests) -> Settings:
    with TemporaryDirectory() as folder:
        (Path(folder) / HOME_FILE).write_text(yaml.safe_dump(manifests.settings()), encoding="utf-8")
        return load(home=Path(folder))


@policy
def workers_are_scaled_by_their_queue(manifests: Manifests) -> Iterator[str]:
    """Its stream is called after the market and the exchange that are configured."""
    for each in manifests.of("ScaledObject"):
        source = source_of(_loaded(manifests))
        queue = Docket(f"{QUEUE}:{source.name}:{source.venue}", "redis://omega-redis")
        for trigger in each["spec"]["triggers"]:
            asked = trigger["metadata"]["stream"], trigger["metadata"]["consumerGroup"]
            if asked != (queue.stream_key, queue.worker_group_name):
                yield f"{where(each)}: {asked} is not {queue.stream_key}, {queue.worker_group_name}"


@policy
def each_process_has_its_secrets(manifests: Manifests) -> Iterator[str]:
    """Those that it has use for, as files where it looks for them, and no others. Without one that must be there it
    does not begin."""
    for each in manifests.pods():
        place, needs = where(each.owner), NEEDS[each.component]
        given = dict(_secrets(each))
        for name in set(given) - needs:
            yield f"{place}: has no use for {name}"
        for name in needs - set(given):
            yield f"{place}: needs {name}"
        for name in set(given) - SECRETS:
            yield f"{place}: there is no secret {name}"
        for name, optional in given.items():
            if optional == (name in MUST_HAVE):
                yield f"{place}: {name} must {'' if optional else 'not '}be there"
        for container in each.containers:
            paths = {mount["mountPath"] for mount in container.get("volumeMounts", []) if mount["name"] == "secrets"}
            if each.ours and paths != {SECRETS_AT}:
                yield f"{place}, {container['name']}: its secrets are not at {SECRETS_AT}"
            if each.ours and manifests.environment(container).get("OMEGA_SECRETS") != SECRETS_AT:
                yield f"{place}, {container['name']}: it does not look for secrets at {SECRETS_AT}"


def _secrets(pods: Pods) -> Iterator[tuple[str, bool]]:
    """Each secret that is given, and whether it may be missing."""
    for volume in pods.spec.get("volumes", []):
        for source in (volume, *volume.get("projected", {}).get("sources", [])):
            held = source.get("secret")
            for item in (held or {}).get("items", [{"key": "all of them", "path": "all of them"}] if held else []):
                yield (
                    item["key"] if item["key"] == item["path"] else f"{item['key']} as {item['path']}",
                    bool(held.get("optional")),
                )


@policy
def each_process_is_set_up(manifests: Manifests) -> Iterator[str]:
    """What bot/cli.py takes, a home that is the pod's own, its settings, and where it is looked at."""
    for each in filter(lambda pods: pods.ours, manifests.pods()):
        volumes = {volume["name"]: volume for volume in each.spec.get("volumes", [])}
        for container in each.containers:
            place, held = f"{where(each.owner)}, {container['name']}", manifests.environment(container)
            mounts = {mount["mountPath"]: mount for mount in container.get("volumeMounts", [])}
            wanted = {"OMEGA_HOME": HOME, "OMEGA_LOG": "json", "OMEGA_WATCHDOG__BESIDE": "false"}
            wanted |= {"OMEGA_MONITORING__HOST": "0.0.0.0", "OMEGA_MONITORING__PORT": "8080"}  # noqa: S104
            for name, value in wanted.items():
                if held.get(name) != value:
                    yield f"{place}: {name} is {held.get(name)}, not {value}"
            if held.get("REDIS_URL") is None:
                yield f"{place}: no store is named, so it would start one of its own"
            for path in (HOME, "/tmp"):  # noqa: S108
                if "emptyDir" not in volumes.get(mounts.get(path, {}).get("name", ""), {}):
                    yield f"{place}: {path} cannot be written"
            settings = mounts.get(f"{HOME}/{HOME_FILE}", {})
            if settings.get("subPath") != HOME_FILE or "configMap" not in volumes.get(settings.get("name", ""), {}):
                yield f"{place}: it is not given {HOME_FILE}"
            if "command" in container:
                yield f"{place}: the image's entry point is omega"
            if container.get("args") != _arguments(each, container["name"]):
                yield f"{place}: it is told {container.get('args')}"
        if each.lasting and each.ports.get("monitoring") != 8080:
            yield f"{where(each.owner)}: it is looked at on 8080"
        if each.lasting and [first["name"] for first in each.spec.get("initContainers", [])] != ["check"]:
            yield f"{where(each.owner)}: nothing is checked before it begins"


@policy
def arguments_are_a_command(manifests: Manifests) -> Iterator[str]:
    """The command line has them."""
    runner = CliRunner()
    for each in filter(lambda pods: pods.ours, manifests.pods()):
        for container in each.containers:
            told = container.get("args", [])
            if runner.invoke(cli, [*told, "--help"]).exit_code:
                yield f"{where(each.owner)}, {container['name']}: there is no omega {' '.join(told)}"


def _arguments(pods: Pods, container: str) -> list[str]:
    if container == "check":
        return ["check", "--strict", "--role", pods.component]
    return {
        "gateway": ["run", "--role", "gateway"],
        "worker": ["worker"],
        "scheduler": ["run", "--role", "scheduler"],
        "watchdog": ["watchdog"],
        "backup": ["backup", "/backups", "--keep", "30"],
        "restore": ["restore", "$(BACKUP)"],
    }[pods.component]


@policy
def each_shard_has_one_gateway(manifests: Manifests) -> Iterator[str]:
    """As many pods as processes in ``omega.yaml``, and a stand-by for each at most."""
    processes = manifests.settings().get("shards", {}).get("processes", 1)
    count = manifests.settings().get("shards", {}).get("count")
    gateways = [each for each in manifests.pods() if each.component == "gateway"]
    if [each.kind for each in gateways] != ["StatefulSet"]:
        yield "gateway: its pods have no numbers, by which shards are dealt"
        return
    (gateway,) = gateways
    if not processes <= (gateway.replicas or 0) <= 2 * processes:
        yield f"{where(gateway.owner)}: {gateway.replicas} pods for {processes} processes"
    if count is not None and count < processes:
        yield f"omega.yaml: {processes} processes for {count} shards"
    if gateway.owner["spec"].get("podManagementPolicy") != "Parallel":
        yield f"{where(gateway.owner)}: one that does not become ready keeps the next from starting"
    if gateway.owner["spec"].get("ordinals", {}).get("start", 0):
        yield f"{where(gateway.owner)}: nobody is process 0"
    for container in gateway.containers:
        held = {each["name"]: each for each in container.get("env", [])}.get("OMEGA_SHARDS__ORDINAL", {})
        if held.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath") != "metadata.name":
            yield f"{where(gateway.owner)}, {container['name']}: it does not know its number"


@policy
def one_watches(manifests: Manifests) -> Iterator[str]:
    for each in (pods for pods in manifests.pods() if pods.component == "watchdog"):
        if each.replicas != 1 or each.owner["spec"].get("strategy", {}).get("type") != "Recreate":
            yield f"{where(each.owner)}: two would tell all twice"


@policy
def nothing_is_put_back_by_itself(manifests: Manifests) -> Iterator[str]:
    for each in manifests.of("CronJob"):
        if each["metadata"]["name"] == "omega-restore" and each["spec"].get("suspend") is not True:
            yield f"{where(each)}: it would put a backup back by itself"


@policy
def ends_in_its_own_time(manifests: Manifests) -> Iterator[str]:
    """Replies and jobs are finished or handed back before the kill."""
    least = {"gateway": 20, "worker": 45, "redis": 30}
    for each in manifests.pods():
        seconds = each.spec.get("terminationGracePeriodSeconds", 30)
        if seconds < least.get(each.component, 10):
            yield f"{where(each.owner)}: it is killed after {seconds} s"


@policy
def the_store_loses_nothing(manifests: Manifests) -> Iterator[str]:
    for each in (pods for pods in manifests.pods() if pods.component == "redis"):
        place = where(each.owner)
        conf = manifests.named("ConfigMap", "omega-redis")["data"]["valkey.conf"]
        for line in ("appendonly yes", "appendfsync always", "maxmemory-policy noeviction", "dir /data"):
            if not re.search(rf"(?m)^{line}$", conf):
                yield f"{place}: valkey.conf does not say {line!r}"
        users = manifests.named("ConfigMap", "omega-redis")["data"]["users.sh"]
        if not re.search(r"(?m)^aclfile /run/valkey/users.acl$", conf) or "\nuser default off " not in users:
            yield f"{place}: anybody may use it"
        elif "\nuser default off ~* &* +@all\n" not in users:  # Valkey 8.1.1 leaves out what that user may not do
            yield f"{place}: a restart leaves transactions and scripts of its file out"
        if each.kind != "StatefulSet" or each.replicas != 1:
            yield f"{place}: there must be one"
        claims = {claim["metadata"]["name"] for claim in each.owner["spec"].get("volumeClaimTemplates", [])}
        (server,) = each.spec["containers"]
        at = {mount["mountPath"]: mount["name"] for mount in server["volumeMounts"]}
        if at.get("/data") not in claims:
            yield f"{place}: what it keeps goes with its pod"
        if each.owner["spec"].get("persistentVolumeClaimRetentionPolicy", {}).get("whenDeleted", "Retain") != "Retain":
            yield f"{place}: what it keeps goes with the StatefulSet"
        most = re.search(r"(?m)^maxmemory (\d+)mb$", conf)
        limit = quantity(server["resources"].get("limits", {}).get("memory", 0))
        if most is None or int(most[1]) * 2**20 * 1.5 > limit:
            yield f"{place}: a rewrite of its file does not fit into its memory beside its keys"
