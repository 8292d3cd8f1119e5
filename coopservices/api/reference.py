"""What the API offers, as a page for people, as OpenAPI for programs, and as a list of
addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from coopservices.api.schema import answer_of, schema
from coopservices.pages import page

MINUTES = 5 * 60


@dataclass(frozen=True)
class Fact:
    """One parameter or one field: its name, what kind of value it takes, and what it means."""

    name: str
    kind: str
    says: str


@dataclass(frozen=True)
class Address:
    """One address: what it tells or does, what may be asked, what is sent to it, and what the
    answer holds.
    """

    method: str
    path: str
    says: str
    asks: list[Fact]
    takes: list[Fact]
    tells: list[Fact]

    @property
    def is_whole(self) -> bool:
        """Nothing has to be filled in, so it can be followed."""
        return self.method == "GET" and "{" not in self.path


@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """Every address of the API, for people."""
    return page(
        request, "api_reference.html", {"addresses": [_address(*found) for found in _operations()]}
    )


@require_safe
def api_root(request: HttpRequest) -> HttpResponse:
    """Where to begin: the name and address of each list."""
    whole = [path for path, method, _ in _operations() if method == "get" and "{" not in path]
    return JsonResponse(
        {path.strip("/").split("/")[-1]: request.build_absolute_uri(path) for path in whole}
    )


@require_safe
@cache_control(public=True, max_age=MINUTES)
def openapi(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    return JsonResponse(schema(), json_dumps_params={"indent": 2})


@csrf_exempt  # it changes nothing, and a program is told so in JSON
def not_in_the_api(request: HttpRequest) -> HttpResponse:
    """What a program is told about an address that is none of ours: the same as about a thing that
    is not there.
    """
    return JsonResponse({"detail": gettext("There is no such address here.")}, status=404)


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in schema()["paths"].items()
        for method, operation in methods.items()
    ]


def _address(path: str, method: str, operation: Mapping[str, Any]) -> Address:
    sent = operation.get("requestBody")
    return Address(
        method=method.upper(),
        path=path,
        says=operation.get("description", ""),
        asks=[
            Fact(asked["name"], _kind(asked["schema"]), asked.get("description", ""))
            for asked in operation.get("parameters", [])
        ],
        takes=_fields(_shape(sent)) if sent else [],
        tells=_fields(_shape(answer_of(operation))),
    )


def _shape(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(iter(body["content"].values()))["schema"]
    return found


def _fields(shape: Mapping[str, Any]) -> list[Fact]:
    """The fields of one thing in the answer: of each row where the answer is a page of rows."""
    found = _resolved(shape)
    rows = found.get("properties", {}).get("results") or (
        found if found.get("type") == "array" else None
    )
    if rows:
        return _fields(rows["items"])
    return [
        Fact(name, _kind(said), said.get("description", ""))
        for name, said in found.get("properties", {}).items()
    ]


def _resolved(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    if "allOf" in shape:
        return _resolved(shape["allOf"][0])
    name = shape.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = schema()["components"]["schemas"][name] if name else shape
    return found


def _kind(shape: Mapping[str, Any]) -> str:
    """What kind of value it is, in a word or two."""
    found = _resolved(shape)
    if "enum" in found:
        return ", ".join(str(choice) for choice in found["enum"] if choice)
    if found.get("type") == "array":
        return f"list of {_kind(found['items'])}"
    return {"date-time": "time", "uri": "address"}.get(
        found.get("format", ""), found.get("format")
    ) or {
        "string": "text",
        "integer": "whole number",
        "boolean": "yes or no",
    }.get(found.get("type", ""), "object")
