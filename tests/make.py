"""Makes what tests need, with plain functions; each takes what matters to the test and invents the
rest.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from coopservices import watching
from coopservices.outbox import events
from coopservices.texts import Text, columns
from outcomes.indicators.actions.releases import send_figures
from outcomes.models import (
    Commitment,
    FiguresFile,
    Finding,
    Follow,
    Indicator,
    Release,
    Subscriber,
)
from participation.data_imports.actions import read_data, send_data
from participation.electors.actions import (
    PersonAtDesk,
    identify_at_desk,
    make_eligibility_key,
    register_elector,
)
from participation.electors.queries import Voter, voter_of
from participation.models import (
    Area,
    Council,
    DataImport,
    Membership,
    Organisation,
    Postcode,
    Role,
    Sector,
    Service,
    User,
    VoterRegister,
)
from participation.voter_registers.actions.checking import check_register
from participation.voter_registers.actions.keeping import begin_register, take_register
from participation.voter_registers.actions.sending import confirm_columns, send_register
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Parameter
from priorities.models import (
    Act,
    CodeBatch,
    CouncilReason,
    LogEntry,
    Option,
    PaperBallot,
    PaperBatch,
    Phase,
    PhaseAct,
    Poll,
    Posting,
    Proposal,
    Result,
    ResultLine,
    Round,
)
from priorities.paper_ballots.actions.desk import hand_out_paper
from priorities.paper_ballots.actions.issuing import issue_papers
from priorities.paper_ballots.actions.typing import type_paper
from priorities.polls.actions.asking import (
    add_question,
    ask_question,
    offer_option,
    offer_proposals,
)
from priorities.polls.actions.closing import close_poll
from priorities.polls.actions.combining import set_constituencies
from priorities.polls.actions.counting_settings import set_option_order
from priorities.polls.actions.drafting import (
    QUESTION_KEY,
    date_poll,
    entitle,
    leave_off,
    set_paper_rule,
    start_poll,
)
from priorities.polls.actions.materials import add_material
from priorities.polls.actions.opening import open_poll
from priorities.results.actions.counting import count_poll
from priorities.results.queries.files import file_names, file_portions
from priorities.voting_codes.actions.codes import make_codes, order_codes
from priorities.voting_codes.actions.posting import prepare_posting

ASKED = {
    "points": {"budget": 10},
    "ranking": {"seats": 1},
    "budget": {"budget": 400_00},
    "budget-points": {"budget": 400_00, "points": 10},
    "single": {},
}  # how many of what, by the type of ballot
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-2.4, 53.4], [-2.3, 53.4], [-2.3, 53.5], [-2.4, 53.5], [-2.4, 53.4]]],
}
_numbers = count(1)


def a_council(**facts) -> Council:
    n = next(_numbers)
    return Council.objects.create(
        **{
            "slug": f"council-{n}",
            "name": "Northbrook",
            "area_code": f"E08{n:06}",
            "contact_email": "say@northbrook.example",
            **facts,
        }
    )


def a_ward(council: Council, name: str = "Riverside", **facts) -> Area:
    return Area.objects.create(
        **{
            "council": council,
            "kind": Area.Kind.WARD,
            "code": f"E05{next(_numbers):06}",
            "name": name,
            "boundary": SQUARE,
            "valid_from": date(2023, 5, 4),
            **facts,
        }
    )


def a_postcode(area: Area, code: str = "NB1 1AA") -> Postcode:
    return Postcode.objects.create(council=area.council, area=area, code=code)


def a_sector(council: Council, name: str = "Adults' residential care") -> Sector:
    return Sector.objects.create(council=council, slug=f"sector-{next(_numbers)}", name=name)


def an_organisation(council: Council, name: str = "Riverside Care CIC", **facts) -> Organisation:
    return Organisation.objects.create(
        **{"council": council, "name": name, "kind": "provider", **facts}
    )


def a_service(
    sector: Sector, area: Area | None = None, name: str = "The Willows", **facts
) -> Service:
    return Service.objects.create(
        **{
            "council": sector.council,
            "sector": sector,
            "area": area,
            "scheme": "CQC",
            "registered_id": f"1-{next(_numbers)}",
            "name": name,
            "kind": "Residential home",
            "postcode": "NB1 1AA",
            **facts,
        }
    )


def a_person(council: Council | None = None, *roles: Role, **facts) -> User:
    user = User.objects.create_user(**{"email": f"person-{next(_numbers)}@example.org", **facts})
    for role in roles:
        Membership.objects.create(user=user, council=council, role=role)
    if user.is_of_staff:
        with_second_factor(user)
    user.forget_roles()  # a test may give more
    return user


def with_second_factor(user: User) -> User:
    """The person, who signs in with a second step; nobody knows its codes."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    return user


