"""Other programs know the desk by its schemas: what these say must be what it takes and what it answers."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.app import App
from bot.ask import SHELL
from bot.schema import catalog, schema_of
from services.core.ask import Ask
from services.core.options import options_of
from services.core.principal import Principal
from services.core.roles import Role
from services.words.phrase import parse

NAMES = tuple(catalog())


async def test_every_request_of_the_desk_has_one(app: App) -> None:
    assert catalog() == app.desk.catalog


@pytest.mark.parametrize("name", NAMES)
def test_it_is_json_schema_and_takes_the_example(name: str) -> None:
    request, schema = catalog()[name], schema_of(catalog()[name])
    for each in (schema["request"], schema["answer"]):
        assert each["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
        Draft202012Validator.check_schema(each)
    validator = Draft202012Validator(schema["request"])
    example = parse(f"/{name} {request.example}".rstrip(), catalog())
    written: dict[str, Any] = {
        option.name: float(value) if option.kind == "number" else value
        for option in options_of(request)
        if (value := getattr(example, option.name)) is not None
    }
    validator.validate(written)
    assert not validator.is_valid(written | {"nothing": 1}), "what the desk would refuse"
    assert request.model_validate(written) == example


@pytest.mark.parametrize("name", ["price", "cosmic moon", "persona list"])
async def test_an_answer_is_what_its_schema_says(app: App, name: str) -> None:
    request = parse(f"/{name} {app.desk.catalog[name].example}".rstrip(), app.desk.catalog)
    ben = Principal(id=f"{SHELL}:ben", name="Ben", role=Role.VIEWER)
    answer = await app.desk.ask(Ask("test:1", request, ben, app.clock.now()))
    Draft202012Validator(schema_of(type(request))["answer"]).validate(answer.model_dump(mode="json"))


def test_it_tells_who_may_ask_and_who_reads_the_answer() -> None:
    schemas = {name: schema_of(request) for name, request in catalog().items()}
    told = {name: (each["kind"], each["role"], each["audience"]) for name, each in schemas.items()}
    assert told["price"] == ("read", "viewer", "place")
    assert told["help"] == ("personal", None, "asker")
    assert told["cosmic place"] == ("change", "viewer", "confidential")
    assert schemas["price"]["request"]["properties"]["symbol"]["suggestions"] == "symbols"
