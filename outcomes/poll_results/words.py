"""What a poll's result says, in plain words and exact numbers: who came first, by how much, and
where lots decided; and what each rule would have chosen.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import shorten

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopservices.languages import listed, say
from coopservices.templatetags.ui import as_written
from coopservices.texts import Text
from participation.engines.constituencies import OR, labels_of
from participation.engines.proofs import OF_PAPER
from priorities.engines.counting.budget.equal_shares.payments import Purchase
from priorities.engines.counting.count import Score
from priorities.engines.counting.explain import Money
from priorities.engines.sealing.publication import read_group
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Unit
from priorities.engines.voting.ballot_types.variant_words import variant_words
from priorities.engines.voting.combining import COMBINING_RULES
from priorities.results.documents import (
    Breakdown,
    BrokenBy,
    ConstituencyResult,
    Currency,
    OptionResult,
    PollResult,
    QuestionResult,
    Tie,
)

TITLE = 110  # characters
CHARTS = {
    Unit.VOTES: gettext_lazy("How many voters chose each"),
    Unit.POINTS: gettext_lazy("How many points each was given"),
    Unit.SHARES: gettext_lazy("What share of the ballots chose each, on average"),
    Unit.MEANS: gettext_lazy("How many points a ballot gave each, on average"),
    Unit.PLACES: gettext_lazy("What place each came in"),
}
COLUMNS = {
    Unit.VOTES: gettext_lazy("Votes"),
    Unit.POINTS: gettext_lazy("Points"),
    Unit.SHARES: gettext_lazy("Share of ballots"),
    Unit.MEANS: gettext_lazy("Points a ballot"),
    Unit.PLACES: gettext_lazy("Places"),
}
UNITS = {
    Unit.VOTES: gettext_lazy("votes"),
    Unit.POINTS: gettext_lazy("points"),
    Unit.SHARES: gettext_lazy("share of ballots"),
    Unit.MEANS: gettext_lazy("points a ballot"),
    Unit.PLACES: gettext_lazy("places"),
}
NAMED = 3  # of options in one sentence
GROUPS = {
    "open": gettext_lazy("Anybody, with nothing shown"),
    "email": gettext_lazy("A confirmed e-mail address"),
    "postcode": gettext_lazy("A postcode in the area"),
    "code": gettext_lazy("A code from the council"),
    "register": gettext_lazy("Their place on the council's list"),
    "identity": gettext_lazy("A sign-in with the council's own accounts"),
    "imported": gettext_lazy("Whatever was asked of them there"),
}
CHANNELS = {
    "web": gettext_lazy("online"),
    "assisted": gettext_lazy("with help at a desk"),
    "paper": gettext_lazy("on paper"),
    "slip": gettext_lazy("on slips of paper without a name"),
    "": gettext_lazy("not told apart, as too few in a group voted one way"),
}


ROOTS = {
    "root": gettext_lazy("Root of the ballots"),
    "tags_root": gettext_lazy("Root of the tags"),
    "choices_root": gettext_lazy("Root of the choices"),
}


def headline(question: QuestionResult) -> str:
    """Who came first and with how much support; what was chosen, where more than scores decides or
    too few voted.
    """
    if question.voters is None or not question.is_by_score:
        return _outcome(question)
    if not question.options or question.options[0].score == 0:
        return _("Nobody chose any of these")
    first, voters = question.options[0], question.voters
    name = _name(first)
    level = next((tie for tie in question.ties if first.id in tie.options), None)
    if level:
        told = _("%(names)s came out level; %(first)s is first by lot")
        return told % {"names": _listed(_level(question, level)), "first": name}
    if question.unit is Unit.POINTS:
        told = _("%(name)s came first, with %(support)s")
        return told % {"name": name, "support": support(question, first)}
    told = _("%(name)s came first: %(votes)s of %(voters)s voters chose it")
    return told % {"name": name, "votes": exact(first.score), "voters": say(voters)}


def _outcome(question: QuestionResult) -> str:
    """What was chosen or funded."""
    if question.is_answered and question.opposed and not question.chosen:
        return _("Nothing can win: a majority of somebody is against each of these")
    if not question.is_answered or not question.chosen:
        return _("Nobody chose any of these") if question.cost is None else _("Nothing was funded")
    chosen = len(question.chosen)
    if question.cost is None:
        told = ngettext("%(names)s came first", "%(names)s were chosen", chosen)
    else:
        told = ngettext("%(names)s was funded", "%(names)s were funded", chosen)
    return told % {"names": _listed(question.chosen)}


def margin(question: QuestionResult) -> str:
    """How clear the first place is; "" where it is level, or where nobody chose the second."""
    found = question.margin
    if found is None or found.difference == 0:
        return ""
    rival = question.by_id[found.rival]
    if not rival.score:
        return ""
    if question.unit is Unit.VOTES:
        told = ngettext(
            "It had %(number)s more vote than %(rival)s.",
            "It had %(number)s more votes than %(rival)s.",
            int(found.difference),
        )
    else:
        told = ngettext(
            "It had %(number)s more point than %(rival)s.",
            "It had %(number)s more points than %(rival)s.",
            int(found.difference),
        )
    lead = told % {"number": exact(found.difference), "rival": _name(rival)}
    if found.ballots is None:
        return lead
    told = ngettext(
        "At least %(number)s ballot would have had to be different for that to change.",
        "At least %(number)s ballots would have had to be different for that to change.",
        found.ballots,
    )
    return f"{lead} {told % {'number': say(found.ballots)}}"


def rule_in_words(question: QuestionResult) -> str:
    """What the rule does by which a question was counted."""
    way = BALLOT_TYPES[question.method].counted(question.rule)
    return say(way.what_it_does) if way else ""


def spent(question: QuestionResult) -> str:
    """What is spent of the budget; "" where a poll of ours spends none."""
    if question.is_by_score or question.cost is None:
        return ""
    cost, budget = (amount(each, question.currency) for each in (question.cost, question.budget))
    return _("Together it costs %(cost)s of %(budget)s.") % {"cost": cost, "budget": budget}


def counted(question: QuestionResult) -> list[str]:
    """By which rule and how varied it was counted; [] where its type has but one."""
    way = BALLOT_TYPES[question.method].counted(question.rule)
    if not question.rule or way is None:
        return []
    titles = {option.id: option.title for option in question.options}
    rule = _("Counted by %(rule)s.") % {"rule": say(way.title)}
    completion = way.completions.get(question.completion)
    completed = [f"{say(completion)}."] if completion else []
    told = [say(words) for words in variant_words(way, question.variant, titles)]
    return [rule, *completed, *told]


def ties(question: QuestionResult) -> str:
    """Which options came out level and what decided their order, or "" where none did."""
    if not question.ties:
        return ""
    groups = "; ".join(_listed(_level(question, tie)) for tie in question.ties)
    told = (
        _("%(names)s had exactly the same support.")
        if len(question.ties) == 1
        else _(
            "Some options are level: %(names)s. Each of these groups had exactly the same support."
        )
    )
    return f"{told % {'names': groups}} {_decided(question.ties)}"


def too_few(fewer_than: int | None) -> str:
    """That too few voted for any number; "" where enough did."""
    if fewer_than is None:
        return ""
    return _("Fewer than %(number)s people voted.") % {"number": fewer_than}


def how_many_voted(result: PollResult) -> str:
    """How many people voted; that they were too few to say, where they were."""
    if result.ballots is None:
        return too_few(result.fewer_than)
    told = ngettext("%(number)s person voted.", "%(number)s people voted.", result.ballots)
    return told % {"number": say(result.ballots)}


def card_foot(result: PollResult) -> str:
    """What stands at the foot of a card: how many voted, and whether the result is final."""
    finality = _("Certified") if result.is_certified else _("Provisional")
    return f"{how_many_voted(result)} {finality}."


def card_in_words(result: PollResult) -> str:
    """What a card to share says, for whoever cannot see it."""
    told = _("%(poll)s: %(headline)s. %(voted)s")
    headlines = headline(result.questions[0])
    return told % {"poll": result.title, "headline": headlines, "voted": how_many_voted(result)}


def exact(score: Score | None) -> str:
    """A number of votes or points for a table; "" where too few voted."""
    if score is None:
        return ""
    return say(score)


def number(question: QuestionResult, option: OptionResult) -> str:
    """An option's votes, points, share or mean for a table; "" where it has none."""
    if option.score is None or question.unit not in {Unit.SHARES, Unit.MEANS}:
        return exact(option.score)
    if question.unit is Unit.SHARES:
        return _("%(number)s%%") % {"number": _rounded(option.score * 100, decimals=1)}
    return _rounded(option.score, decimals=2)


