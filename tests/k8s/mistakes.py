"""Mistakes that somebody could make in the manifests, and the policy that has to find each."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from tests.k8s.manifests import Manifests, Object

Change = Callable[[Manifests], None]
Step = str | int
POD: Final[tuple[Step, ...]] = ("spec", "template", "spec")
FIRST: Final[tuple[Step, ...]] = (*POD, "containers", 0)
GATEWAY, WORKER, WATCHDOG = (
    ("StatefulSet", "omega-gateway"),
    ("Deployment", "omega-worker"),
    ("Deployment", "omega-watchdog"),
)
STORE, BACKUP = ("StatefulSet", "omega-redis"), ("CronJob", "omega-backup")
JOB: Final[tuple[Step, ...]] = ("spec", "jobTemplate", "spec")


@dataclass(frozen=True)
class Mistake:
    policy: str
    title: str
    plant: Change
    within: str = "production"
    """An overlay, or a component."""


def _within(held: Any, step: Step) -> Any:
    """Of a list its element of that name, or of that number."""
    if isinstance(held, list) and isinstance(step, str):
        return next(each for each in held if step in (each.get("name"), each.get("mountPath")))
    return held[step]


def put(of: tuple[str, str], path: tuple[Step, ...], value: Any) -> Change:
    """``value`` at ``path`` of an object; a step that is a list's length adds to it."""

    def plant(manifests: Manifests) -> None:
        held: Any = manifests.named(*of)
        for step, after in pairwise(path):
            if isinstance(held, dict):
                held.setdefault(step, [] if isinstance(after, int) else {})
            held = _within(held, step)
        last = path[-1]
        if isinstance(held, list) and last == len(held):
            held.append(value)
        elif isinstance(held, list):
            held[held.index(_within(held, last))] = value
        else:
            held[last] = value

    return plant


def drop(of: tuple[str, str], path: tuple[Step, ...] = ()) -> Change:
    """Nothing at ``path``; without one no such object."""

    def plant(manifests: Manifests) -> None:
        held: Any = manifests.named(*of)
        if not path:
            manifests.objects.remove(held)
            return
        for step in path[:-1]:
            held = _within(held, step)
        del held[path[-1]]

    return plant


def all_of(*changes: Change) -> Change:
    def plant(manifests: Manifests) -> None:
        for change in changes:
            change(manifests)

    return plant


def add(made: Object) -> Change:
    def plant(manifests: Manifests) -> None:
        (namespace,) = manifests.of("Namespace")
        made["metadata"].setdefault("namespace", namespace["metadata"]["name"])
        manifests.objects.append(made)

    return plant


def in_file(config: str, file: str, old: str, new: str) -> Change:
    def plant(manifests: Manifests) -> None:
        data = manifests.named("ConfigMap", config)["data"]
        assert old in data[file], old
        data[file] = data[file].replace(old, new)

    return plant


def _scaler(kind: str, **spec: Any) -> Object:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "omega-worker"}
    version = "autoscaling/v2" if kind == "HorizontalPodAutoscaler" else "keda.sh/v1alpha1"
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": {"name": "second"},
        "spec": {"scaleTargetRef": target, **spec},
    }


def _policy(name: str, **spec: Any) -> Object:
    chosen = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "omega"}}, **spec}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name}, "spec": chosen}


def _budget(**spec: Any) -> Object:
    selector = {"matchLabels": {"app.kubernetes.io/name": "omega", "app.kubernetes.io/component": "worker"}}
    held = {"selector": selector, **spec}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "second"}, "spec": held}


HPA = ("HorizontalPodAutoscaler", "omega-worker")
MONITOR = ("ServiceMonitor", "omega")
INGRESS = ("Ingress", "omega-signals")
PATH: Final[tuple[Step, ...]] = ("spec", "rules", 0, "http", "paths", 0)
KEDA = ("ScaledObject", "omega-worker")
PDB = ("PodDisruptionBudget", "omega-worker")
PROCESSES = ("ConfigMap", "omega-processes")