def a_round(
    sector: Sector, *, proposing=(-30, -10), voting=(-5, 20), at: datetime = NOW, **facts
) -> Round:
    """A published round; `proposing` and `voting` are days from `at`."""
    n = next(_numbers)
    texts = {
        "title": "Care homes we would choose",
        "question": "What should come first in our care homes?",
        "summary": "Tell us what would make the biggest difference.",
        "what_can_change": "How we spend the quality fund.",
        "who_decides": "The adult care committee",
    }
    given = {name: Text.of(facts.pop(name, text)) for name, text in texts.items()}
    round_ = Round.objects.create(
        **{
            "council": sector.council,
            "sector": sector,
            "slug": f"round-{n}",
            **columns(**given),
            "decided_by_on": (at + timedelta(days=60)).date(),
            "published_at": at - timedelta(days=31),
            **facts,
        }
    )
    for position, (name, days, act) in enumerate(
        [
            ("Propose", proposing, Act.PROPOSE),
            ("Vote", voting, Act.VOTE),
        ]
    ):
        phase = Phase.objects.create(
            round=round_,
            position=position,
            name=name,
            opens_at=at + timedelta(days=days[0]),
            closes_at=at + timedelta(days=days[1]),
        )
        PhaseAct.objects.create(phase=phase, act=act)
    return round_


def a_proposal(
    round_: Round, author: User | None = None, *, at: datetime = NOW, **facts
) -> Proposal:
    return Proposal.objects.create(
        **{
            "round": round_,
            "author": author,
            "author_role": Role.RESIDENT,
            "title": f"Longer visits {next(_numbers)}",
            "problem": "Visits end at five.",
            "idea": "Let families stay until eight.",
            "started_at": at,
            "saved_at": at,
            "published_on": timezone.localdate(at),
            **facts,
        }
    )


def a_reason(
    council: Council, english: str = "It names a home", welsh: str = "", *, at: datetime = NOW
) -> CouncilReason:
    """A reason of its own for hiding proposals."""
    words = {"words_en": english, "words_cy": welsh}
    return CouncilReason.objects.create(council=council, published_at=at, **words)