def support(question: QuestionResult, option: OptionResult) -> str:
    """How many votes or points an option has; how many on average, where constituencies weigh the
    same.
    """
    score, told = option.score or 0, number(question, option)
    if question.unit is Unit.SHARES:
        return _("%(share)s of the ballots on average") % {"share": told}
    if question.unit is Unit.MEANS:
        return _("%(number)s points a ballot on average") % {"number": told}
    if question.unit is Unit.POINTS:
        words = ngettext("%(number)s point", "%(number)s points", int(score))
    else:
        words = ngettext("%(number)s vote", "%(number)s votes", int(score))
    return words % {"number": told}


def placing(question: QuestionResult, option: OptionResult) -> str:
    """An option's place, and its votes or points; only whether it was chosen where too few
    voted.
    """
    if option.place is None:
        return _("Not chosen")
    told = _("First of %(total)s") if option.place == 1 else _("Came %(place)s of %(total)s")
    placed = told % {"place": _ordinal(option.place), "total": say(len(question.options))}
    if question.is_told_by_place or option.score is None:
        return placed
    told = _("%(placed)s, with %(support)s")
    return told % {"placed": placed, "support": support(question, option)}


def standing(question: QuestionResult, option: OptionResult) -> str:
    """An option's votes or points for a table, or its place where that alone is told; that it
    cannot win.
    """
    if option.id in question.opposed:
        return _("Cannot win")
    if question.is_told_by_place and option.place is not None:
        return _ordinal(option.place)
    return number(question, option)


