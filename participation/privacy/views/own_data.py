"""The pages of one's own data: reading and taking all of it, and deleting one's account."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from coopservices import audit
from coopservices.archives import zip_portions
from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from coopservices.spreadsheets import csv_lines
from participation.audit.words import words_of_act, words_of_kind, words_of_roles
from participation.engines.personal_data import BASES, Use
from participation.people.models import User, UserRequest
from participation.privacy.actions import deleting
from participation.privacy.actions.deleting import DeletionRefused
from participation.privacy.forms import DeleteAccountForm
from participation.privacy.permissions import may_have_own_data
from participation.privacy.queries.held import (
    MOST_ON_PAGE,
    HeldRows,
    held_about,
    held_without_a_name,
)
from participation.privacy.words.fields import FIELD_WORDS

# What stands in a field as a code, and what says it.
_CODES: Mapping[str, Callable[[str], str]] = {
    "act": words_of_act,
    "subject_type": words_of_kind,
    "role": lambda role: ", ".join(words_of_roles(role)),
    "author_role": lambda role: ", ".join(words_of_roles(role)),
}


@dataclass
class Part:
    """All that is held about the reader for one use, in words."""

    use: Use
    rows: list[list[tuple[object, object]]] = field(default_factory=list)
    secrets: list[object] = field(default_factory=list)
    has_more: bool = False


# --- Reading and taking it ------------------------------------------------------------------------


@never_cache
@login_required
def your_data(request: UserRequest) -> HttpResponse:
    """All that is held about the reader, to read, and to take as files."""
    parts: dict[str, Part] = {}
    for each in held_about(request.user, most=MOST_ON_PAGE):
        part = parts.setdefault(each.use.code, Part(each.use))
        part.rows += [_worded(each, row) for row in each.rows]
        part.secrets += [FIELD_WORDS[name] for name in each.secrets]
        part.has_more = part.has_more or each.has_more
    context = {"parts": list(parts.values()), "without_a_name": held_without_a_name()}
    return page(request, "participation/your_data.html", context)


@require_POST
@login_required
@shown_again
def download_your_data(request: UserRequest, form: str) -> HttpResponseBase:
    """The same as JSON, or as CSV in a ZIP archive, a file for each table."""
    require(may_have_own_data(request.user))
    if form not in ("json", "csv"):
        raise Http404
    now = timezone.now()
    audit.record_reading(
        "own_data_taken", request.user, by=request.user, council=request.council, at=now
    )
    if form == "json":
        text = json.dumps(_document(request.user), cls=DjangoJSONEncoder, ensure_ascii=False)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="your-data.json"'
        return response
    files = {
        f"{n:02}-{each.use.code}-{each.table.lower()}.csv": _csv(each)
        for n, each in enumerate(held_about(request.user), start=1)
        if each.rows
    }
    archive = StreamingHttpResponse(zip_portions(files, now), content_type="application/zip")
    archive.headers["Content-Disposition"] = 'attachment; filename="your-data.zip"'
    return archive


def _document(user: User) -> dict[str, object]:
    """What a program reads: of each use what it is for, and the rows."""
    return {
        "held": [
            {
                "table": each.table,
                "what": str(each.use.what),
                "purpose": str(each.use.purpose),
                "lawful_basis": str(BASES[each.use.basis]),
                "kept": str(each.use.retention.words),
                "rows": [dict(zip(each.fields, row, strict=True)) for row in each.rows],
                "not_handed_out": list(each.secrets),
            }
            for each in held_about(user)
        ],
        "held_without_a_name": [
            {"what": str(use.what), "purpose": str(use.purpose), "kept": str(use.retention.words)}
            for use in held_without_a_name()
        ],
    }


def _csv(held: HeldRows) -> Iterator[bytes]:
    return (line.encode() for line in csv_lines(held.fields, held.rows))


def _worded(held: HeldRows, row: tuple[object, ...]) -> list[tuple[object, object]]:
    """What stands in a row, by what its fields are called; what is empty is left out."""
    told = zip(held.fields, row, strict=True)
    return [
        (FIELD_WORDS[name], _CODES[name](str(value)) if name in _CODES else value)
        for name, value in told
        if value not in (None, "")
    ]


# --- Deleting it ----------------------------------------------------------------------------------


@never_cache
@login_required
@shown_again
def delete_your_account(request: UserRequest) -> HttpResponse:
    """The reader's account is deleted, after asking what becomes of what they wrote."""
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            deleting.delete_account(
                by=request.user,
                council=request.council,
                keeps_proposals=form.cleaned_data["proposals"] == "keep",
                at=timezone.now(),
            )
        except DeletionRefused as refusal:
            form.refuse(refusal)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("home")
    status = 422 if form.errors else 200
    return page(request, "participation/delete_your_account.html", {"form": form}, status=status)