def confirmed(user: User) -> User:
    """The person, with their e-mail address confirmed."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def a_voter(
    council: Council, role: Role = Role.RESIDENT, *, area: Area | None = None, **facts
) -> User:
    """Somebody who may vote; with an area, somebody who declared a postcode."""
    make_eligibility_key(council=council)
    user = confirmed(a_person(council, role, **facts))
    Membership.objects.filter(user=user).update(area=area)
    return user


def elector_of(user: User, poll: Poll) -> Voter:
    """The elector that somebody is in a poll, as the booth finds or makes it."""
    council = poll.round.council
    return voter_of(user, council.pk) or register_elector(by=user, council=council)


@transaction.atomic
def draft_poll(
    *,
    by,
    round,  # noqa: A002 (a round is a round)
    title,
    question,
    options,
    left_off=None,
    method="approval",
    proofs_asked=None,
    closes_at,
    receipt_mode=None,
    challenge_days=None,
    at,
    **asked,
) -> Poll:
    """A draft set up step by step, as an officer does: options that are text are in words."""
    step = {"by": by, "at": at}
    draft = start_poll(round=round, title=title, **step)
    (asks,) = draft.questions.all()
    asks = ask_question(question=asks, text=question, method=method, **asked, **step)
    for option in options:
        if isinstance(option, Proposal):
            offered = [*Proposal.objects.filter(options__question=asks), option]
            offer_proposals(question=asks, proposals=offered, **step)
        else:
            offer_option(question=asks, title=option, **step)
    if left_off is not None:
        leave_off(poll=draft, reasons=left_off, **step)
    if proofs_asked is not None:
        entitle(poll=draft, proofs_asked=proofs_asked, **step)
    date_poll(poll=draft, closes_at=closes_at, **step)
    if receipt_mode or challenge_days is not None:
        draft.receipt_mode = receipt_mode or draft.receipt_mode
        draft.challenge_days = draft.challenge_days if challenge_days is None else challenge_days
        Poll.objects.filter(pk=draft.pk).update(
            receipt_mode=draft.receipt_mode, challenge_days=draft.challenge_days
        )
    return Poll.objects.get(pk=draft.pk)


def a_draft(round_: Round, **facts) -> Poll:
    """A draft with one question, two options and a file for voters."""
    officer, at = a_person(round_.council, Role.OFFICER), timezone.now()
    draft = draft_poll(
        by=officer,
        round=round_,
        title="What first?",
        question="Which of these?",
        options=["Bench", "Lights"],
        most_choices=2,
        left_off=dict.fromkeys(round_.proposals.published(), "Too few of us can do it."),
        closes_at=at + timedelta(days=7),
        at=at,
        **facts,
    )
    add_material(by=officer, poll=draft, kind="audio", title="Aloud", file=b"ID3 aloud", at=at)
    return draft


def parts_of(poll: Poll) -> dict[str, object]:
    """What addresses name of a poll."""
    material = poll.materials.first()
    return {
        "poll_id": poll.pk,
        "key": QUESTION_KEY,
        "step": "words",
        "option_id": Option.objects.filter(question__poll=poll).first().pk,
        "material_id": material.pk if material else 1,
        "sha256": material.sha256 if material else "0" * 64,
    }


def an_open_poll(
    round_: Round | None = None,
    *,
    options=("Bench", "Lights", "Trees"),
    at=None,
    lot=bytes(32),
    smallest_group=10,
    constituencies=(),
    combining_rule="one-pool",
    paper_rule=Poll.PaperRule.NONE,
    option_order=Poll.OptionOrder.RANDOM,
    also=(),
    **facts,
):
    """A poll that is open today, by the database's clock; the names of its options are option-1,
    option-2, ... With a smallest group of 1 it tells every number, however few vote. `also` are the
    types of ballot of further questions.
    """
    at = at or timezone.now()
    round_ = round_ or a_round(a_sector(a_council()), at=at)
    officer = a_person(round_.council, Role.OFFICER)
    make_eligibility_key(council=round_.council)
    told = {
        "title": "What should come first?",
        "question": "Which of these should come first?",
        "options": list(options),
        "most_choices": 2,
        "closes_at": at + timedelta(days=7),
        **facts,
    }
    left_off = dict.fromkeys(round_.proposals.published(), "Too few of us can do it.")
    told = {"left_off": left_off, **told}
    draft = draft_poll(by=officer, round=round_, at=at, **told)
    for method in also:
        _ask_also(draft, method, by=officer, at=at)
    if paper_rule != Poll.PaperRule.NONE:
        set_paper_rule(by=officer, poll=draft, paper_rule=paper_rule, at=at)
    if option_order != Poll.OptionOrder.RANDOM:
        set_option_order(by=officer, poll=draft, option_order=option_order, at=at)
    Poll.objects.filter(pk=draft.pk).update(smallest_group=smallest_group)
    if constituencies:
        combined = {"constituencies": constituencies, "combining_rule": combining_rule}
        set_constituencies(by=officer, poll=draft, at=at, **combined)
    return open_poll(by=officer, poll=draft, lot=lot, at=at)


def _ask_also(draft: Poll, method: str, **told) -> None:
    """A further question with two options, one of them described; they cost money where that is
    shared out.
    """
    has_money = Parameter.MONEY in BALLOT_TYPES[method].needs
    question = add_question(poll=draft, **told)
    ask_question(question=question, text=f"By {method}?", method=method, **ASKED[method], **told)
    for cost, title, description in ((300_00, "Ramp", "For wheelchairs."), (200_00, "Door", "")):
        facts = {"title": title, "description": description, "cost": cost if has_money else None}
        offer_option(question=question, **facts, **told)


def a_counted_poll(*ballots, round_: Round | None = None, **facts) -> Poll:
    """A poll that is closed and counted; each ballot is a list of names of options, cast by a voter
    of its own.
    """
    poll = an_open_poll(round_, **facts)
    for ballot in ballots:
        voter = elector_of(a_voter(poll.round.council), poll)
        cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ballot})
    closed = close_early(poll)
    count_poll(poll=closed, at=timezone.now())
    return closed


def close_early(
    poll: Poll, *, reason: str = "The test goes on.", at: datetime | None = None
) -> Poll:
    """End the voting before its time, as two officers do together."""
    colleague = a_person(poll.round.council, Role.OFFICER)
    at = at or timezone.now()
    return close_poll(by=poll.opened_by, poll=poll, proposed_by=colleague, reason=reason, at=at)


def published_bytes(poll: Poll) -> bytes:
    """All that the count of a poll publishes; counted now, unless it is."""
    result = count_poll(poll=Poll.objects.get(pk=poll.pk), at=timezone.now())
    lines = result.lines.order_by("position").values_list("line", flat=True)
    return "\n".join([result.manifest, bytes(result.signature).hex(), *lines]).encode()


def forget_the_count(poll: Poll) -> None:
    """As if a poll had closed and not been counted."""
    LogEntry.objects.filter(poll=poll.pk, kind=LogEntry.Kind.COUNTED).delete()
    ResultLine.objects.filter(result=poll.pk).delete()
    Result.objects.filter(poll=poll).delete()


def a_batch(poll: Poll, letters: int = 3, **facts) -> CodeBatch:
    """A batch of codes that are made."""
    officer = a_person(poll.round.council, Role.OFFICER)
    told = {"name": "Letters", "letters": letters, "at": timezone.now(), **facts}
    batch = order_codes(by=officer, poll=poll, **told)
    make_codes(batch=batch.pk)
    batch.refresh_from_db()
    return batch


def a_posting(batch: CodeBatch, by: User | None = None, **facts) -> Posting:
    """Letters of a batch that wait for somebody to confirm that they are to be posted."""
    number = range(1, batch.letters + 1)
    told = {
        "first": 1,
        "last": batch.letters,
        "addresses": [(f"Home {n}", "High Street", "M33 6RX") for n in number],
        "language": "en",
        "is_large": False,
        "postage": Posting.Postage.SECOND,
        "at": timezone.now(),
        **facts,
    }
    by = by or a_person(batch.council, Role.OFFICER)
    with override_settings(GOVUK_NOTIFY_POSTS_LETTERS=True):
        return prepare_posting(by=by, batch=batch, **told)


def a_paper_poll(*, paper_rule=Poll.PaperRule.PAPERS_AND_SLIPS, **facts) -> Poll:
    """A poll that is open today and takes papers."""
    return an_open_poll(facts.pop("round_", None), paper_rule=paper_rule, **facts)


def a_desk(council: Council) -> User:
    """Somebody who hands out papers and types them in."""
    return a_person(council, Role.DESK)


def a_batch_of_papers(
    poll: Poll, kind: str = "identified", *, size: int = 10, **facts
) -> PaperBatch:
    """Papers for a library; they are issued now."""
    told = {"kind": kind, "size": size, "place": "Riverside library", **facts}
    return issue_papers(by=poll.opened_by, poll=poll, at=timezone.now(), **told)


def somebody(**facts) -> PersonAtDesk:
    """A person whom no desk has seen before."""
    return PersonAtDesk(
        **{
            "surname": f"Person {next(_numbers)}",
            "postcode": "NB1 1AA",
            "born_on": date(1950, 5, 4),
            **facts,
        }
    )


def a_person_at_desk(council: Council, **facts) -> Voter:
    """The elector of somebody who has shown at a desk who they are."""
    return identify_at_desk(by=a_desk(council), council=council, person=somebody(**facts))


def a_handed_paper(batch: PaperBatch, number: int = 1, **facts) -> PaperBallot:
    """One paper of a batch, in somebody's hands."""
    paper = batch.papers.get(number=number)
    by = facts.pop("by", None) or a_desk(batch.poll.round.council)
    return hand_out_paper(by=by, paper=paper, person=somebody(**facts), at=timezone.now())