def group_name(group: str) -> str:
    """Who the people of a group are, what they showed before they voted, and how the ballots
    came.
    """
    whose, shown, channel = read_group(group)
    name = ""
    for enough in shown.split(OR):
        told = " + ".join(_proof_name(proof) for proof in enough.split("+"))
        name = _("%(one)s, or %(other)s") % {"one": name, "other": told} if name else told
    if whose:
        told = _("%(people)s: %(shown)s")
        name = told % {"people": constituency_name(whose), "shown": name}
    if channel:
        told = _("%(group)s, %(channel)s")
        name = told % {"group": name, "channel": CHANNELS.get(channel, channel)}
    return name


def _proof_name(proof: str) -> str:
    return str(GROUPS[proof]) if proof in GROUPS else say(OF_PAPER[proof])


def channel_name(channel: str) -> str:
    """How ballots came, as the head of a row."""
    return capfirst(say(CHANNELS[channel]))


def constituency_name(codes: Sequence[str]) -> str:
    """Whose ballots are counted apart: one constituency, or several together."""
    return capfirst(say(labels_of(codes)))


def combined(result: PollResult) -> str:
    """How the ballots of several constituencies made one result; "" in one pool of all."""
    if len(result.constituencies) < 2:
        return ""
    told = _("The ballots of %(people)s were counted apart, and then made one result. %(how)s")
    how = say(COMBINING_RULES[result.combining_rule].what_it_does)
    return told % {"people": say(labels_of(result.constituencies)), "how": how}


def merged(result: PollResult, question: QuestionResult) -> str:
    """That small constituencies are counted with others; "" where none is."""
    if len(question.constituencies) == len(result.constituencies):
        return ""
    return _("Where too few of one group of people voted, they are counted with another.")


