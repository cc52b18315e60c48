"""A proxy that is not used where it is needed cuts the desk off; one that is asked for this machine does too."""

import pytest

from services.core.proxies import is_here, proxy_for


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", "inside.test,.corp.test")


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://discord.com/api/v10", "http://proxy.test:3128"),
        ("https://inside.test/api", None),
        ("https://a.corp.test/api", None),
        ("http://discord.com/api", None),
        ("https://127.0.0.1:8420/api/v10", None),
        ("https://localhost/api", None),
        ("https://[::1]/api", None),
    ],
)
def test_the_environment_says_what_goes_through_a_proxy(url: str, proxy: str | None) -> None:
    assert proxy_for(url) == proxy


def test_this_machine_is_known_by_its_names() -> None:
    assert is_here("http://127.0.0.2:1")
    assert is_here("http://bot.localhost")
    assert not is_here("http://127.0.0.1.example.com")
    assert not is_here(None)