def typed_twice(paper: PaperBallot, choice, **facts) -> PaperBallot:
    """The paper, typed alike by two people."""
    for _turn in range(2):
        desk = a_desk(paper.batch.poll.round.council)
        choices = {QUESTION_KEY: choice}
        paper = type_paper(by=desk, paper=paper, choices=choices, at=timezone.now(), **facts)
    return paper


CARE_HOMES = b"cqc_id,name,postcode,lon,lat\n1-1,The Willows,NB1 1AA,-2.35,53.45\n"


def a_data_import(
    council: Council, by: User, *, at: datetime, content: bytes = CARE_HOMES, **facts
) -> DataImport:
    """A file of services, or of what `facts` say, that was read and not taken."""
    told = {"kind": DataImport.Kind.SERVICES, "file_name": "homes.csv", "source": "CQC, homes"}
    if "kind" not in facts:
        facts["sector"] = facts.get("sector") or a_sector(council)
    found = send_data(
        by=by,
        council=council,
        content=content,
        at=at,
        **{"licence": DataImport.Licence.OGL, **told, **facts},
    )
    read_data(key=found.pk, at=at)
    return DataImport.objects.get(pk=found.pk)


def a_register(council: Council, *people: str, by: User | None = None, **facts) -> VoterRegister:
    """A register in force with these people: what stands in a row, as in "Jones,NB1 1AA,4/5/1950"
    or "Jones,NB1 1AA,1234" where people are known by numbers.
    """
    clerk = by or a_person(council, Role.OFFICER)
    register = begin_register(
        by=clerk,
        council=council,
        at=timezone.now(),
        **{
            "name": f"Register {next(_numbers)}",
            "kind": VoterRegister.Kind.BIRTH,
            "is_electoral": False,
            **facts,
        },
    )
    return a_newer(register, *people, by=clerk)


