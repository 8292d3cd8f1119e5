"""E-mails: one message, in each of the languages that its council writes in."""

from collections.abc import Mapping, Sequence

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

BETWEEN = "\n\n* * *\n\n"


def message(
    template: str, context: Mapping[str, object], *, to: str, languages: Sequence[str]
) -> EmailMessage:
    """The e-mail of `mail/<template>_subject.txt` and `_message.txt`, in these languages one after
    the other; `.send()` raises OSError while no mail can be sent.
    """
    subjects, texts = [], []
    for language in languages:
        with override(language):
            subjects.append(" ".join(_rendered(template, "subject", context).split()))
            texts.append(_rendered(template, "message", context).strip())
    return EmailMessage(" / ".join(subjects), BETWEEN.join(texts) + "\n", to=[to])


def _rendered(template: str, part: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"mail/{template}_{part}.txt", dict(context))
