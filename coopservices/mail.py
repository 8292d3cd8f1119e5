"""E-mails: one message, in each of the languages that it is written in, as text and where there is
a template for it as HTML too.
"""

from collections.abc import Mapping, Sequence

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

BETWEEN = "\n\n* * *\n\n"


def message(
    template: str,
    context: Mapping[str, object],
    *,
    to: str,
    languages: Sequence[str],
    has_html: bool = False,
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """The e-mail of `mail/<template>_subject.txt` and `_message.txt`, and of `_message.html` where
    it has one, in these languages one after the other; `.send()` raises OSError while no mail can
    be sent.
    """
    subjects, texts, parts = [], [], []
    for language in languages:
        with override(language):
            subjects.append(" ".join(_rendered(template, "subject.txt", context).split()))
            texts.append(_rendered(template, "message.txt", context).strip())
            if has_html:
                parts.append((language, _rendered(template, "message.html", context)))
    subject = " / ".join(subjects)
    written = EmailMultiAlternatives(
        subject, BETWEEN.join(texts) + "\n", to=[to], headers=dict(headers or {})
    )
    if parts:
        frame = {"parts": parts, "language": languages[0], "subject": subject}
        written.attach_alternative(render_to_string("mail/frame.html", frame), "text/html")
    return written


def _rendered(template: str, part: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"mail/{template}_{part}", dict(context))
