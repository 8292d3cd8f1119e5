"""A poll's result as its page shows it: what the latest summary of its round tells, and nothing
else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coopservices.documents import read
from coopservices.languages import language_now, listed, say
from coopservices.templatetags.ui import as_written
from coopservices.texts import Text
from outcomes.engines.posters import PosterWords
from outcomes.poll_results import words
from outcomes.summaries.documents import FindingDocument, PollDocument, RoundDocument
from outcomes.summaries.models import Summary
from outcomes.summaries.queries.charts import (
    DrawnChart,
    StoredDrawing,
    card_of,
    drawings_of,
    question_key,
    wards_key,
)
from participation.models import Council
from priorities.engines.counting.budget.equal_shares.payments import Purchase
from priorities.engines.counting.rules import RULES
from priorities.engines.voting.combining import EQUAL_WEIGHT
from priorities.models import Poll
from priorities.results.documents import (
    Currency,
    OptionResult,
    PollResult,
    QuestionAnalysis,
    QuestionResult,
    RuleResult,
)
from priorities.results.queries.results import ward_names


@dataclass(frozen=True)
class RuleShown:
    """What one rule makes of the ballots, and what it is called and does."""

    result: RuleResult
    currency: Currency | None
    agrees: bool

    @property
    def cost(self) -> str:
        """What its winners cost together; "" where there is no budget."""
        return words.amount(self.result.cost, self.currency)

    @property
    def name(self) -> str:
        """What it is called."""
        title = say(RULES[self.result.rule].title)
        return title[:1].upper() + title[1:]

    @property
    def what_it_does(self) -> str:
        """What it does."""
        return say(RULES[self.result.rule].what_it_does)


@dataclass(frozen=True)
class ChoiceShown:
    """One option, and which of the rules choose it, in the order of the rules."""

    question: QuestionResult
    option: OptionResult
    chosen_by: tuple[bool, ...]

    @property
    def cost(self) -> str:
        """What it costs; "" where nothing has a price."""
        return words.amount(self.option.cost, self.question.currency)

    @property
    def standing(self) -> str:
        """Its votes or points, or its place where that alone is told."""
        return words.standing(self.question, self.option)


@dataclass(frozen=True)
class PurchaseShown:
    """How the supporters of one option paid for it, in words."""

    option: OptionResult
    purchase: Purchase
    currency: Currency | None

    @property
    def cost(self) -> str:
        """What it costs."""
        return words.amount(self.purchase.cost, self.currency)

    @property
    def paid(self) -> str:
        """Who paid, and how much each."""
        return words.paid(self.purchase, self.currency)


@dataclass(frozen=True)
class QuestionShown:
    """A question's result with its drawing and what its ballots tell besides; none where too few
    voted. `apart` is the same of each constituency that is counted apart, as if it alone decided;
    then `whose` says which.
    """

    result: PollResult
    question: QuestionResult
    analysis: QuestionAnalysis
    drawing: StoredDrawing | None
    apart: tuple["QuestionShown", ...] = ()
    whose: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """Who came first and with how much support."""
        return words.headline(self.question)

    @property
    def margin(self) -> str:
        """How clear the first place is."""
        return words.margin(self.question)

    @property
    def spent(self) -> str:
        """What is spent of the budget, where there is one."""
        return words.spent(self.question)

    @property
    def counted(self) -> list[str]:
        """By which rule, and how varied, it was counted; [] for an election held elsewhere."""
        return [] if self.result.imported_from else words.counted(self.question)

    @property
    def ties(self) -> str:
        """Which options came out level, and what decided their order."""
        return words.ties(self.question)

    @property
    def counted_in(self) -> str:
        """What its numbers are of, as the heading of a column."""
        return str(words.COLUMNS[self.question.unit])

    @property
    def rules(self) -> list[RuleShown]:
        """The rules side by side, that which counted first; [] where one alone fits."""
        rules = self.analysis.rules
        own = set(rules[0].winners) if rules else set()
        return [
            RuleShown(rule, self.question.currency, agrees=set(rule.winners) == own)
            for rule in rules
        ]

    @property
    def rules_that_agree(self) -> str:
        """The other rules that choose the same, in a list."""
        names = [say(RULES[rule.result.rule].title) for rule in self.rules[1:] if rule.agrees]
        return listed(names) if names else ""

    @property
    def rule_in_words(self) -> str:
        """What the rule does by which it was counted; "" where that was elsewhere."""
        return "" if self.result.imported_from else words.rule_in_words(self.question)

    @property
    def choices(self) -> list[ChoiceShown]:
        """The options, what most of the rules choose first."""
        winners = [frozenset(rule.winners) for rule in self.analysis.rules]
        choices = [
            ChoiceShown(self.question, option, tuple(option.id in won for won in winners))
            for option in self.question.options
        ]
        return sorted(choices, key=lambda choice: -sum(choice.chosen_by))

    @property
    def share(self) -> str:
        """What each voter had of the money in the end; "" where nobody had a share."""
        payments = self.analysis.payments
        return words.exact_amount(payments.share, self.question.currency) if payments else ""

    @property
    def purchases(self) -> list[PurchaseShown]:
        """Who paid for what, in the order in which it was bought."""
        payments, currency = self.analysis.payments, self.question.currency
        bought = payments.purchases if payments else ()
        return [PurchaseShown(self.question.by_id[each.option], each, currency) for each in bought]

    @property
    def not_paid_from_shares(self) -> list[ChoiceShown]:
        """What was funded from what was left in the end."""
        bought = {each.option.id for each in self.purchases}
        others = [each for each in self.question.chosen if bought and each.id not in bought]
        return [ChoiceShown(self.question, each, ()) for each in others]

    @property
    def combined(self) -> str:
        """How the ballots of several constituencies made the result."""
        return words.combined(self.result)

    @property
    def merged(self) -> str:
        """That small constituencies are counted with others, where that is so."""
        return words.merged(self.result, self.question)

    @property
    def against(self) -> list[str]:
        """Which options cannot win, and who is against them."""
        return words.against(self.question)

    @property
    def people(self) -> str:
        """Whose ballots these are; "" where everybody's are."""
        return words.constituency_name(self.whose) if self.whose else ""

    @property
    def columns(self) -> list[str]:
        """The constituencies as headings, each with how many of its ballots count."""
        return [words.of_constituency(self.question, each) for each in self.question.constituencies]

    @property
    def by_constituency(self) -> list[tuple[OptionResult, list[str], str]]:
        """Each option with its standing in each constituency, and in all of them together."""
        told = words.standing
        if self.result.combining_rule == EQUAL_WEIGHT:
            told = words.weighed
        return [
            (
                option,
                [told(each.question, each.question.by_id[option.id]) for each in self.apart],
                words.standing(self.question, option),
            )
            for option in self.question.options
        ]

    @property
    def chart(self) -> DrawnChart | None:
        """The chart, named for what it counts, since the page's own headline has said what it
        says; for whose ballots it is, where it is of a constituency.
        """
        if self.drawing is None:
            return None
        return DrawnChart(
            headline=self.people or str(words.CHARTS[self.question.unit]),
            drawing=self.drawing,
            columns=(_("Option"), self.counted_in, _("Place")),
            rows=tuple(
                (
                    str(as_written(option.title)),
                    words.standing(self.question, option),
                    say(option.place),
                )
                for option in self.question.options
            ),
            rule_set=words.rule_set(self.question),
            source=words.source(self.result),
        )


