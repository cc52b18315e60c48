"""What ``kubectl`` does on the cluster that its current context names."""

import json
import subprocess
from typing import Any, Final

import yaml

Object = dict[str, Any]
PATIENCE: Final = 300.0


class RefusedError(Exception):
    """kubectl ended with an error: its text says which."""


def kubectl(*arguments: str, given: str | None = None) -> str:
    """What it writes.

    Raises:
        RefusedError: it does not do it.
    """
    done = subprocess.run(  # noqa: S603
        ["kubectl", *arguments],  # noqa: S607
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise RefusedError(f"kubectl {' '.join(arguments)[:80]}: {done.stderr.strip()}")
    return done.stdout


def started(*arguments: str) -> subprocess.Popen[str]:
    """kubectl that goes on, with its input open."""
    return subprocess.Popen(  # noqa: S603
        ["kubectl", *arguments],  # noqa: S607
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def apply(objects: list[Object]) -> None:
    kubectl("apply", "-f", "-", given=yaml.safe_dump_all(objects))


def read(*arguments: str) -> Object:
    found: Object = json.loads(kubectl("get", *arguments, "--output=json"))
    return found
