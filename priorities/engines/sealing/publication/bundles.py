"""Bundles: the manifest of a closed poll, its signature, and the files people download."""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coopservices.sentences import Wording
from priorities.engines.canonical import canonical
from priorities.engines.sealing.publication.small_polls import told
from priorities.engines.voting.asked_questions import written_in_both
from priorities.engines.voting.definition import Mode

_ROOTS = {"content": {"root"}, "inclusion": {"tags_root", "choices_root"}}


def manifest(
    *,
    poll: UUID,
    title: Wording,
    mode: Mode,
    opened_at: datetime,
    closed_at: datetime,
    questions: Sequence[Mapping[str, object]],
    groups: Sequence[str],
    counted_groups: Sequence[str],
    ballots: int,
    leaves: int,
    roots: Mapping[str, bytes],
    result: Mapping[str, Mapping[str, Any]],
    smallest_group: int,
    definition: str = "",
    excluded: Sequence[Mapping[str, int | str]] = (),
    constituencies: Sequence[str] = (),
    combining_rule: str = "",
    papers: Sequence[Mapping[str, int | str]] = (),
) -> bytes:
    """Return the canonical bytes that are signed: the rules, the roots and the result of a poll.

    `questions` are those of the frozen definition, `result` comes from counting. `roots` names
    each root as the manifest shall: `root` in a poll of mode content, `tags_root` and
    `choices_root` in one of mode inclusion. Times are aware, and printed in UTC to the second. No
    number is told of fewer ballots than `smallest_group`: see `small_polls`.
    `definition` is the SHA-256 of the frozen definition in hex; `excluded` says of each joint
    decision how many broken `ballots` it left out, and its `reason`. `constituencies` and the
    `combining_rule` are printed where constituencies are counted apart; `papers` says of each batch
    of paper ballots what became of them.
    """
    if roots.keys() != _ROOTS[mode]:
        raise ValueError(f"A poll of mode {mode} is published with {sorted(_ROOTS[mode])}.")
    return canonical(
        {
            "format": "LV1",
            "vote": str(poll),
            **written_in_both("title", title),
            "mode": mode,
            "opened_at": _printed(opened_at),
            "closed_at": _printed(closed_at),
            "questions": questions,
            **({"definition": definition} if definition else {}),
            **({"excluded": excluded} if excluded else {}),
            **(
                {"constituencies": constituencies, "combining_rule": combining_rule}
                if constituencies
                else {}
            ),
            **({"papers": papers} if papers and ballots >= smallest_group else {}),
            **told(
                ballots=ballots,
                leaves=leaves,
                groups=groups,
                counted_groups=counted_groups,
                result=result,
                roots=roots,
                smallest_group=smallest_group,
            ),
        }
    )


def sign(private_key: bytes, message: bytes) -> bytes:
    """Return the council's 64-byte Ed25519 signature (RFC 8032) by its 32-byte private key."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(message)


def public_half(private_key: bytes) -> bytes:
    """Return the 32 bytes by which everybody knows what the council signed."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature is the council's, made for this very message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def heads(*, manifest: bytes, signature: bytes, public_key: bytes) -> dict[str, bytes]:
    """Return the bundle's files by name, but for the lines: manifest, signature in base64, key in
    hex.
    """
    return {
        "manifest.json": manifest,
        "manifest.sig": base64.b64encode(signature),
        "council-key.hex": public_key.hex().encode(),
    }


def _printed(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("A published time needs its time zone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
