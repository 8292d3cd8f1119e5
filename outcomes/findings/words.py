"""What people said, in one sentence, and how many said it."""

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.languages import say
from coopservices.texts import Text, in_both
from outcomes.summaries.documents import FindingDocument
from priorities.results.documents import OptionResult, QuestionResult

TITLE = 200  # characters of a title within a sentence
_CAME: dict[int | None, Any] = {
    None: gettext_lazy("“%(title)s” was put to the vote."),
    1: gettext_lazy("“%(title)s” came first of %(all)s."),
    2: gettext_lazy("“%(title)s” came second of %(all)s."),
    3: gettext_lazy("“%(title)s” came third of %(all)s."),
    4: gettext_lazy("“%(title)s” came fourth of %(all)s."),
    5: gettext_lazy("“%(title)s” came fifth of %(all)s."),
}
_CAME_LATER = gettext_lazy("“%(title)s” came in place %(place)s of %(all)s.")


def proposed(title: Text | str) -> Text:
    """That somebody proposed something."""
    return in_both(lambda: _("Somebody proposed “%(title)s”.") % {"title": _short(title)})


def came(question: QuestionResult, option: OptionResult) -> Text:
    """Where an option came in a vote, without numbers of people; that it was put to it, if too few
    voted to say more.
    """
    told = _CAME.get(option.place, _CAME_LATER)
    values = {"place": option.place, "all": len(question.options)}
    return in_both(lambda: told % {**values, "title": _short(option.title)})


def who_said_it(finding: FindingDocument | None) -> str:
    """How many of how many voters; "" where nobody counted, or until it is published."""
    if finding is None or not finding.was_counted:
        return ""
    if finding.people is None or finding.out_of is None:
        return _("Fewer than %(number)s people voted") % {"number": finding.fewer_than}
    told = _("Chosen by %(people)s of %(out_of)s people who voted")
    return told % {"people": say(finding.people), "out_of": say(finding.out_of)}


def _short(title: Text | str) -> str:
    return Truncator(str(title)).chars(TITLE)
