"""The interface for programs keeps to its own description, whatever is asked (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings

from hotspots.web import force
from hotspots.web.models import ApiToken, Person
from hotspots.web.roles import ROLES
from tests.web.conftest import make_person

EXAMPLES = 40
OF_DISTRICT = "/api/v1/districts/{district}"
QUESTIONS = (
    "/api/v1/districts",
    *(f"{OF_DISTRICT}/{each}" for each in ("harm-spots", "patrols", "visit-list")),
    "/api/v1/wards",
    "/api/v1/runs",
)


@pytest.fixture(scope="module")
def token(served: Any) -> Iterator[str]:
    """A program's token, of somebody who may do everything in every district."""
    person = make_person("program", *ROLES, whole_force=True)
    yield ApiToken.made_for(person, name="schemathesis", ends_at=force.now().replace(year=2100))
    Person.objects.filter(pk=person.pk).delete()


@pytest.fixture(scope="module")
def described(token: str) -> Any:
    """The interface, as it describes itself."""
    from hotspots.web.api.views import api
    from hotspots.web.gate import OF_PROGRAMS

    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix=OF_PROGRAMS))
    schema.app = WSGIHandler()
    return schema


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_answer_is_as_it_is_described_and_none_is_a_fault(
    described: Any, token: str, path: str
) -> None:
    @given(case=described[path]["GET"].as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        case.call_and_validate(
            base_url="http://testserver", headers={"Authorization": f"Bearer {token}"}
        )

    ask()


def test_every_question_of_the_description_is_asked(described: Any) -> None:
    assert set(described) == set(QUESTIONS)
