"""The API's OpenAPI description: made from its code, with the refusals that every address may
answer.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from coopservices.languages import language_now

PROBLEMS = {
    "400": "What was asked cannot be understood; the answer says why.",
    "404": "There is no such thing here.",
}
PROBLEMS_OF_SENDING = {
    "403": "This code is not the one by which it was made.",
    "409": "It cannot be done as things are; the answer says why.",
    "415": "Send JSON.",
    "429": "Too many wrong codes came from your network. Wait ten minutes.",
}


def with_problems(result: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Add to each operation the ways in which it may refuse."""
    for path in result["paths"].values():
        for method, operation in path.items():
            problem = {
                kind: {"schema": {"type": "object", "additionalProperties": True}}
                for kind in answer_of(operation)["content"]
            }
            refusals = PROBLEMS | (PROBLEMS_OF_SENDING if method == "post" else {})
            operation["responses"] |= {
                code: {"description": says, "content": problem} for code, says in refusals.items()
            }
    return result


def answer_of(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an operation answers where it refuses nothing."""
    answers = operation["responses"]
    found: Mapping[str, Any] = answers["200"] if "200" in answers else answers["201"]
    return found


def schema() -> dict[str, Any]:
    """The whole description, with the addresses of the language that is spoken now."""
    return _schema(language_now())


@cache
def _schema(_language: str) -> dict[str, Any]:
    """Made once in a process for each language."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made
