"""The record of processing as Markdown, made of the registry."""

from collections.abc import Iterator

from participation.engines.personal_data import (
    BASES,
    Personal,
    Retention,
    Use,
    personal_data,
    retentions,
    uses,
)

_RECIPIENTS = (
    "Staff of the council with the role that needs it (`/about/roles/`), and the operators of the "
    "platform. Nobody else: no processor is built in, no page loads anything from elsewhere, and "
    "nothing leaves the United Kingdom unless the council hosts it or sends its e-mail there."
)


def record_of_processing() -> str:
    """The record of processing activities of UK GDPR, article 30, in English."""
    return "\n".join(
        [
            "# Record of processing",
            "",
            "Made of the registry of personal data (`participation/engines/personal_data.py`) by",
            "`manage.py privacy_registry --write`; a test fails where it is not current. The",
            "council that uses the platform is the controller, and adds its name, its",
            "representative and its data protection officer.",
            "",
            f"Recipients: {_RECIPIENTS}",
            "",
            "Security: docs/ballots.md, docs/audit.md and SECURITY.md say how data are kept safe.",
            "",
            "## What is processed",
            "",
            table_of_uses(),
            "",
            "## Which fields",
            "",
            *(line for use in uses() for line in _fields(use)),
            "## Who ends it",
            "",
            "| kept | ended by |",
            "|---|---|",
            *(_ends(each) for each in retentions()),
            "",
        ]
    )


def table_of_uses() -> str:
    """The table of every use as Markdown: what, what for, on which basis, how long."""
    rows = (
        f"| {use.what} | {use.purpose} | {BASES[use.basis]} | {use.retention.words}"
        f"{_because(use.retention)} |"
        for use in uses()
    )
    return "\n".join(["| what | what for | lawful basis | how long |", "|---|---|---|---|", *rows])


def _because(retention: Retention) -> str:
    return f" {retention.kept_because}" if retention.kept_because else ""


def _fields(use: Use) -> Iterator[str]:
    yield f"### {use.what}"
    yield ""
    for table, data in personal_data():
        if data.use.code == use.code:
            yield f"- `{table}`: {', '.join(f'`{name}`' for name in data.fields)}{_whose(data)}"
    yield ""


def _whose(data: Personal) -> str:
    if data.is_secret:
        return " (never handed out)"
    return "" if data.of or data.address else " (nobody can tell whose)"


def _ends(retention: Retention) -> str:
    ended_by = ", ".join(f"`{name}`" for name in retention.ended_by) or "nothing"
    return f"| {retention.words} | {ended_by} |"
