"""What came of a poll: what was heard and answered, what was promised and done, and what residents
say about it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outcomes.commitments.actions import give_verdict, make_commitment, post_update
from outcomes.findings.actions import answer_finding, record_finding
from outcomes.management.demo.calendar import PENCE, Calendar
from outcomes.management.demo.words import Words
from outcomes.models import Answer, Commitment, Finding, Indicator, Update, Verdict
from participation.models import Organisation, Role, User
from participation.people.permissions import ROLE_TABLE, Permission
from priorities.models import Option, Proposal


@dataclass(frozen=True)
class Answers:
    """Who answers, who has made which proposal, who judges, and on which measures it may show."""

    accounts: Mapping[Role, User]
    proposals: Mapping[str, Proposal]
    indicators: Mapping[str, Indicator]
    voters: Sequence[User]
    calendar: Calendar

    @property
    def commissioner(self) -> User:
        return self.accounts[Role.COMMISSIONER]

    def give(self, told: Words) -> list[Finding]:
        """Every finding, with all that came of it."""
        return [self._finding(finding) for finding in told["findings"]]

    def _finding(self, told: Words) -> Finding:
        at = self.calendar.morning(told["recorded"])
        finding = record_finding(
            by=self.commissioner, about=self._about(told), we_heard=told["we_heard"], at=at
        )
        if "answer" in told:
            answer, at = Answer(told["answer"]), self.calendar.morning(told["answered"])
            answer_finding(
                by=self.commissioner, finding=finding, answer=answer, reason=told["reason"], at=at
            )
        for commitment in told.get("commitments", []):
            self._commitment(finding, commitment)
        return finding

    def _about(self, told: Words) -> Option | Proposal:
        if "proposal" in told:
            return self.proposals[told["proposal"]]
        return Option.objects.get(proposal=self.proposals[told["option"]])

    def _commitment(self, finding: Finding, told: Words) -> None:
        commitment = make_commitment(
            by=self.commissioner,
            finding=finding,
            title=told["title"],
            owner=self._organisation(finding, told["owner"]),
            partners=[self._organisation(finding, name) for name in told["partners"]],
            lead=self.accounts[Role(told["lead"])] if "lead" in told else None,
            budget_pence=told["budget"] * PENCE if "budget" in told else None,
            due_on=self.calendar.day(told["due"]),
            is_trial=told.get("trial", False),
            indicator=self.indicators.get(told.get("indicator", "")),
            at=self.calendar.morning(told["made"]),
        )
        for update in told["updates"]:
            commitment = self._updated(commitment, update)
        for voter, kind in zip(self._judges(), _verdicts(told), strict=False):
            give_verdict(by=voter, commitment=commitment, kind=kind, at=self.calendar.now)

    def _organisation(self, finding: Finding, name: str) -> Organisation:
        return Organisation.objects.get(council=finding.round.council, name=name)

    def _updated(self, commitment: Commitment, told: Words) -> Commitment:
        kind, at = Update.Kind(told["kind"]), self.calendar.morning(told["days"])
        speaker = self._speaker_of(commitment)
        return post_update(
            by=speaker, commitment=commitment, kind=kind, text=told["text"], at=at
        ).commitment

    def _speaker_of(self, commitment: Commitment) -> User:
        """The provider for what it owns itself, the commissioner for what the council and others
        own.
        """
        provider = self.accounts[Role.PROVIDER]
        is_theirs = provider.memberships.filter(organisation=commitment.owner).exists()
        return provider if is_theirs else self.commissioner

    def _judges(self) -> Iterator[User]:
        """Those voters who may say whether something worked: not staff about their own work."""
        judging = {
            role
            for role, permissions in ROLE_TABLE.items()
            if Permission.JUDGE_RESULTS in permissions
        }
        return (voter for voter in self.voters if {role for _, role in voter.roles} & judging)


def _verdicts(told: Words) -> list[Verdict.Kind]:
    return [
        Verdict.Kind(kind)
        for kind, how_many in told.get("verdicts", {}).items()
        for _ in range(how_many)
    ]