MISTAKES: Final = (
    # fields and types
    Mistake("fields_fit", "a misspelt field", put(WORKER, (*FIRST, "imagePullPolcy"), "Always")),
    Mistake("fields_fit", "a number in a config map", put(PROCESSES, ("data", "OMEGA_MONITORING__PORT"), 8080)),
    Mistake("fields_fit", "a switch in a config map", put(PROCESSES, ("data", "OMEGA_WATCHDOG__BESIDE"), False)),
    Mistake("fields_fit", "a field one level too high", put(WORKER, (*POD, "readOnlyRootFilesystem"), True)),
    Mistake("fields_fit", "an API that is no more", put(BACKUP, ("apiVersion",), "batch/v1beta1")),
    Mistake("fields_fit", "an API that is no more, of a budget", put(PDB, ("apiVersion",), "policy/v1beta1")),
    Mistake("fields_fit", "words for a number", put(WATCHDOG, ("spec", "replicas"), "one")),
    Mistake("fields_of_others_are_known", "a misspelt field of KEDA's", put(KEDA, ("spec", "minReplicasCount"), 2)),
    Mistake(
        "fields_of_others_are_known",
        "a misspelt field of a secret from outside",
        put(("ExternalSecret", "omega"), ("spec", "refreshIntervall"), "1h"),
    ),
    # references
    Mistake("names_are_names", "a name with a capital", put(WORKER, ("metadata", "name"), "omega-Worker")),
    Mistake(
        "names_are_names",
        "two of one name",
        add(
            {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": {"name": "omega-worker"},
                "automountServiceAccountToken": False,
            }
        ),
    ),
    Mistake(
        "all_is_in_one_namespace", "an object of another namespace", put(WORKER, ("metadata", "namespace"), "default")
    ),
    Mistake("all_is_in_one_namespace", "an object of none", drop(STORE, ("metadata", "namespace"))),
    Mistake(
        "selectors_match",
        "a selector that does not take its pods",
        put(WORKER, ("spec", "selector", "matchLabels", "app.kubernetes.io/component"), "workers"),
    ),
    Mistake(
        "selectors_match",
        "a selector that takes others' pods",
        drop(WORKER, ("spec", "selector", "matchLabels", "app.kubernetes.io/component")),
    ),
    Mistake(
        "selectors_match",
        "a service that selects nothing",
        put(("Service", "omega-redis"), ("spec", "selector", "app.kubernetes.io/name"), "redis"),
    ),
    Mistake(
        "selectors_match",
        "a budget that selects nothing",
        put(PDB, ("spec", "selector", "matchLabels", "app.kubernetes.io/component"), "work"),
    ),
    Mistake(
        "selectors_match",
        "a network policy that selects nothing",
        put(
            ("NetworkPolicy", "omega-redis"), ("spec", "podSelector", "matchLabels", "app.kubernetes.io/name"), "redis"
        ),
    ),
    Mistake(
        "selectors_match",
        "spread by others' labels",
        put(
            GATEWAY,
            (*POD, "topologySpreadConstraints", 0, "labelSelector", "matchLabels", "app.kubernetes.io/component"),
            "worker",
        ),
    ),
    Mistake(
        "ports_are_there",
        "a port's name that is too long",
        put(WORKER, (*FIRST, "ports", 0, "name"), "monitoring-of-the-worker"),
    ),
    Mistake(
        "ports_are_there",
        "a probe of a port that is not there",
        put(WORKER, (*FIRST, "livenessProbe", "httpGet", "port"), 8081),
    ),
    Mistake(
        "ports_are_there",
        "a service of a port that is not there",
        put(("Service", "omega-redis"), ("spec", "ports", 0, "targetPort"), "valkey"),
    ),
    Mistake(
        "ports_are_there",
        "two ports of a service without names",
        put(("Service", "omega-redis"), ("spec", "ports", 1), {"port": 6380, "targetPort": 6379}),
    ),
    Mistake(
        "volumes_are_there",
        "a mount without a volume",
        put(WORKER, (*FIRST, "volumeMounts", "/home/omega/state", "name"), "home"),
    ),
    Mistake(
        "volumes_are_there",
        "a volume that nobody mounts",
        put(WORKER, (*POD, "volumes", 4), {"name": "spare", "emptyDir": {"sizeLimit": "1Mi"}}),
    ),
    Mistake(
        "volumes_are_there",
        "two mounts at one path",
        put(WORKER, (*FIRST, "volumeMounts", "tmp", "mountPath"), "/home/omega/state"),
    ),
    Mistake(
        "what_is_named_is_there",
        "a config map that is not there",
        put(WORKER, (*FIRST, "envFrom", 0, "configMapRef", "name"), "omega-process"),
    ),
    Mistake(
        "what_is_named_is_there",
        "a secret that is not there",
        put(STORE, (*POD, "volumes", "secrets", "secret", "secretName"), "redis"),
    ),
    Mistake(
        "what_is_named_is_there",
        "an account that is not there",
        put(WORKER, (*POD, "serviceAccountName"), "omega-workers"),
    ),
    Mistake("what_is_named_is_there", "a claim that is not there", drop(("PersistentVolumeClaim", "omega-backups"))),
    Mistake(
        "what_is_named_is_there", "a service that is not there", put(GATEWAY, ("spec", "serviceName"), "omega-gateways")
    ),
    Mistake(
        "what_is_named_is_there",
        "a key that a config map has not",
        put(WORKER, (*FIRST, "volumeMounts", "settings", "subPath"), "omega.yml"),
    ),
    Mistake(
        "what_is_named_is_there",
        "an autoscaler of nothing",
        put(HPA, ("spec", "scaleTargetRef", "name"), "omega-workers"),
        "staging",
    ),
    Mistake(
        "what_is_named_is_there",
        "an autoscaler that cannot log in",
        put(KEDA, ("spec", "triggers", 0, "authenticationRef", "name"), "redis"),
    ),
    Mistake(
        "variables_in_arguments_are_set",
        "an argument of a variable that is not set",
        put(WORKER, (*FIRST, "args", 1), "--home=$(OMEGA_HOMES)"),
    ),
    Mistake(
        "variables_in_arguments_are_set",
        "a variable that is set twice",
        put(GATEWAY, (*FIRST, "env", 1), {"name": "OMEGA_SHARDS__ORDINAL", "value": "0"}),
    ),
    Mistake(
        "prometheus_finds_what_it_scrapes",
        "labels of no service",
        put(MONITOR, ("spec", "selector", "matchLabels", "app.kubernetes.io/component"), "metrics"),
    ),
    Mistake(
        "prometheus_finds_what_it_scrapes",
        "pods that are scraped twice",
        drop(MONITOR, ("spec", "selector", "matchLabels", "app.kubernetes.io/component")),
    ),
    Mistake(
        "prometheus_finds_what_it_scrapes",
        "a port that is not there",
        put(MONITOR, ("spec", "endpoints", 0, "port"), "metrics"),
    ),
    # running
    Mistake(
        "resources_are_named",
        "a quantity that is none",
        put(WORKER, (*FIRST, "resources", "limits", "memory"), "256Mb"),
    ),
    Mistake(
        "resources_are_named",
        "a request above its limit",
        put(WORKER, (*FIRST, "resources", "requests", "memory"), "2Gi"),
    ),
    Mistake(
        "resources_are_named",
        "memory in thousandths of a byte",
        put(WORKER, (*FIRST, "resources", "requests", "memory"), "256m"),
    ),
    Mistake(
        "resources_are_named",
        "cores where thousandths were meant",
        put(WORKER, (*FIRST, "resources", "requests", "cpu"), "500"),
    ),
    Mistake("resources_are_named", "no limit of memory", drop(STORE, (*FIRST, "resources", "limits", "memory"))),
    Mistake(
        "resources_are_named",
        "no request of processors",
        drop(WORKER, (*POD, "initContainers", 0, "resources", "requests", "cpu")),
    ),
    Mistake("disks_fit", "a folder without a size", put(WORKER, (*POD, "volumes", "state", "emptyDir"), {})),
    Mistake(
        "disks_fit",
        "folders larger than the pod may hold",
        put(WORKER, (*POD, "volumes", "state", "emptyDir", "sizeLimit"), "10Gi"),
    ),
    Mistake(
        "claims_are_quantities",
        "a claim of 10 MB",
        put(STORE, ("spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"), "10M"),
    ),
    Mistake(
        "claims_are_quantities",
        "a claim that is no quantity",
        put(("PersistentVolumeClaim", "omega-backups"), ("spec", "resources", "requests", "storage"), "20GB"),
    ),
    Mistake(
        "strategies_fit",
        "Recreate with rollingUpdate",
        put(WATCHDOG, ("spec", "strategy", "rollingUpdate"), {"maxSurge": 1}),
    ),
    Mistake(
        "strategies_fit",
        "neither one more nor one less",
        put(WORKER, ("spec", "strategy", "rollingUpdate"), {"maxSurge": 0, "maxUnavailable": 0}),
    ),
    Mistake(
        "strategies_fit",
        "pods that a rollout leaves as they are",
        put(GATEWAY, ("spec", "updateStrategy"), {"type": "OnDelete"}),
    ),
    Mistake(
        "strategies_fit",
        "a partition that was forgotten",
        put(GATEWAY, ("spec", "updateStrategy", "rollingUpdate"), {"partition": 2}),
    ),
    Mistake("jobs_end", "a minute 61", put(BACKUP, ("spec", "schedule"), "61 3 * * *")),
    Mistake("jobs_end", "a zone that is none", put(BACKUP, ("spec", "timeZone"), "Europe/Londn")),
    Mistake(
        "jobs_end",
        "a job that is started again for ever",
        put(BACKUP, (*JOB, "template", "spec", "restartPolicy"), "Always"),
    ),
    Mistake("jobs_end", "two backups at once", put(BACKUP, ("spec", "concurrencyPolicy"), "Allow")),
    Mistake("jobs_end", "a job without an end", drop(BACKUP, (*JOB, "activeDeadlineSeconds"))),
    Mistake("jobs_end", "a process that is not started again", put(WORKER, (*POD, "restartPolicy"), "Never")),
    Mistake("one_says_how_many", "replicas beside an autoscaler", put(WORKER, ("spec", "replicas"), 2)),
    Mistake("one_says_how_many", "min above max", put(HPA, ("spec", "minReplicas"), 9), "staging"),
    Mistake("one_says_how_many", "min above max, of KEDA", put(KEDA, ("spec", "minReplicaCount"), 9)),
    Mistake(
        "one_says_how_many", "two autoscalers", add(_scaler("HorizontalPodAutoscaler", minReplicas=2, maxReplicas=4))
    ),
    Mistake("one_says_how_many", "none where one was meant", put(WATCHDOG, ("spec", "replicas"), 0)),
    Mistake("one_says_how_many", "nobody says it", drop(KEDA)),
    Mistake("workers_that_work_are_counted", "what is being done does not count", drop(KEDA, ("spec", "triggers", 1))),
    Mistake(
        "workers_that_work_are_counted",
        "the store of another namespace",
        put(KEDA, ("spec", "triggers", 0, "metadata", "address"), "omega-redis.omega-staging.svc:6379"),
    ),
    Mistake("several_survive_a_drain", "a budget with both", all_of(put(PDB, ("spec", "minAvailable"), 1))),
    Mistake("several_survive_a_drain", "a budget that lets none go", put(PDB, ("spec", "maxUnavailable"), 0)),
    Mistake(
        "several_survive_a_drain",
        "a budget as large as there are",
        all_of(drop(PDB, ("spec", "maxUnavailable")), put(PDB, ("spec", "minAvailable"), 2)),
    ),
    Mistake("several_survive_a_drain", "two budgets", add(_budget(maxUnavailable=1))),
    Mistake("several_survive_a_drain", "several without a budget", drop(PDB)),
    Mistake(
        "several_survive_a_drain", "one with a budget", put(("Deployment", "omega-scheduler"), ("spec", "replicas"), 1)
    ),
    Mistake("several_survive_a_drain", "several on one node", drop(WORKER, (*POD, "topologySpreadConstraints", 0))),
    Mistake(
        "probes_mean_what_they_say",
        "liveness that asks the store",
        put(WORKER, (*FIRST, "livenessProbe", "httpGet", "path"), "/ready"),
    ),
    Mistake(
        "probes_mean_what_they_say",
        "a start that asks Discord",
        put(GATEWAY, (*FIRST, "startupProbe", "httpGet", "path"), "/ready"),
    ),
    Mistake(
        "probes_mean_what_they_say",
        "readiness that says nothing",
        put(GATEWAY, (*FIRST, "readinessProbe", "httpGet", "path"), "/health"),
    ),
    Mistake(
        "probes_mean_what_they_say",
        "a store that is killed because its disk is full",
        put(STORE, (*FIRST, "livenessProbe", "exec", "command"), ["sh", "-c", "valkey-cli ping | grep PONG"]),
    ),
    Mistake("probes_mean_what_they_say", "no liveness", drop(STORE, (*FIRST, "livenessProbe"))),
    Mistake(
        "probes_mean_what_they_say",
        "a probe longer than its period",
        put(WORKER, (*FIRST, "readinessProbe", "timeoutSeconds"), 30),
    ),
    Mistake(
        "probes_mean_what_they_say", "no time to start", put(GATEWAY, (*FIRST, "startupProbe", "failureThreshold"), 3)
    ),
    Mistake(
        "probes_mean_what_they_say",
        "killed at the first hiccup",
        put(GATEWAY, (*FIRST, "livenessProbe", "failureThreshold"), 1),
    ),
    # security
    Mistake("nobody_is_root", "runAsNonRoot with uid 0", put(WORKER, (*POD, "securityContext", "runAsUser"), 0)),
    Mistake("nobody_is_root", "a container that is root", put(WORKER, (*FIRST, "securityContext", "runAsUser"), 0)),
    Mistake("nobody_is_root", "root's group", put(WORKER, (*POD, "securityContext", "runAsGroup"), 0)),
    Mistake(
        "nobody_is_root", "nobody says that it is not root", drop(STORE, (*POD, "securityContext", "runAsNonRoot"))
    ),
    Mistake("nothing_is_privileged", "privileged", put(WORKER, (*FIRST, "securityContext", "privileged"), True)),
    Mistake(
        "nothing_is_privileged", "escalation", drop(WORKER, (*FIRST, "securityContext", "allowPrivilegeEscalation"))
    ),
    Mistake(
        "nothing_is_privileged",
        "a capability of an init container",
        put(STORE, (*POD, "initContainers", 0, "securityContext", "capabilities"), {"drop": ["ALL"], "add": ["CHOWN"]}),
    ),
    Mistake(
        "nothing_is_privileged",
        "a root file system that can be written",
        put(WORKER, (*FIRST, "securityContext", "readOnlyRootFilesystem"), False),
    ),
    Mistake(
        "nothing_is_privileged",
        "unfiltered system calls",
        put(WORKER, (*POD, "securityContext", "seccompProfile", "type"), "Unconfined"),
    ),
    Mistake(
        "nothing_is_privileged",
        "unfiltered system calls of a container",
        put(WORKER, (*FIRST, "securityContext", "seccompProfile"), {"type": "Unconfined"}),
    ),
    Mistake("nothing_is_the_hosts", "the node's network", put(GATEWAY, (*POD, "hostNetwork"), True)),
    Mistake(
        "nothing_is_the_hosts",
        "a folder of the node",
        put(WORKER, (*POD, "volumes", "state"), {"name": "state", "hostPath": {"path": "/var/lib/omega"}}),
    ),
    Mistake("nothing_is_the_hosts", "a port of the node", put(WORKER, (*FIRST, "ports", 0, "hostPort"), 8080)),
    Mistake(
        "nothing_is_the_hosts",
        "a service that is open to the world",
        put(("Service", "omega-redis"), ("spec", "type"), "LoadBalancer"),
    ),
    Mistake(
        "nobody_speaks_to_the_api",
        "an account that hands out tokens",
        drop(("ServiceAccount", "omega-worker"), ("automountServiceAccountToken",)),
    ),
    Mistake(
        "nobody_speaks_to_the_api", "a pod that is given one", put(WORKER, (*POD, "automountServiceAccountToken"), True)
    ),
    Mistake("nobody_speaks_to_the_api", "the default account", drop(WORKER, (*POD, "serviceAccountName"))),
    Mistake(
        "nobody_speaks_to_the_api", "another's account", put(WORKER, (*POD, "serviceAccountName"), "omega-gateway")
    ),
    Mistake(
        "nobody_speaks_to_the_api",
        "rights",
        add({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "omega"}, "rules": []}),
    ),
    Mistake(
        "namespace_is_restricted",
        "pods may be anything",
        put(("Namespace", "omega"), ("metadata", "labels", "pod-security.kubernetes.io/enforce"), "baseline"),
    ),
    Mistake("images_have_a_version", "latest", put(WORKER, (*FIRST, "image"), "registry.example.com/omega:latest")),
    Mistake("images_have_a_version", "no version", put(WORKER, (*FIRST, "image"), "registry.example.com/omega")),
    Mistake("images_have_a_version", "no registry", put(WORKER, (*FIRST, "image"), "omega:0.1.0")),
    Mistake(
        "images_have_a_version", "a registry that every start needs", put(WORKER, (*FIRST, "imagePullPolicy"), "Always")
    ),
    Mistake(
        "secrets_are_files",
        "a secret among the manifests",
        add(
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "omega"}, "stringData": {"REDIS_PASSWORD": "x"}}
        ),
    ),
    Mistake(
        "secrets_are_files",
        "a secret in the environment",
        put(
            WORKER,
            (*FIRST, "env", 0),
            {"name": "REDIS_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "omega", "key": "REDIS_PASSWORD"}}},
        ),
    ),
    Mistake(
        "secrets_are_files",
        "a password in the store's address",
        put(PROCESSES, ("data", "REDIS_URL"), "redis://omega:hunter2@omega-redis:6379/0"),
    ),
    Mistake(
        "secrets_are_files",
        "a webhook in a config map",
        put(PROCESSES, ("data", "OMEGA_WATCHDOG__WEBHOOK"), "https://discord.com/api/webhooks/1/x"),
    ),
    Mistake(
        "secrets_are_files",
        "secrets that all can read",
        drop(STORE, (*POD, "volumes", "secrets", "secret", "defaultMode")),
    ),
    Mistake(
        "secrets_are_files",
        "secrets that can be written",
        drop(WORKER, (*FIRST, "volumeMounts", "secrets", "readOnly")),
    ),
    # network
    Mistake("nothing_passes_unless_named", "nothing is denied", drop(("NetworkPolicy", "omega-nothing-else"))),
    Mistake(
        "nothing_passes_unless_named",
        "only what comes in is denied",
        put(("NetworkPolicy", "omega-nothing-else"), ("spec", "policyTypes"), ["Ingress"]),
    ),
    Mistake(
        "nothing_passes_unless_named", "egress of anybody", add(_policy("open", policyTypes=["Egress"], egress=[{}]))
    ),
    Mistake(
        "nothing_passes_unless_named",
        "every namespace",
        put(("NetworkPolicy", "omega-monitoring"), ("spec", "ingress", 0, "from", 0), {"namespaceSelector": {}}),
    ),
    Mistake(
        "nothing_passes_unless_named",
        "every port",
        drop(("NetworkPolicy", "omega-to-redis"), ("spec", "egress", 0, "ports")),
    ),
    Mistake(
        "nothing_passes_unless_named",
        "a rule that does not count",
        put(("NetworkPolicy", "omega-dns"), ("spec", "policyTypes"), ["Ingress"]),
    ),
    Mistake(
        "the_internet_is_https_on_public_addresses",
        "a cloud's metadata",
        put(
            ("NetworkPolicy", "omega-to-internet"),
            ("spec", "egress", 0, "to", 0, "ipBlock", "except"),
            ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        ),
    ),
    Mistake(
        "the_internet_is_https_on_public_addresses",
        "another port",
        put(("NetworkPolicy", "omega-to-internet"), ("spec", "egress", 0, "ports", 1), {"port": 25, "protocol": "TCP"}),
    ),
    Mistake(
        "who_needs_the_store_reaches_it",
        "a worker without the store",
        put(
            ("NetworkPolicy", "omega-to-redis"),
            ("spec", "podSelector", "matchLabels", "app.kubernetes.io/component"),
            "gateway",
        ),
    ),
    Mistake("who_needs_the_store_reaches_it", "a store that lets nobody in", drop(("NetworkPolicy", "omega-redis"))),
    Mistake(
        "who_needs_the_store_reaches_it",
        "names by UDP alone",
        drop(("NetworkPolicy", "omega-dns"), ("spec", "egress", 0, "ports", 1)),
    ),
    Mistake(
        "who_needs_the_store_reaches_it",
        "a store that reaches the internet",
        add(
            _policy(
                "open",
                podSelector={"matchLabels": {"app.kubernetes.io/name": "valkey"}},
                policyTypes=["Egress"],
                egress=[{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443, "protocol": "TCP"}]}],
            )
        ),
    ),
    Mistake("who_scales_by_the_store_reaches_it", "KEDA is not let in", drop(("NetworkPolicy", "omega-redis-of-keda"))),
    Mistake("the_outside_speaks_https", "no certificate", drop(INGRESS, ("spec", "tls")), "signals"),
    Mistake(
        "the_outside_speaks_https",
        "another's certificate",
        put(INGRESS, ("spec", "tls", 0, "hosts", 0), "example.com"),
        "signals",
    ),
    Mistake(
        "the_outside_speaks_https", "metrics for all the world", put(INGRESS, (*PATH, "path"), "/metrics"), "signals"
    ),
    Mistake(
        "the_outside_speaks_https",
        "a service that is not there",
        put(INGRESS, (*PATH, "backend", "service", "name"), "signals"),
        "signals",
    ),
    # the desk
    Mistake(
        "settings_are_settings", "a variable that is no setting", put(PROCESSES, ("data", "OMEGA_METRICS_PORT"), "9464")
    ),
    Mistake(
        "settings_are_settings",
        "a variable with one underscore",
        put(GATEWAY, (*FIRST, "env", 0, "name"), "OMEGA_SHARDS_ORDINAL"),
    ),
    Mistake(
        "settings_are_settings", "a line that is no setting", in_file("omega", "omega.yaml", "processes:", "proceses:")
    ),
    Mistake(
        "settings_are_settings",
        "a value that does not do",
        in_file("omega", "omega.yaml", "processes: 2", "processes: none"),
    ),
    Mistake(
        "settings_are_settings",
        "a secret in omega.yaml",
        in_file("omega", "omega.yaml", "shards:", "discord_token: x.y.z\nshards:"),
    ),
    Mistake(
        "each_process_has_its_secrets",
        "a secret that it has no use for",
        put(
            ("Deployment", "omega-scheduler"),
            (*POD, "volumes", "secrets", "projected", "sources", 2),
            {"secret": {"name": "omega", "items": [{"key": "DISCORD_TOKEN", "path": "DISCORD_TOKEN"}]}},
        ),
    ),
    Mistake(
        "each_process_has_its_secrets",
        "a secret under another name",
        put(GATEWAY, (*POD, "volumes", "secrets", "projected", "sources", 0, "secret", "items", 0, "path"), "token"),
    ),
    Mistake(
        "each_process_has_its_secrets",
        "one that must be there may be missing",
        put(GATEWAY, (*POD, "volumes", "secrets", "projected", "sources", 0, "secret", "optional"), True),
    ),
    Mistake(
        "each_process_has_its_secrets",
        "all of them",
        put(
            WORKER,
            (*POD, "volumes", "secrets"),
            {"name": "secrets", "secret": {"secretName": "omega", "defaultMode": 288}},
        ),
    ),
    Mistake(
        "each_process_has_its_secrets",
        "where nobody looks",
        put(WORKER, (*FIRST, "volumeMounts", "secrets", "mountPath"), "/run/secrets"),
    ),
    Mistake("arguments_are_a_command", "no such command", put(WORKER, (*FIRST, "args"), ["work"])),
    Mistake("arguments_are_a_command", "no such option", put(WORKER, (*FIRST, "args"), ["worker", "--roles", "x"])),
    Mistake(
        "each_process_is_set_up", "a home that cannot be written", put(PROCESSES, ("data", "OMEGA_HOME"), "/home/omega")
    ),
    Mistake("each_process_is_set_up", "no store", drop(PROCESSES, ("data", "REDIS_URL"))),
    Mistake("each_process_is_set_up", "a log in a file", put(PROCESSES, ("data", "OMEGA_LOG"), "text")),
    Mistake("each_process_is_set_up", "a watchdog in each bot", drop(PROCESSES, ("data", "OMEGA_WATCHDOG__BESIDE"))),
    Mistake(
        "each_process_is_set_up",
        "looked at where only it can",
        put(PROCESSES, ("data", "OMEGA_MONITORING__HOST"), "127.0.0.1"),
    ),
    Mistake("each_process_is_set_up", "another role", put(GATEWAY, (*FIRST, "args"), ["run"])),
    Mistake("each_process_is_set_up", "nothing is checked", drop(GATEWAY, (*POD, "initContainers"))),
    Mistake(
        "each_process_is_set_up",
        "settings where nobody reads them",
        put(WORKER, (*FIRST, "volumeMounts", "settings", "mountPath"), "/etc/omega/omega.yaml"),
    ),
    Mistake("each_shard_has_one_gateway", "fewer pods than processes", put(GATEWAY, ("spec", "replicas"), 1)),
    Mistake(
        "each_shard_has_one_gateway",
        "more stand-bys than there is to stand by for",
        put(GATEWAY, ("spec", "replicas"), 9),
    ),
    Mistake(
        "each_shard_has_one_gateway",
        "more processes than shards",
        in_file("omega", "omega.yaml", "count: 4", "count: 1"),
    ),
    Mistake("each_shard_has_one_gateway", "a gateway without a number", put(GATEWAY, ("kind",), "Deployment")),
    Mistake(
        "each_shard_has_one_gateway",
        "all are process 0",
        put(GATEWAY, (*FIRST, "env", 0), {"name": "OMEGA_SHARDS__ORDINAL", "value": "0"}),
    ),
    Mistake(
        "each_shard_has_one_gateway",
        "one after the other",
        put(GATEWAY, ("spec", "podManagementPolicy"), "OrderedReady"),
    ),
    Mistake("one_watches", "two watchdogs", put(WATCHDOG, ("spec", "replicas"), 2)),
    Mistake(
        "one_watches", "two watchdogs during a rollout", put(WATCHDOG, ("spec", "strategy", "type"), "RollingUpdate")
    ),
    Mistake(
        "workers_are_scaled_by_their_queue",
        "another exchange",
        in_file("omega", "omega.yaml", "exchange: bitget", "exchange: kraken"),
    ),
    Mistake(
        "workers_are_scaled_by_their_queue",
        "a queue that there is not",
        put(KEDA, ("spec", "triggers", 0, "metadata", "stream"), "omega:queue:stream"),
    ),
    Mistake(
        "nothing_is_put_back_by_itself",
        "a backup put back each year",
        drop(("CronJob", "omega-restore"), ("spec", "suspend")),
    ),
    Mistake(
        "ends_in_its_own_time", "a worker killed at its job", put(WORKER, (*POD, "terminationGracePeriodSeconds"), 10)
    ),
    Mistake(
        "the_store_loses_nothing",
        "a second of what was told",
        in_file("omega-redis", "valkey.conf", "appendfsync always", "appendfsync everysec"),
    ),
    Mistake(
        "the_store_loses_nothing",
        "keys that go to make room",
        in_file("omega-redis", "valkey.conf", "noeviction", "allkeys-lru"),
    ),
    Mistake(
        "the_store_loses_nothing",
        "more keys than memory",
        in_file("omega-redis", "valkey.conf", "maxmemory 640mb", "maxmemory 1024mb"),
    ),
    Mistake(
        "the_store_loses_nothing", "anybody may use it", in_file("omega-redis", "valkey.conf", "aclfile", "# aclfile")
    ),
    Mistake(
        "the_store_loses_nothing",
        "a restart leaves out what default may not do",
        in_file("omega-redis", "users.sh", "default off ~* &* +@all", "default off"),
    ),
    Mistake(
        "the_store_loses_nothing",
        "keys that go with the pod",
        put(STORE, (*FIRST, "volumeMounts", "data", "mountPath"), "/var/lib/valkey"),
    ),
    Mistake(
        "the_store_loses_nothing",
        "keys that go with the StatefulSet",
        put(STORE, ("spec", "persistentVolumeClaimRetentionPolicy"), {"whenDeleted": "Delete"}),
    ),
    Mistake("the_store_loses_nothing", "two stores", put(STORE, ("spec", "replicas"), 2)),
)
