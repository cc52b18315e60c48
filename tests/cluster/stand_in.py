"""The stand-in for Discord as a pod of the same image, who asks there, and what kills a process on its node."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.cluster.kubectl import Object, apply, kubectl, started

NAMESPACE: Final = "omega-trial"
LABELS: Final = {"omega-trial": "stand-in"}
PORT: Final = 8765
ADDRESS: Final = f"stand-in.{NAMESPACE}:{PORT}"
TOKEN: Final = "playground"  # noqa: S105 - a made-up token for a made-up Discord
PEOPLE: Final = Path(__file__).with_name("people.py").read_text("utf-8")
KILL: Final = """
import os, sys
from pathlib import Path
pod, program = sys.argv[1:]
for number in sorted(int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal()):
    try:
        groups = Path(f"/proc/{number}/cgroup").read_text().replace("_", "-")
        line = Path(f"/proc/{number}/cmdline").read_bytes().decode()
    except OSError:
        continue
    if pod in groups and program in line:
        os.kill(number, 9)
        break
else:
    sys.exit("no such process")
"""


def objects(image: str) -> list[Object]:
    """It sees the node's processes, so that one of them can be killed as only the node can."""
    metadata = {"name": "stand-in", "namespace": NAMESPACE, "labels": LABELS}
    container = {
        "name": "stand-in",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": ["python", "-m", "bot.playground", "--host", "$(ADDRESS)", "--port", str(PORT), "--token", TOKEN],
        "env": [{"name": "ADDRESS", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
        "readinessProbe": {"tcpSocket": {"port": PORT}, "periodSeconds": 1},
        "securityContext": {"runAsUser": 0},
    }
    ports = [{"port": PORT}]
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": LABELS}},
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": LABELS, "ports": ports}},
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": metadata,
            "spec": {"hostPID": True, "terminationGracePeriodSeconds": 2, "containers": [container]},
        },
    ]


def start(image: str) -> None:
    apply(objects(image))
    kubectl("-n", NAMESPACE, "wait", "--for=condition=Ready", "pod/stand-in", "--timeout=120s")


def ask(*asked: list[Any]) -> list[str]:
    """What is read in answer to each of some commands: its name, its options, and buttons pressed on the answer."""
    said: list[str] = json.loads(kubectl(*_inside("python", "-c", PEOPLE, "once", json.dumps(asked))))
    return said


def kill(pod: str, program: str) -> None:
    """kill -9 of the first process of a pod (its uid) whose command has ``program`` in it."""
    kubectl(*_inside("python", "-c", KILL, pod, program))


class Asking:
    """People who ask steadily, until they are told to stop."""

    def __init__(self, each_second: float) -> None:
        self._asking: subprocess.Popen[str] = started(*_inside("python", "-c", PEOPLE, "steadily", str(each_second)))

    def stop(self) -> Object:
        """What became of what they asked (``people.py`` says how it is counted)."""
        written, errors = self._asking.communicate("stop\n")
        if self._asking.returncode:
            raise RuntimeError(errors)
        counted: Object = json.loads(written)
        return counted


def _inside(*command: str) -> tuple[str, ...]:
    return ("-n", NAMESPACE, "exec", "-i", "stand-in", "--", *command)