@dataclass(frozen=True)
class GroupShown:
    """How many ballots came from people who showed as much, and whether they decide."""

    name: str
    ballots: int
    decides: bool


@dataclass(frozen=True)
class PollShown:
    """A counted poll, as it is published."""

    document: PollDocument
    questions: tuple[QuestionShown, ...]
    ward_map: StoredDrawing | None
    ward_names: Mapping[str, Text]
    findings: tuple[FindingDocument, ...]

    @property
    def result(self) -> PollResult:
        """Its result."""
        return self.document.result

    @property
    def in_words(self) -> str:
        """What it says in a sentence or two, as beside a link to it."""
        return words.card_in_words(self.result)

    @property
    def too_few(self) -> str:
        """That too few voted for any number; "" where enough did."""
        return words.too_few(self.result.fewer_than)

    @property
    def groups(self) -> list[GroupShown]:
        """How many ballots each group cast; [] where too few voted."""
        ballots = self.result.questions[0].ballots_by_group if self.result.questions else {}
        return [
            GroupShown(
                words.group_name(group),
                ballots.get(group, 0),
                group in self.result.counted_groups,
            )
            for group in self.result.groups
        ]

    @property
    def channels(self) -> list[tuple[str, int]]:
        """How the ballots came, and how many each way; [] where that is not told."""
        return [(words.channel_name(each.channel), each.ballots) for each in self.result.by_channel]

    @property
    def wards(self) -> DrawnChart | None:
        """The map of where the ballots came from, with its table; None where that is not told."""
        by_ward = self.result.by_ward
        if self.ward_map is None or by_ward is None:
            return None
        return DrawnChart(
            headline=_("Where the ballots came from"),
            drawing=self.ward_map,
            columns=(_("Ward"), _("On the map"), _("Ballots")),
            rows=tuple(words.ward_rows(by_ward, self.ward_names)),
            rule_set=words.wards_merged(by_ward),
            source=words.source(self.result),
        )

    @property
    def roots(self) -> list[tuple[str, str]]:
        """The roots over what is published, each by its name."""
        return [(str(words.ROOTS[name]), root) for name, root in self.result.roots.items()]

    @property
    def tells_what_was_chosen(self) -> bool:
        """Whether more than the order of scores decides a question, so that a file must say it."""
        return not all(question.is_by_score for question in self.result.questions)

    @property
    def table(self) -> Iterator[list[object]]:
        """What a file of the result holds, row by row: first of all ballots, then of each
        constituency that is counted apart.
        """
        for shown in self.questions:
            for each in (shown, *shown.apart):
                yield from self._rows(each)

    def _rows(self, shown: QuestionShown) -> Iterator[list[object]]:
        question = shown.question
        whose = [shown.people or _("All together")] if self.result.constituencies else []
        for option in question.options:
            is_chosen = _("yes") if option.is_chosen else _("no")
            chosen = [is_chosen] if self.tells_what_was_chosen else []
            yield [
                question.text,
                *whose,
                option.place,
                option.title,
                words.UNITS[question.unit],
                words.standing(question, option),
                words.state(self.result),
                *chosen,
            ]


