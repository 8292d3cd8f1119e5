"""What people said, in one sentence, and how many said it."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from coopservices.languages import say
from coopservices.texts import Text
from outcomes.summaries.documents import FindingDocument
from priorities.results.documents import OptionResult, QuestionResult

TITLE = 200  # characters of a title within a sentence
_FIRST_FIVE = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def proposed(title: Text | str) -> str:
    """That somebody proposed something."""
    return f"Somebody proposed “{_short(title)}”."


def came(question: QuestionResult, option: OptionResult) -> str:
    """Where an option came in a vote, without numbers of people; that it was put to it, if too few
    voted to say more.
    """
    if option.place is None:
        return _("“%(title)s” was put to the vote.") % {"title": _short(option.title)}
    place = _FIRST_FIVE.get(option.place, f"number {option.place}")
    return f"“{_short(option.title)}” came {place} of {len(question.options)}."


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
