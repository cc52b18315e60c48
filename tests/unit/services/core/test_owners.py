"""Whoever is taken for a server, or a server for a person, is told what is another's."""

from services.core.owners import of_server, owners_here, server_of
from services.core.principal import Principal

ANN = Principal(id="discord:7", name="Ann")


def test_a_server_is_told_from_a_person() -> None:
    assert server_of(of_server("discord:9")) == "discord:9"
    assert server_of(ANN.id) is None
    assert server_of("serverless:7") is None


def test_in_private_nobody_has_a_server() -> None:
    assert owners_here(ANN) == ("discord:7",)
    assert owners_here(ANN.model_copy(update={"server": "discord:9"})) == ("discord:7", "server:discord:9")