def poll_shown(poll: Poll) -> PollShown | None:
    """What the latest summary of its round says about a poll; None until it does. Three queries
    at most.
    """
    summary = Summary.objects.latest_rounds().filter(round=poll.round_id).first()
    if summary is None:
        return None
    round_ = read(RoundDocument, summary.document)
    document = next((each for each in round_.polls if each.result.id == str(poll.pk)), None)
    if document is None:
        return None
    result = document.result
    keys = [
        question_key(result.id, question.id, codes)
        for question in result.questions
        for codes in [(), *(each.codes for each in question.constituencies)]
    ]
    drawings = drawings_of(summary, [*keys, wards_key(result.id)])
    return PollShown(
        document,
        tuple(_question(document, question, drawings) for question in result.questions),
        drawings.get(wards_key(result.id)),
        ward_names(poll, result.by_ward),
        tuple(each for each in round_.findings if each.poll == result.id and not each.is_hidden),
    )


def _question(
    document: PollDocument, question: QuestionResult, drawings: Mapping[str, StoredDrawing]
) -> QuestionShown:
    result, analysis = document.result, document.analysis_of(question.id)
    apart = (
        QuestionShown(
            result,
            question.of(each),
            analysis,
            drawings.get(question_key(result.id, question.id, each.codes)),
            whose=each.codes,
        )
        for each in question.constituencies
    )
    drawing = drawings.get(question_key(result.id, question.id))
    return QuestionShown(result, question, analysis, drawing, tuple(apart))


def card_of_result(poll: Poll) -> bytes | None:
    """The card to share of the latest result, as PNG; None until there is one. Two queries."""
    summary = Summary.objects.latest_rounds().filter(round=poll.round_id).first()
    return card_of(summary, str(poll.pk)) if summary else None


def poster_words(shown: PollShown, *, council: Council, who_decides: str) -> PosterWords:
    """What the poster of a result says in the reader's language."""
    result, first = shown.result, shown.questions[0].question
    in_order = first.chosen or ([] if result.fewer_than else first.options)
    return PosterWords(
        language=language_now().partition("-")[0],
        council=council.name,
        title=str(result.title),
        headline=words.headline(first),
        chosen_heading=_("What people chose"),
        chosen=tuple(str(option.title) for option in in_order),
        voted=words.how_many_voted(result),
        next_heading=_("What happens next"),
        next=_("%(who)s must answer what most people asked for, and say why.")
        % {"who": who_decides},
        scan=_("Scan the code to read the whole result and to check your vote:"),
    )
