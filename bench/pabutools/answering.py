"""Answers with pabutools: who wins in files of ballots, a line of JSON a file. Runs in its
environment, never in ours.

    python answering.py SECONDS < requests

A request is a line of JSON: a file, the settings asked (named as in the known answers), and shares
at which to count.
"""

import json
import resource
import signal
import sys
from functools import partial
from time import process_time

from gmpy2 import mpq
from pabutools import fractions
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.election.satisfaction import (
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    Cardinality_Sat,
)
from pabutools.rules import (
    completion_by_rule_combination,
    exhaustion_by_budget_increase,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule

fractions.FRACTION = fractions.GMPY_FRAC  # exact against exact
sys.setrecursionlimit(100_000)  # it calls itself once for each project that it funds

MEASURES = {
    "mes_cost": Cost_Sat,
    "mes_card": Cardinality_Sat,
    "mes_points": Additive_Cardinal_Sat,
    "mes_bordaPT": Additive_Borda_Sat,
    "greedy_votes": Cost_Sat,
    "greedy_votes_per_cost": Cardinality_Sat,
    "greedy_points_per_cost": Additive_Cardinal_Sat,
    "greedy_bordaPT_per_cost": Additive_Borda_Sat,
}


class TooSlow(Exception):
    """The time allowed for one answer is over."""


def stop(*_):
    raise TooSlow


def cheapest(_, profile, project):
    """Lower cost, then more votes, then id; `votes` were added to the profile, which counts them
    anew each time.
    """
    return project.cost, -profile.votes[project.name], project.name


def winners(instance, profile, setting):
    """Return what the rule of this name funds."""
    ties = {"tie_breaking": TieBreakingRule(cheapest)}
    if setting == "phragmen":
        return sequential_phragmen(instance, profile, **ties)
    if setting == "official_add1":
        return unstopped(instance, profile, ties)
    base, _, completion = setting.partition("+")
    measure = {"sat_class": MEASURES[base], **ties}
    if base.startswith("greedy"):
        return greedy_utilitarian_welfare(instance, profile, **measure)
    raised = {"voter_budget_increment": 1} if completion.startswith("add1") else {}
    if completion.endswith("greedy_votes"):
        rules = [method_of_equal_shares, greedy_utilitarian_welfare]
        return completion_by_rule_combination(
            instance, profile, rules, [{**measure, **raised}, {"sat_class": Cost_Sat, **ties}]
        )
    return method_of_equal_shares(instance, profile, **measure, **raised)


def unstopped(instance, profile, ties):
    """Return add1 without a stop when nothing more fits; where everything fits, nothing else would
    end it.
    """
    wanted = sum(project.cost for project in instance if profile.votes[project.name])
    if wanted <= instance.budget_limit:
        return method_of_equal_shares(
            instance, profile, sat_class=Cost_Sat, voter_budget_increment=1, **ties
        )
    return exhaustion_by_budget_increase(
        instance,
        profile,
        method_of_equal_shares,
        {"sat_profile": profile.as_sat_profile(Cost_Sat), **ties},
        exhaustive_stop=False,
        budget_step=profile.num_ballots(),
    )


def at_share(instance, profile, share):
    """Return what equal shares with cost fund when everybody begins with this share."""
    before, instance.budget_limit = instance.budget_limit, mpq(share) * profile.num_ballots()
    try:
        return method_of_equal_shares(
            instance, profile, sat_class=Cost_Sat, tie_breaking=TieBreakingRule(cheapest)
        )
    finally:
        instance.budget_limit = before


def timed(seconds, work):
    """Return the ids that `work` funds and the seconds of CPU it took, or why there is
    no answer.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)
    began = process_time()
    try:
        funded = work()
        taken = process_time() - began
    except TooSlow:
        return {"late": f"no answer within {seconds:g} seconds"}
    except Exception as problem:  # noqa: BLE001 (whatever it is, the answer is that there is none)
        return {"failed": f"{type(problem).__name__}: {problem}"}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return {"winners": sorted(str(project.name) for project in funded), "seconds": taken}


def answer(request, seconds):
    """Return all that was asked of one file."""
    began = process_time()
    try:
        instance, profile = parse_pabulib(request["file"])
    except Exception as problem:  # noqa: BLE001
        return {"unread": f"{type(problem).__name__}: {problem}"}
    read = process_time() - began
    profile.votes = dict.fromkeys((project.name for project in instance), 0)
    for ballot in profile:
        for project in ballot:
            profile.votes[project.name] += 1
    answers = {
        each: timed(seconds, partial(winners, instance, profile, each))
        for each in request["settings"]
    }
    shares = {
        each: timed(seconds, partial(at_share, instance, profile, each))
        for each in request.get("shares", [])
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"read": read, "answers": answers, "shares": shares, "megabytes": peak}


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, stop)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), float(sys.argv[1]))), flush=True)
