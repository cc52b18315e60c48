"""``omega health`` is what a container is restarted by: no where there is nobody, and yes to who is well."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot.health import trouble
from config.settings import MonitoringSettings


@contextmanager
def answering(status: int, host: str = "127.0.0.1") -> Iterator[int]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer((host, 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_who_is_well_is_well_on_whatever_address_it_listens(host: str) -> None:
    with answering(200, host) as port:
        assert trouble(MonitoringSettings(host=host, port=port)) is None


def test_who_says_that_it_is_not_well_is_not() -> None:
    with answering(503) as port:
        assert "503" in (trouble(MonitoringSettings(host="127.0.0.1", port=port)) or "")


def test_nobody_is_not_well() -> None:
    with answering(200) as port:
        pass
    assert "does not answer" in (trouble(MonitoringSettings(host="127.0.0.1", port=port)) or "")


def test_without_a_port_there_is_nobody_to_ask() -> None:
    assert "OMEGA_MONITORING__PORT" in (trouble(MonitoringSettings(host="127.0.0.1", port=None)) or "")
