"""How many run, on what, and how they are begun, replaced and ended."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from tests.k8s.manifests import Manifests, Object, Pods, matches, quantity, where
from tests.k8s.policies.policy import policy


@policy
def resources_are_named(manifests: Manifests) -> Iterator[str]:
    """Requests of all three, and limits of memory and disk. Processors have no limit: a process that is held back while
    its node idles misses Discord's three seconds."""
    for each in manifests.pods():
        for container in each.containers:
            place, held = f"{where(each.owner)}, {container['name']}", container.get("resources", {})
            requests, limits = held.get("requests", {}), held.get("limits", {})
            try:
                asked = {name: quantity(text) for name, text in requests.items()}
                most = {name: quantity(text) for name, text in limits.items()}
            except ValueError as error:
                yield f"{place}: {error}"
                continue
            for name in {"cpu", "memory", "ephemeral-storage"} - set(asked):
                yield f"{place}: requests no {name}"
            for name in {"memory", "ephemeral-storage"} - set(most):
                yield f"{place}: has no limit of {name}"
            for name in set(asked) & set(most):
                if asked[name] > most[name]:
                    yield f"{place}: requests more {name} than its limit"
            for name in ("memory", "ephemeral-storage"):
                if not 2**23 <= asked.get(name, 2**24) <= 2**36:
                    yield f"{place}: {requests[name]} of {name} cannot be meant"
            if not 0 < asked.get("cpu", 1) <= 16:
                yield f"{place}: {requests['cpu']} of cpu cannot be meant"


@policy
def disks_fit(manifests: Manifests) -> Iterator[str]:
    """What is kept for a pod's life has a size, and the pod is not put out before that is full."""
    for each in manifests.pods():
        room = sum(
            quantity(container.get("resources", {}).get("limits", {}).get("ephemeral-storage", "1Pi"))
            for container in each.spec["containers"]
        )
        held = [volume for volume in each.spec.get("volumes", []) if "emptyDir" in volume]
        for volume in held:
            if "sizeLimit" not in volume["emptyDir"]:
                yield f"{where(each.owner)}: {volume['name']} has no sizeLimit"
        sizes = (each["emptyDir"].get("sizeLimit", "0") for each in held if each["emptyDir"].get("medium") != "Memory")
        try:
            if sum(map(quantity, sizes)) > room:
                yield f"{where(each.owner)}: its volumes may hold more than its limit of ephemeral-storage"
        except ValueError as error:
            yield f"{where(each.owner)}: {error}"


@policy
def claims_are_quantities(manifests: Manifests) -> Iterator[str]:
    claims = [(each, each["spec"]) for each in manifests.of("PersistentVolumeClaim")]
    for each in manifests.of("StatefulSet"):
        claims += [(each, claim["spec"]) for claim in each["spec"].get("volumeClaimTemplates", [])]
    for each, spec in claims:
        try:
            if quantity(spec["resources"]["requests"]["storage"]) < 2**30:
                yield f"{where(each)}: a claim of less than a gibibyte cannot be meant"
        except ValueError as error:
            yield f"{where(each)}: {error}"


@policy
def strategies_fit(manifests: Manifests) -> Iterator[str]:
    for each in manifests.of("Deployment"):
        strategy = each["spec"].get("strategy", {})
        rolling = strategy.get("rollingUpdate")
        if strategy.get("type") == "Recreate" and rolling is not None:
            yield f"{where(each)}: Recreate knows no rollingUpdate"
        if rolling and all(str(rolling.get(side, 1)) in ("0", "0%") for side in ("maxSurge", "maxUnavailable")):
            yield f"{where(each)}: with neither one more nor one less nothing can be replaced"
    for each in manifests.of("StatefulSet"):
        strategy = each["spec"].get("updateStrategy", {})
        if strategy.get("type") == "OnDelete" or strategy.get("rollingUpdate", {}).get("partition"):
            yield f"{where(each)}: a rollout would leave old pods"


