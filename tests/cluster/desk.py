"""The desk of one overlay in the cluster, and what an operator does with it."""

from datetime import datetime
from time import monotonic, sleep
from typing import Any, Final

from tests.cluster import overlays, stand_in
from tests.cluster.kubectl import Object, RefusedError, apply, kubectl, read

DESK: Final = "app.kubernetes.io/name=omega"
SECRETS: Final = {
    "DISCORD_TOKEN": stand_in.TOKEN,
    "REDIS_PASSWORD": "only-for-this-trial",
    # It only has to answer when it is looked up.
    "OMEGA_WATCHDOG__WEBHOOK": f"http://{stand_in.ADDRESS}/api/v10/gateway",
}
PATIENCE: Final = 180.0


class NotInTimeError(Exception):
    """What was waited for did not come: its text says what."""


class Desk:
    def __init__(self, overlay: str, image: str) -> None:
        self._objects, self.left = overlays.objects(overlay, image)
        self.overlay = overlay
        self.namespace = overlays.namespace(overlay)

    def kubectl(self, *arguments: str) -> str:
        return kubectl("-n", self.namespace, *arguments)

    def apply(self) -> None:
        """As it is in the overlay, and its secrets; wait until all of it is ready."""
        apply([each for each in self._objects if each["kind"] == "Namespace"])
        self.secrets()
        apply(self._objects)
        self.rolled_out()

    def secrets(self, **changed: str) -> None:
        metadata = {"name": "omega", "namespace": self.namespace}
        apply([{"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": {**SECRETS, **changed}}])

    def delete(self) -> None:
        kubectl("delete", "namespace", self.namespace, "--timeout=120s")

    @property
    def workloads(self) -> list[str]:
        """Those of the desk itself, the store left out."""
        kinds = ("StatefulSet", "Deployment")
        found = [
            f"{each['kind'].lower()}/{each['metadata']['name']}" for each in self._objects if each["kind"] in kinds
        ]
        return [name for name in found if name != "statefulset/omega-redis"]

    def rolled_out(self, *workloads: str) -> None:
        for each in workloads or ("statefulset/omega-redis", *self.workloads):
            self.kubectl("rollout", "status", each, f"--timeout={PATIENCE:.0f}s")

    def scale(self, workload: str, replicas: int) -> None:
        self.kubectl("scale", workload, f"--replicas={replicas}")

    def replicas(self, workload: str) -> int:
        return int(read("-n", self.namespace, workload)["spec"]["replicas"])

    def pods(self, selector: str = DESK) -> list[Object]:
        found: list[Object] = read("-n", self.namespace, "pods", "-l", selector)["items"]
        return found

    def pod(self, name: str) -> Object:
        return read("-n", self.namespace, f"pod/{name}")

    def gone(self, selector: str) -> None:
        eventually(lambda: not self.pods(selector), f"no pods of {selector}")

    def job(self, cronjob: str, name: str) -> str:
        """Run the job of a CronJob now, and wait for its end; its log.

        Raises:
            RefusedError: it failed.
        """
        made = read("-n", self.namespace, f"cronjob/{cronjob}")["spec"]["jobTemplate"]
        metadata = {**made.get("metadata", {}), "name": name, "namespace": self.namespace}
        apply([{**made, "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata}])

        def ended() -> bool:
            status = read("-n", self.namespace, f"job/{name}")["status"]
            return bool(status.get("succeeded") or status.get("failed"))

        eventually(ended, f"the job {name}")
        said = self.kubectl("logs", f"job/{name}")
        if not read("-n", self.namespace, f"job/{name}")["status"].get("succeeded"):
            raise RefusedError(f"the job {name} failed: {said[-300:]}")
        return said

    def answers(self, *asked: list[Any]) -> list[str]:
        """What people read in answer, asked anew until the desk answers."""
        said: list[str] = []

        def answered() -> bool:
            try:
                said[:] = stand_in.ask(*asked)
            except RefusedError as error:
                if "DidNotRespond" in str(error) or "LookupError" in str(error):
                    return False
                raise
            return True

        eventually(answered, "an answer")
        return said


def eventually(holds: Any, what: str, patience: float = PATIENCE) -> float:
    """Wait; the seconds it took."""
    began = monotonic()
    while not holds():
        if monotonic() - began > patience:
            raise NotInTimeError(f"{what} did not come in {patience:.0f} s")
        sleep(0.3)
    return monotonic() - began


def seconds_to_ready(pod: Object) -> float:
    """From when it was made to when it was ready, in whole seconds as the cluster keeps them."""
    ready = next(each for each in pod["status"]["conditions"] if each["type"] == "Ready")
    made, since = (_time(text) for text in (pod["metadata"]["creationTimestamp"], ready["lastTransitionTime"]))
    return (since - made).total_seconds()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def waiting_for(pod: Object) -> str:
    """Why its containers wait, as ``kubectl get pods`` says it."""
    statuses = [*pod["status"].get("initContainerStatuses", []), *pod["status"].get("containerStatuses", [])]
    states = [each["state"] for each in statuses]
    reasons = [state[kind].get("reason", "") for state in states for kind in ("waiting", "terminated") if kind in state]
    return ", ".join(dict.fromkeys(r for r in reasons if r not in ("", "Completed", "PodInitializing")))
