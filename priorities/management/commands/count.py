"""Counts a file of ballots, with one rule or with several side by side."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Collection
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from priorities.engines.counting.ballots import BallotsFaulty
from priorities.engines.counting.count import Count
from priorities.engines.counting.formats import FORMATS, read
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.refusals import FileRefused, gathered
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.report import comparison, record, report
from priorities.engines.counting.rules import RULES, RuleUnknown, rule_named, rules_for
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.ties import CheapestOrder, IdOrder, TieOrder, usual_ties
from priorities.management.progress import Progress

_ORDERS: tuple[TieOrder, ...] = (CheapestOrder(), IdOrder())
TIES = {order.name: order for order in _ORDERS}


# The option of the shell, and the setting of a rule that it gives.
OPTIONS = {
    "seats": "seats",
    "satisfaction": "satisfaction",
    "completion": "completion",
    "integral_start": "integral_start",
    "threshold": "greedy",
    "stop_at_misfit": "stop_at_misfit",
    "reserve_from": "greedy",
    "exclusive": "greedy",
    "undivided": "greedy",
}
_VARIANT = ("threshold", "stop_at_misfit", "reserve_from", "exclusive", "undivided")
_STOPS = "greedy-no-skip"


class Command(BaseCommand):
    """As in: count votes.pb --rule equal-shares --completion add1"""

    help = (
        f"Count a file of ballots ({', '.join(FORMATS)}) and say how it came out, or why "
        "it cannot be read."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the rule and its settings, and what to print."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--rule", choices=RULES, help="Without it, the usual one for these ballots."
        )
        parser.add_argument("--satisfaction", choices=list(Satisfaction))
        parser.add_argument("--completion", choices=list(Completion))
        parser.add_argument(
            "--integral-start", action="store_true", help="Round the first share down."
        )
        parser.add_argument("--ties", choices=TIES, help="What decides between equals.")
        self._add_variants(parser)
        parser.add_argument(
            "--seats", type=_positive, help="How many to choose, where there is no budget."
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--compare",
            nargs="*",
            metavar="RULE",
            choices=RULES,
            help="Set these rules beside it; without names, all.",
        )

    def _add_variants(self, parser: ArgumentParser) -> None:
        """The variants of cities under "most votes first"."""
        greedy = parser.add_argument_group("most votes first")
        greedy.add_argument(
            "--threshold", type=_positive, help="The fewest votes that can be funded."
        )
        greedy.add_argument(
            "--stop-at-misfit", action="store_true", help="End at the first that does not fit."
        )
        greedy.add_argument(
            "--reserve-from",
            type=_part,
            metavar="PART",
            help="Then fund it all the same, if what is left covers this part of its cost.",
        )
        greedy.add_argument(
            "--exclusive",
            action="append",
            metavar="ID,ID",
            help="Fund at most one of these; may be given again.",
        )
        greedy.add_argument(
            "--undivided", action="store_true", help="Do not divide what options are worth by cost."
        )

    def handle(self, **options: Any) -> None:
        """Read, count and print; whatever is wrong with the file ends with status 2."""
        file: Path = options["file"]
        try:
            election = read(file.read_bytes(), file=str(file))
            counts = self._counts(election, options)
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}.", returncode=2) from problem
        except FileRefused as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except (BallotsFaulty, RuleUnknown, ValueError) as problem:
            raise CommandError(f"{file}: {problem}", returncode=2) from problem
        self._print(counts, election, options)

    def _counts(self, election: Election, options: dict[str, Any]) -> list[Count]:
        usual = rules_for(election.ballots)
        names = [options["rule"] or usual[0].name]
        if options["compare"] is not None:
            names += options["compare"] or [
                rule.name for rule in usual if rule.has_budget == usual[0].has_budget
            ]
        _refuse_unused(names, options)
        return [self._count(name, election, options) for name in dict.fromkeys(names)]

    def _count(self, name: str, election: Election, options: dict[str, Any]) -> Count:
        ballots = election.ballots
        with Progress(sys.stderr, name) as progress:
            settings = CountSettings(
                ties=TIES[options["ties"]] if options["ties"] else usual_ties(ballots),
                seats=(election.seats or 1) if options["seats"] is None else options["seats"],
                satisfaction=Satisfaction(options["satisfaction"] or Satisfaction.COST),
                completion=Completion(options["completion"] or Completion.NONE),
                integral_start=options["integral_start"],
                greedy=_variant(options),
                on_progress=progress.show,
            )
            return rule_named(name, ballots).count(ballots, settings)

    def _print(self, counts: list[Count], election: Election, options: dict[str, Any]) -> None:
        ballots = election.ballots
        for notice in gathered(election.notices):
            self.stderr.write(f"{options['file']}, {notice}")
        if options["format"] == "json":
            records = [record(count, ballots) for count in counts]
            plain = records[0] if options["compare"] is None else {"counts": records}
            self.stdout.write(json.dumps(plain, ensure_ascii=False, sort_keys=True))
        elif options["compare"] is None:
            self.stdout.write("\n".join(report(counts[0], ballots, title=election.title)))
        else:
            self.stdout.write("\n".join(comparison(counts, ballots, title=election.title)))


def _positive(text: str) -> int:
    """Read a whole number that is not below 1."""
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise ArgumentTypeError(
            _("“%(text)s” is not a whole number of at least 1.") % {"text": text}
        )
    return int(text)


def _part(text: str) -> Fraction:
    """Read a part of a whole, such as 1/2 or 0.8."""
    try:
        part = Fraction(text)
    except (ValueError, ZeroDivisionError) as problem:
        raise ArgumentTypeError(
            _("“%(text)s” is not a part, such as 1/2 or 0.8.") % {"text": text}
        ) from problem
    if not 0 < part < 1:
        raise ArgumentTypeError(_("%(text)s is not between 0 and 1.") % {"text": text})
    return part


def _refuse_unused(names: Collection[str], options: dict[str, Any]) -> None:
    """Raise CommandError for an option that none of these rules uses."""
    for option, setting in OPTIONS.items():
        is_given = options[option] is not None and options[option] is not False
        if is_given and not any(setting in RULES[name].takes for name in names):
            flag = f"--{option.replace('_', '-')}"
            taken = [rule.name for rule in RULES.values() if setting in rule.takes]
            told = {"option": flag, "rules": ", ".join(names), "others": ", ".join(taken)}
            raise CommandError(
                _("%(option)s makes no difference to %(rules)s. It is for %(others)s.") % told,
                returncode=2,
            )
    stops = options["stop_at_misfit"] or _STOPS in names
    if options["reserve_from"] is not None and not stops:
        raise CommandError(_needs("--reserve-from", "--stop-at-misfit"), returncode=2)
    if options["undivided"] and options["satisfaction"] in {None, Satisfaction.COST}:
        raise CommandError(
            _("%(option)s needs another %(other)s than %(value)s.")
            % {"option": "--undivided", "other": "--satisfaction", "value": Satisfaction.COST},
            returncode=2,
        )


def _needs(option: str, other: str) -> str:
    return _("%(option)s needs %(other)s.") % {"option": option, "other": other}


def _variant(options: dict[str, Any]) -> GreedyRules | None:
    """The variant of most votes first that was asked for; None for the plain one."""
    if not any(options[name] for name in _VARIANT):
        return None
    is_divided = (options["satisfaction"] or Satisfaction.COST) != Satisfaction.COST
    return GreedyRules(
        per_cost=is_divided and not options["undivided"],
        stop_at_misfit=options["stop_at_misfit"],
        reserve_from=options["reserve_from"],
        threshold=options["threshold"] or 0,
        exclusive=tuple(frozenset(group.split(",")) for group in options["exclusive"] or ()),
    )
