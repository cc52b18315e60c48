"""``omega health``: whether the process that answers on this machine's port is well. It imports little: containers ask
every half minute."""

from http.client import HTTPConnection, HTTPException
from typing import Final

from config.settings import MonitoringSettings

SECONDS: Final = 3.0
HERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked at, not listened on
"""Where to ask who listens on every address."""


def trouble(terms: MonitoringSettings) -> str | None:
    """Why it is not well; ``None``: it is."""
    if not terms.port:
        return "No port is set that could be asked: name one with OMEGA_MONITORING__PORT."
    connection = HTTPConnection(HERE.get(terms.host, terms.host), terms.port, timeout=SECONDS)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return f"Port {terms.port} does not answer ({type(error).__name__})."
    finally:
        connection.close()
    return None if status == 200 else f"Port {terms.port} answers with HTTP {status}."