@policy
def jobs_end(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        policy_of_restart = each.spec.get("restartPolicy", "Always")
        if each.lasting and policy_of_restart != "Always":
            yield f"{where(each.owner)}: it would not be started again"
        if not each.lasting and policy_of_restart == "Always":
            yield f"{where(each.owner)}: a job's pods are not started again for ever"
        if each.kind == "CronJob":
            yield from _timed(each.owner)
        if each.kind in ("Job", "CronJob"):
            spec = each.owner["spec"] if each.kind == "Job" else each.owner["spec"]["jobTemplate"]["spec"]
            for name in {"activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"} - set(spec):
                yield f"{where(each.owner)}: has no {name}"


def _timed(each: Object) -> Iterator[str]:
    spec = each["spec"]
    try:
        CronTrigger.from_crontab(spec["schedule"])
    except ValueError as error:
        yield f"{where(each)}: {spec['schedule']!r} is no time: {error}"
    try:
        ZoneInfo(spec["timeZone"])
    except (KeyError, ValueError):
        yield f"{where(each)}: its timeZone is none"
    if spec.get("concurrencyPolicy") != "Forbid":
        yield f"{where(each)}: two of it may run at once"
    for name in {"startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"} - set(spec):
        yield f"{where(each)}: has no {name}"


def _scalers(manifests: Manifests, pods: Pods) -> list[Object]:
    return [
        each
        for each in manifests.of("HorizontalPodAutoscaler", "ScaledObject")
        if each["spec"]["scaleTargetRef"]["name"] == pods.name
        and each["spec"]["scaleTargetRef"].get("kind", "Deployment") == pods.kind
    ]


def _bounds(scaler: Object) -> tuple[int, int]:
    spec = scaler["spec"]
    suffix = "Replicas" if scaler["kind"] == "HorizontalPodAutoscaler" else "ReplicaCount"
    return int(spec.get(f"min{suffix}", 1)), int(spec.get(f"max{suffix}", 100))


def _least(manifests: Manifests, pods: Pods) -> int:
    scalers = _scalers(manifests, pods)
    return _bounds(scalers[0])[0] if scalers else (1 if pods.replicas is None else pods.replicas)


@policy
def one_says_how_many(manifests: Manifests) -> Iterator[str]:
    """Either a number or one autoscaler, which has sense."""
    for each in filter(lambda pods: pods.lasting, manifests.pods()):
        scalers = _scalers(manifests, each)
        if each.replicas is None and not scalers:
            yield f"{where(each.owner)}: nobody says how many there are"
        if each.replicas is not None and scalers:
            yield f"{where(each.owner)}: replicas, which {where(scalers[0])} decides, is set: each apply would undo it"
        if len(scalers) > 1:
            yield f"{where(each.owner)}: {len(scalers)} autoscalers"
        if each.replicas == 0:
            yield f"{where(each.owner)}: there is none"
    for scaler in manifests.of("HorizontalPodAutoscaler", "ScaledObject"):
        least, most = _bounds(scaler)
        if not 1 <= least <= most:
            yield f"{where(scaler)}: from {least} to {most}"
        fallback = scaler["spec"].get("fallback", {}).get("replicas", least)
        if not least <= fallback <= most:
            yield f"{where(scaler)}: falls back to {fallback}, of {least} to {most}"


@policy
def workers_that_work_are_counted(manifests: Manifests) -> Iterator[str]:
    """A stream's lag leaves out what is being worked on."""
    for scaler in manifests.of("ScaledObject"):
        held = [trigger["metadata"] for trigger in scaler["spec"]["triggers"] if trigger["type"] == "redis-streams"]
        if any("lagCount" in each for each in held) and not any("pendingEntriesCount" in each for each in held):
            yield f"{where(scaler)}: counts what waits, and not what is being done"
        for each in held:
            if not each["address"].startswith(f"omega-redis.{scaler['metadata']['namespace']}."):
                yield f"{where(scaler)}: {each['address']} is the store of another namespace"


@policy
def several_survive_a_drain(manifests: Manifests) -> Iterator[str]:
    """Who is more than one has a budget that lets one go, and lies on several nodes; who is one has none, which would
    keep a node from being drained for ever."""
    budgets = manifests.of("PodDisruptionBudget")
    for each in budgets:
        spec = each["spec"]
        if ("minAvailable" in spec) == ("maxUnavailable" in spec):
            yield f"{where(each)}: it needs minAvailable or maxUnavailable, and not both"
        if str(spec.get("maxUnavailable", 1)) in ("0", "0%") or str(spec.get("minAvailable", 0)) == "100%":
            yield f"{where(each)}: no node could be drained"
    for pods in filter(lambda pods: pods.lasting, manifests.pods()):
        held = [each for each in budgets if matches(each["spec"]["selector"], pods.labels)]
        least = _least(manifests, pods)
        if len(held) > 1:
            yield f"{where(pods.owner)}: {len(held)} budgets, with which no pod can be evicted"
        if least > 1 and not held:
            yield f"{where(pods.owner)}: {least} pods, and no budget"
        if least == 1 and held:
            yield f"{where(pods.owner)}: one pod with a budget"
        keeps = max((int(each["spec"].get("minAvailable", 0)) for each in held if _whole(each)), default=0)
        if keeps >= least > 1:
            yield f"{where(pods.owner)}: its budget lets none of {least} go"
        topologies = {spread["topologyKey"] for spread in pods.spec.get("topologySpreadConstraints", [])}
        for missing in {"kubernetes.io/hostname", "topology.kubernetes.io/zone"} - topologies if least > 1 else ():
            yield f"{where(pods.owner)}: {least} pods that are not spread by {missing}"


def _whole(budget: Object) -> bool:
    return str(budget["spec"].get("minAvailable", 0)).isdigit()


@policy
def probes_mean_what_they_say(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        for container in each.spec["containers"]:
            place = f"{where(each.owner)}, {container['name']}"
            probes = {name: container.get(f"{name}Probe") for name in ("startup", "liveness", "readiness")}
            if not each.lasting:
                if any(probes.values()):
                    yield f"{place}: a job is not probed"
                continue
            for name, probe in probes.items():
                if probe is None:
                    yield f"{place}: no {name} probe"
                elif probe.get("timeoutSeconds", 1) > probe.get("periodSeconds", 10):
                    yield f"{place}: the {name} probe begins anew before it has ended"
            startup, liveness = probes["startup"] or {}, probes["liveness"] or {}
            if startup and startup.get("periodSeconds", 10) * startup.get("failureThreshold", 3) < 60:
                yield f"{place}: it has less than a minute to start"
            if liveness and liveness.get("periodSeconds", 10) * liveness.get("failureThreshold", 3) < 30:
                yield f"{place}: it is killed when it hangs for less than half a minute"
            if each.component == "redis" and "grep" in str(probes["liveness"]):
                yield f"{place}: it is killed for what it says, such as that the disk is full"
            if not each.ours:
                continue
            for name, path in (("startup", "/health"), ("liveness", "/health"), ("readiness", "/ready")):
                asked = (probes[name] or {}).get("httpGet", {}).get("path")
                if asked != path:
                    yield f"{place}: the {name} probe asks {asked}, not {path}"