def against(question: QuestionResult) -> list[str]:
    """Which options cannot win, and who is against each."""
    told = _("%(name)s cannot win. Against it: %(those)s.")
    return [
        told % {"name": _name(question.by_id[option]), "those": listed(_those(question, option))}
        for option in question.opposed
    ]


def _those(question: QuestionResult, option: str) -> list[str]:
    told = _("%(against)s of %(voters)s ballots of %(people)s")
    return [
        told
        % {
            "against": say(each.against[option]),
            "voters": say(each.voters),
            "people": say(labels_of(each.codes)),
        }
        for each in question.constituencies
        if each.has_majority_against(option)
    ]


def weighed(question: QuestionResult, option: OptionResult) -> str:
    """An option's votes or points in a constituency that weighs the same as others, with what that
    is of each ballot there.
    """
    if not question.voters or option.score is None or question.is_told_by_place:
        return standing(question, option)
    of_each = Fraction(option.score, question.voters)
    if question.counts_people:
        share = _("%(number)s%%") % {"number": _rounded(of_each * 100, decimals=1)}
    else:
        share = _rounded(of_each, decimals=2)
    return _("%(number)s (%(share)s)") % {"number": exact(option.score), "share": share}


def of_constituency(question: QuestionResult, each: ConstituencyResult) -> str:
    """Who it is and how many of its ballots count, as the heading of a column."""
    told = ngettext(
        "%(people)s (%(number)s ballot)", "%(people)s (%(number)s ballots)", each.voters
    )
    return told % {"people": constituency_name(each.codes), "number": say(each.voters)}


def state(result: PollResult) -> str:
    """Whether a result is final."""
    return _("certified") if result.is_certified else _("provisional")


def rule_set(question: QuestionResult) -> str:
    """By which rules a question's chart is drawn."""
    if question.unit in {Unit.SHARES, Unit.MEANS}:
        return _("Each of the groups of people weighs the same. Rounded here, exact in the files.")
    if question.is_told_by_place:
        return _("Every counted ballot counts once, and together they decide the places.")
    if question.unit is Unit.POINTS:
        return _("Every counted ballot counts once. Points are exact.")
    return _("Every counted ballot counts once. Votes are exact.")


def described(question: QuestionResult) -> str:
    """What its chart draws."""
    if question.is_told_by_place:
        return _("Bars for places, from first to last.")
    if question.unit is Unit.SHARES:
        return _("Bars for shares of ballots, from most to least.")
    if question.unit is Unit.MEANS:
        return _("Bars for points a ballot, from most to least.")
    if question.unit is Unit.POINTS:
        return _("Bars for points, from most to least.")
    return _("Bars for votes, from most to least.")


def source(result: PollResult) -> str:
    """Whose numbers a question's chart shows."""
    told = (
        _("the ballots of “%(poll)s”, certified result.")
        if result.is_certified
        else _("the ballots of “%(poll)s”, provisional result.")
    )
    return told % {"poll": result.title}


def amount(minor_units: int | None, currency: Currency | None) -> str:
    """A cost with the sign of its currency; "" where there is none."""
    if minor_units is None or currency is None:
        return ""
    return Money(currency.minor_units, currency.sign).words(minor_units)


def exact_amount(minor_units: Fraction, currency: Currency | None) -> str:
    """An amount that need not be whole, rounded for reading; "" where there is no currency."""
    return Money(currency.minor_units, currency.sign).words(minor_units) if currency else ""


def paid(purchase: Purchase, currency: Currency | None) -> str:
    """Which supporters paid for an option, and how much each."""
    if purchase.supporters is None:
        return _("Its supporters paid all of it.")
    payment = exact_amount(purchase.payment, currency)
    if not purchase.gave_rest:
        told = (
            _("%(number)s supporters paid up to %(payment)s each.")
            if purchase.in_full is None
            else _("%(number)s supporters paid %(payment)s each.")
        )
        return told % {"number": say(purchase.supporters), "payment": payment}
    told = _(
        "%(number)s supporters paid %(payment)s each, and %(others)s gave the last of their "
        "shares, %(rest)s together."
    )
    return told % {
        "number": say(purchase.in_full),
        "payment": payment,
        "others": say(purchase.gave_rest),
        "rest": exact_amount(purchase.rest or Fraction(0), currency),
    }


