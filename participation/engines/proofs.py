"""Proofs: what somebody can show to be entitled to vote, in one table that everything asks.

What was shown is a set of proofs, and what a poll asks for is one set of several, any of which is
enough (docs/ballots.md, "Eligibility"). A further proof is an entry here, and its own code.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from coopservices.sentences import Sentence, sentence

Proofs: TypeAlias = frozenset[str]

AND, OR = "+", "|"
DESK, SLIP, REGISTER, IDENTITY = "desk", "slip", "register", "identity"
_OF_ONE_PERSON = frozenset({"code", REGISTER, DESK})  # of one who has several identities none knows


@dataclass(frozen=True)
class AccountFacts:
    """What is known of an account, as far as it proves anything."""

    has_confirmed_email: bool  # one that is known to be thrown away after minutes is none
    area_code: str | None
    has_identity: bool = False  # at the council's provider, as that is set up now


@dataclass(frozen=True)
class Proof:
    """One thing that can be shown.

    `asks` is the set that a poll asks for when an officer chooses this proof; `is_shown_by` is the
    check; one that `is_of_place` says where somebody lives. The words: what it is called beside a
    result, which poll it makes (which may name the `provider` of identities), what it opens (which
    may name the `council`), how to show it, and what to tell somebody in a vote who has not.
    """

    code: str
    asks: Proofs
    is_shown_by: Callable[[AccountFacts], bool]
    is_of_place: bool
    label: Sentence
    poll: Sentence
    opens: Sentence
    how: Sentence
    missing: Sentence


PROOFS: dict[str, Proof] = {
    proof.code: proof
    for proof in (
        Proof(
            code="email",
            asks=frozenset({"email"}),
            is_shown_by=lambda account: account.has_confirmed_email,
            is_of_place=False,
            label=sentence("A confirmed e-mail address"),
            poll=sentence("Anybody with a confirmed e-mail address"),
            opens=sentence("Vote where a confirmed e-mail address is enough"),
            how=sentence("Sign in with a code"),
            missing=sentence(
                "Confirm your e-mail address first: sign in again and enter the code that we send "
                "you. An address that is given away for minutes does not count."
            ),
        ),
        Proof(
            code="postcode",
            asks=frozenset({"email", "postcode"}),
            is_shown_by=lambda account: account.area_code is not None,
            is_of_place=True,
            label=sentence("A postcode in the area"),
            poll=sentence("Only people who have told us their postcode"),
            opens=sentence("Vote where you must live in %(council)s", council=""),
            how=sentence("Give your postcode below"),
            missing=sentence("Tell us your postcode in your details. Then you can vote."),
        ),
        Proof(
            code="code",
            asks=frozenset({"code"}),
            is_shown_by=lambda _account: False,  # whoever votes with a code needs no account
            is_of_place=False,
            label=sentence("A code that the council sent"),
            poll=sentence("People to whom we send a code, by letter or at an event"),
            opens=sentence("Vote with a code that we sent you"),
            how=sentence("Enter the code when you vote"),
            missing=sentence("This vote needs a code that we sent you."),
        ),
        Proof(
            code=REGISTER,
            asks=frozenset({REGISTER}),
            is_shown_by=lambda _account: False,  # only that the person stands on it shows it
            is_of_place=False,
            label=sentence("A place on the council's register"),
            poll=sentence("People on a register of yours, found by details that they give"),
            opens=sentence("Vote where you must be on the council's register"),
            how=sentence("Give your details when you vote"),
            missing=sentence("This vote is for people on the council's register."),
        ),
        Proof(
            code=IDENTITY,
            asks=frozenset({IDENTITY}),
            is_shown_by=lambda account: account.has_identity,
            is_of_place=False,
            label=sentence("A sign-in with the council's own accounts"),
            poll=sentence("People who sign in with %(provider)s", provider=""),
            opens=sentence("Vote where you must sign in with the council's own accounts"),
            how=sentence("Sign in with it before you choose"),
            missing=sentence(
                "This vote is for people who sign in with the council's own accounts."
            ),
        ),
    )
}

# What a paper ballot comes with. No account shows it and no officer chooses it: a poll that takes
# papers asks for it beside its proofs.
OF_PAPER: dict[str, Sentence] = {
    DESK: sentence("Who they are, shown at a desk"),
    SLIP: sentence("A slip of paper from an event, without a name"),
}


def proofs_of(account: AccountFacts) -> Proofs:
    """Return what an account has shown."""
    return frozenset(code for code, proof in PROOFS.items() if proof.is_shown_by(account))


def needs(proof: str, shown: Proofs, asked: Iterable[Proofs]) -> bool:
    """Whether what was shown is enough, if at all, by this proof alone, which is among it."""
    return proof in shown and not is_enough(shown - {proof}, asked)


def is_enough(shown: Proofs, asked: Iterable[Proofs]) -> bool:
    """Whether what was shown holds one of the sets that a poll asks for."""
    return any(enough <= shown for enough in asked)


def is_binding(asked: Iterable[Proofs]) -> bool:
    """Whether each set that a poll asks for holds a proof that nobody has twice: what is asked for
    less is an opinion (docs/ballots.md, "Eligibility").
    """
    return all(enough & _OF_ONE_PERSON for enough in asked)


def written(proofs: Iterable[str]) -> str:
    """Return a set of proofs as it is kept and published: `email+postcode`, "" for none."""
    return AND.join(sorted(proofs))


def read(text: str) -> Proofs:
    """Return the set that `written` wrote."""
    return frozenset(text.split(AND)) if text else frozenset()


def written_asked(asked: Iterable[Iterable[str]]) -> str:
    """Return the sets any of which is enough, as a poll keeps them: `code|register`."""
    return OR.join(sorted(written(proofs) for proofs in asked))


def read_asked(text: str) -> tuple[Proofs, ...]:
    """Return the sets that `written_asked` wrote."""
    return tuple(read(proofs) for proofs in text.split(OR))


def label_of(proofs: Proofs) -> Sentence | tuple[Sentence, ...]:
    """Return what a set of proofs is called beside a result: one name, or each proof's own."""
    named = {proof.asks: proof.label for proof in PROOFS.values()}
    labels = {code: proof.label for code, proof in PROOFS.items()} | OF_PAPER
    return named.get(proofs) or _alone(tuple(labels[code] for code in sorted(proofs)))


def _alone(labels: tuple[Sentence, ...]) -> Sentence | tuple[Sentence, ...]:
    return labels[0] if len(labels) == 1 else labels
