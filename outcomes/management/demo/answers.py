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

    def give(self, entry: Words) -> list[Finding]:
        """Every finding, with all that came of it."""
        return [self._finding(finding) for finding in entry["findings"]]

    def _finding(self, entry: Words) -> Finding:
        at = self.calendar.morning(entry["recorded"])
        finding = record_finding(
            by=self.commissioner, about=self._about(entry), we_heard=entry["we_heard"], at=at
        )
        if "answer" in entry:
            answer, at = Answer(entry["answer"]), self.calendar.morning(entry["answered"])
            answer_finding(
                by=self.commissioner, finding=finding, answer=answer, reason=entry["reason"], at=at
            )
        for commitment in entry.get("commitments", []):
            self._commitment(finding, commitment)
        return finding

    def _about(self, entry: Words) -> Option | Proposal:
        if "proposal" in entry:
            return self.proposals[entry["proposal"]]
        return Option.objects.get(proposal=self.proposals[entry["option"]])

    def _commitment(self, finding: Finding, entry: Words) -> None:
        commitment = make_commitment(
            by=self.commissioner,
            finding=finding,
            title=entry["title"],
            owner=self._organisation(finding, entry["owner"]),
            partners=[self._organisation(finding, name) for name in entry["partners"]],
            lead=self.accounts[Role(entry["lead"])] if "lead" in entry else None,
            budget_pence=entry["budget"] * PENCE if "budget" in entry else None,
            due_on=self.calendar.day(entry["due"]),
            is_trial=entry.get("trial", False),
            indicator=self.indicators.get(entry.get("indicator", "")),
            at=self.calendar.morning(entry["made"]),
        )
        for update in entry["updates"]:
            commitment = self._updated(commitment, update)
        for voter, kind in zip(self._judges(), _verdicts(entry), strict=False):
            give_verdict(by=voter, commitment=commitment, kind=kind, at=self.calendar.now)

    def _organisation(self, finding: Finding, name: str) -> Organisation:
        return Organisation.objects.get(council=finding.round.council, name=name)

    def _updated(self, commitment: Commitment, entry: Words) -> Commitment:
        kind, at = Update.Kind(entry["kind"]), self.calendar.morning(entry["days"])
        speaker = self._speaker_of(commitment)
        return post_update(
            by=speaker, commitment=commitment, kind=kind, text=entry["text"], at=at
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


def _verdicts(entry: Words) -> list[Verdict.Kind]:
    return [
        Verdict.Kind(kind)
        for kind, how_many in entry.get("verdicts", {}).items()
        for _ in range(how_many)
    ]