def a_newer(
    register: VoterRegister, *people: str, by: User | None = None, reason: str = "New tenants."
) -> VoterRegister:
    """The register, with these people in the place of those before."""
    clerk = by or a_person(register.council, Role.OFFICER)
    told = "Number" if register.kind == VoterRegister.Kind.REFERENCE else "Date of birth"
    rows = [f"Surname,Postcode,{told},Ward", *(people or ["Jones,NB1 1AA,4/5/1950"])]
    acts = {"by": clerk, "at": timezone.now()}
    version = send_register(register=register, content="\n".join(rows).encode(), **acts)
    columns = version.columns.exclude(use="").values_list("position", "use")
    confirm_columns(version=version, uses=dict(columns), **acts)
    check_register(version=version.pk, today=timezone.localdate())
    take_register(version=version, reason=reason, **acts)
    return register


def a_finding(round_: Round | None = None, *, at: datetime = NOW, **facts) -> Finding:
    """A finding about a proposal that nobody voted on."""
    round_ = round_ or a_round(a_sector(a_council()))
    said = facts.pop("we_heard", f"Families want longer visits {next(_numbers)}.")
    return Finding.objects.create(
        **{
            "round": round_,
            "proposal": a_proposal(round_, at=at),
            **columns(we_heard=Text.of(said)),
            "people": 0,
            "out_of": 0,
            "recorded_at": at,
            **facts,
        }
    )


def an_answered_finding(round_: Round | None = None, *, at: datetime = NOW, **facts) -> Finding:
    """A finding that the council has said yes to."""
    reason = Text.of(facts.pop("reason", "It costs little."))
    told = {"answer": "will", "answered_at": at, **columns(reason=reason)}
    return a_finding(round_, at=at, **told | facts)


