"""The API's OpenAPI description: made from its code, with the refusals that every address may
answer.
"""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from coopservices.languages import language_now

PROBLEMS = {
    "400": "What was asked cannot be understood; the answer says why.",
    "404": "There is no such thing here.",
}


def with_problems(result: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Add to each operation the two ways in which it may refuse."""
    for operation in (path["get"] for path in result["paths"].values()):
        kinds = operation["responses"]["200"]["content"]
        problem = {
            kind: {"schema": {"type": "object", "additionalProperties": True}} for kind in kinds
        }
        operation["responses"] |= {
            code: {"description": says, "content": problem} for code, says in PROBLEMS.items()
        }
    return result


def schema() -> dict[str, Any]:
    """The whole description, with the addresses of the language that is spoken now."""
    return _schema(language_now())


@cache
def _schema(_language: str) -> dict[str, Any]:
    """Made once in a process for each language."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made
