"""Canonical JSON: one value has exactly one spelling in bytes, and nothing doubtful is read.

The form is a subset of RFC 8785 (JSON Canonicalization Scheme): keys are ASCII, numbers are
integers below 2**53 in size, and text holds neither NUL nor a lone surrogate.
"""

import json
import re
from collections.abc import Mapping
from typing import NoReturn, TypeAlias

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32
_HALF = re.compile("[\ud800-\udfff]")

Value: TypeAlias = "bool | int | str | list[Value] | dict[str, Value] | None"


class CanonicalError(ValueError):
    """The value or the text has no canonical form."""


def canonical(value: object) -> bytes:
    """Return the one canonical spelling of `value`, in UTF-8.

    Raises CanonicalError for anything outside the subset, or nested deeper than 32 levels.
    """
    plain = _plain(value, DEEPEST)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def parse(data: bytes | str, *, max_bytes: int, max_depth: int) -> Value:
    """Return the value that JSON `data` spells, in whatever order and spacing.

    A list or object counts one level of depth. Raises CanonicalError for duplicate keys, floats,
    exponents, NaN and Infinity, NUL, lone surrogates, and whatever is too deep or too large.
    """
    text = _text(data, max_bytes)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_int=_integer,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except CanonicalError:
        raise
    except RecursionError as error:
        raise CanonicalError("The text is nested too deeply.") from error
    except ValueError as error:
        raise CanonicalError("The text is not JSON.") from error
    return _plain(value, max_depth)


def _text(data: bytes | str, max_bytes: int) -> str:
    try:
        raw = data.encode() if isinstance(data, str) else data
        if len(raw) > max_bytes:
            raise CanonicalError(f"The text is longer than {max_bytes} bytes.")
        return raw.decode()
    except UnicodeError as error:
        raise CanonicalError("The text is not UTF-8.") from error


def _without_duplicates(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise CanonicalError("A key appears twice in one object.")
    return members


def _integer(digits: str) -> int:
    # The length is looked at first, so that no time goes into reading a million digits.
    if len(digits) > len(str(-LARGEST_INTEGER)):
        raise CanonicalError("A number is too large.")
    return int(digits)


def _refuse_number(_: str) -> NoReturn:
    raise CanonicalError("Numbers must be whole, and written without a point or an exponent.")


def _plain(value: object, depth: int) -> Value:
    """Return `value` rebuilt from plain JSON types, each checked."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _safe_integer(value)
    if isinstance(value, str):
        return _safe_text(value)
    if isinstance(value, Mapping | list | tuple) and depth <= 0:
        raise CanonicalError("The value is nested too deeply.")
    if isinstance(value, Mapping):
        return {_key(key): _plain(member, depth - 1) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member, depth - 1) for member in value]
    raise CanonicalError(f"A {type(value).__name__} has no canonical form.")


def _safe_integer(number: int) -> int:
    if abs(number) > LARGEST_INTEGER:
        raise CanonicalError("A number is too large.")
    return int(number)


def _safe_text(text: str) -> str:
    if "\0" in text:
        raise CanonicalError("Text must not contain NUL.")
    if _HALF.search(text):
        raise CanonicalError("Text must not contain half a character (a lone surrogate).")
    return text


def _key(key: object) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise CanonicalError("Keys must be ASCII text.")
    return _safe_text(key)