def a_commitment(finding: Finding | None = None, *, at: datetime = NOW, **facts) -> Commitment:
    """A commitment that is due in thirty days."""
    finding = finding or an_answered_finding()
    return Commitment.objects.create(
        **{
            "finding": finding,
            "title": f"Open evenings {next(_numbers)}",
            "owner": an_organisation(finding.round.council, f"Riverside Care {next(_numbers)}"),
            "due_on": (at + timedelta(days=30)).date(),
            "made_at": at,
            **facts,
        }
    )


def an_indicator(council: Council, **facts) -> Indicator:
    """A share of homes, of which more is better."""
    n = next(_numbers)
    told = {"name": f"Homes rated good {n}", "unit": "% of homes"}
    texts = {name: Text.of(facts.pop(name, words)) for name, words in told.items()}
    return Indicator.objects.create(
        **columns(**texts),
        **{
            "council": council,
            "sector": facts.get("sector") or a_sector(council),
            "key": f"measure-{n}",
            "direction": "up",
            "kind": "stock",
            "is_of_people": False,
            **facts,
        },
    )


def a_release(council: Council, indicator: Indicator, *, at: datetime = NOW) -> Release:
    """An import of one figure."""
    release = Release.objects.create(
        council=council,
        title="Ratings",
        source="The regulator",
        licence="OGL",
        attribution="Contains public data.",
        sha256=f"{next(_numbers):064}",
        imported_at=at,
    )
    release.observations.create(
        indicator=indicator,
        place_code=council.area_code,
        place_name=council.name,
        period="2026",
        period_starts_on=date(2026, 1, 1),
        value=60,
    )
    return release


def figures_of(indicator: Indicator, *figures: tuple[str, object]) -> bytes:
    """A file of figures of the council itself, by period and value."""
    place = f"{indicator.council.area_code},{indicator.council.name}"
    rows = [f"{indicator.key},{place},{period},{value}" for period, value in figures]
    return "\n".join(["indicator,area_code,area_name,period,value", *rows]).encode()


def a_figures_file(
    indicator: Indicator, by: User, *, at: datetime, content: bytes = b"", **facts
) -> FiguresFile:
    """A file with one figure of a measure, or with what is told, that was read and not taken."""
    told = {"title": "Ratings", "source": "CQC", "licence": "OGL", "file_name": "ratings.csv"}
    return send_figures(
        by=by,
        council=indicator.council,
        content=content or figures_of(indicator, ("2025", 61)),
        at=at,
        **told | facts,
    )


def a_follow(
    council: Council,
    user: User | None = None,
    *,
    email: str = "",
    at: datetime | None = None,
    frequency: str = "at_once",
    **topic,
) -> Follow:
    """A confirmed follow of one thing, as in `round=round_`, of each new round where none is named;
    by an account, or by an address alone. It began yesterday.
    """
    at = at or timezone.now() - timedelta(days=1)
    facts = {"asked_at": at, "letters_since": at, "frequency": frequency, "language": "en-gb"}
    who = {"user": user} if user else {"email": email or f"ada-{next(_numbers)}@example.org"}
    subscriber, _new = Subscriber.objects.get_or_create(council=council, **who, defaults=facts)
    return Follow.objects.create(subscriber=subscriber, followed_at=at, confirmed_at=at, **topic)


def files_of(poll: Poll) -> dict[str, bytes]:
    """The files that let anybody count a poll again, whole, by their names."""
    result = Result.objects.get(poll=poll)
    return {name: b"".join(file_portions(result, name)) for name in file_names(result)}


def settle() -> None:
    """Deliver every waiting event to its subscribers, here and now, until nothing waits."""
    while events.deliver(at=timezone.now()):
        pass


def stamped(act: str, **fields) -> dict[str, str]:
    """What somebody sends who took a minute over a form that programs would like to fill in."""
    shown_at = timezone.now() - timedelta(minutes=1)
    return {"began": watching.new_stamp(act, shown_at), **fields}