BALLOT_FILES = {
    "csv": gettext_lazy("Every ballot, for a spreadsheet (CSV)"),
    "pb": gettext_lazy("Every ballot, for programs of participatory budgeting (.pb)"),
    "blt": gettext_lazy("Every ballot, for programs that count rankings (.blt)"),
}


def ballot_files(names: Sequence[str]) -> list[tuple[str, str]]:
    """Files of ballots by their names, with what each is for."""
    return [(name, str(BALLOT_FILES[name.rpartition(".")[2]])) for name in names]


def wards_in_order(by_ward: Breakdown) -> list[tuple[int, str, int | None]]:
    """Each ward's number on the map, its code, and its ballots, None for those that are told
    together; by their names.
    """
    alone = {each.members[0]: each.ballots for each in by_ward.counts if len(each.members) == 1}
    codes = sorted(by_ward.names, key=by_ward.names.__getitem__)
    return [(place, code, alone.get(code)) for place, code in enumerate(codes, start=1)]


def ward_rows(by_ward: Breakdown, names: Mapping[str, Text]) -> list[tuple[str, str, str]]:
    """The wards for a table, each with its number on the map; those that are told together have one
    row at the end, as have voters whose ward is not known. `names` are those of the codes in each
    language.
    """
    wards = wards_in_order(by_ward)
    rows = [
        (str(as_written(names[code])), say(place), say(ballots))
        for place, code, ballots in wards
        if ballots is not None
    ]
    places = {code: place for place, code, _ballots in wards}
    for each in by_ward.counts:
        if len(each.members) > 1 or each.members == ("",):
            told = sorted((code for code in each.members if code), key=by_ward.names.__getitem__)
            called = [as_written(names[code]) for code in told]
            called += [_("no ward known")] if "" in each.members else []
            on_map = sorted(places[code] for code in each.members if code)
            rows.append(
                (
                    format_html(listed(["{}"] * len(called)), *called),
                    ", ".join(map(str, on_map)),
                    say(each.ballots),
                )
            )
    return rows


def wards_merged(by_ward: Breakdown | None) -> str:
    """How the map is read, and which wards are told together."""
    told = _("The larger the ring, the more ballots.")
    if by_ward is None or all(len(each.members) == 1 for each in by_ward.counts):
        return told
    merged = _(
        "Wards with a dashed outline are told together, so that nobody can be picked out of them."
    )
    return f"{told} {merged}"


def _rounded(score: Score, *, decimals: int) -> str:
    return str(number_format(float(round(Fraction(score), decimals)), decimals, use_l10n=True))


def _name(option: OptionResult) -> str:
    """Its title, short enough for a sentence."""
    return f"“{shorten(str(option.title), TITLE, placeholder=' …')}”"


def _decided(level: Sequence[Tie]) -> str:
    if any(tie.broken_by is BrokenBy.COST for tie in level):
        return _("They are shown the cheapest first, then in the order of their ids.")
    return _("Their order was drawn by lot before voting began.")


def _level(question: QuestionResult, tie: Tie) -> Sequence[OptionResult]:
    return [question.by_id[option] for option in tie.options]


def _listed(options: Sequence[OptionResult]) -> str:
    names = [_name(option) for option in options[:NAMED]]
    if len(options) > NAMED:
        others = len(options) - NAMED + 1
        told = ngettext("%(number)s other", "%(number)s others", others)
        names = [*names[: NAMED - 1], told % {"number": say(others)}]
    return listed(names)


def _ordinal(number: int) -> str:
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    told = {1: _("%(number)sst"), 2: _("%(number)snd"), 3: _("%(number)srd")}
    return told.get(last, _("%(number)sth")) % {"number": say(number)}
