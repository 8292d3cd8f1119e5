"""Papers: one for each person, typed by two people, accounted for, and counted in the place of what
was cast online.
"""

import json
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from coopservices import keystore
from participation.engines.persons import person_reference
from participation.models import Elector, Role
from priorities import tasks
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines import verify
from priorities.engines.sealing.paper import PaperNumber, SerialUnreadable, read_serial, serial
from priorities.models import (
    ElectorAtClosing,
    PaperBallot,
    PaperBatch,
    PaperEntry,
    Poll,
    Result,
    ResultLine,
    SealedBallot,
)
from priorities.paper_ballots.actions.desk import hand_out_paper, take_back_paper
from priorities.paper_ballots.actions.issuing import PaperRefused, issue_papers, print_papers
from priorities.paper_ballots.actions.reconciling import reconcile_papers
from priorities.paper_ballots.actions.typing import settle_paper, type_paper
from priorities.paper_ballots.queries.papers import paper_of, serial_of
from priorities.polls.actions.drafting import set_paper_rule
from priorities.polls.queries.keys import poll_key, poll_key_name
from priorities.polls.queries.polls import opened_poll
from priorities.results.actions.certifying import certify_poll
from priorities.results.actions.counting import count_poll
from priorities.results.queries.files import file_names, file_portions
from priorities.results.queries.opened_ballots import CountStopped
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
State = PaperBallot.State


def choose(*options):
    return {QUESTION: list(options)}


def now():
    return timezone.now()


def closed(poll):
    return make.close_early(poll, reason="The test goes on.", at=now())


def reconciled(batch, unused=None, **facts):
    """The batch with every other paper brought back unused."""
    settled = batch.papers.filter(state__in=(State.COUNTED, State.SPOILED)).count()
    unused = batch.size - settled if unused is None else unused
    return reconcile_papers(by=batch.poll.opened_by, batch=batch, unused=unused, at=now(), **facts)


def counted(poll):
    """What the manifest says."""
    poll = Poll.objects.get(pk=poll.pk)
    return json.loads(count_poll(poll=poll, at=now()).manifest)


# --- Serial numbers -------------------------------------------------------------------------------


def test_a_serial_number_is_read_however_it_is_typed_and_no_slip_passes():
    key, poll = bytes(range(32)), make.an_open_poll().pk
    number = PaperNumber(2, 17)
    printed = serial(key, poll, number)
    assert re.fullmatch(r"2-0017-[0-9A-Z]{4}", printed)
    typed = printed.replace("1", "l").replace("0", "o").replace("-", " - ").lower()
    assert read_serial(key, poll, typed) == number
    assert read_serial(key, poll, f"{printed}  b") == number  # the letter of its order
    for wrong in ("2-0071", "3-0017", "17-2", "2-0018"):
        with pytest.raises(SerialUnreadable, match="No paper"):
            read_serial(key, poll, wrong + printed[6:])
    for unreadable in ("", "0017", "2-0017", "two-0017-AAAA"):
        with pytest.raises(SerialUnreadable, match="looks like"):
            read_serial(key, poll, unreadable)
    with pytest.raises(SerialUnreadable, match="No paper"):
        read_serial(key, make.an_open_poll().pk, printed)
    with pytest.raises(SerialUnreadable, match="No paper"):
        read_serial(bytes(32), poll, printed)


def test_a_person_is_known_again_however_their_name_is_written():
    born = date(1950, 5, 4)
    first = person_reference(surname="O'Brien-Siôn ", postcode="nb11aa", born_on=born)
    assert first == person_reference(surname="OBRIEN SION", postcode="NB1 1AA", born_on=born)
    assert first != person_reference(surname="OBrien", postcode="NB1 1AA", born_on=born)


# --- The rule of a poll ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "asked", "is_opinion"),
    [
        ("none", {"email"}, False),
        ("papers", {"email", "desk"}, False),
        ("papers-and-slips", {"email", "desk", "slip"}, True),
    ],
)
def test_the_rule_for_papers_is_frozen_and_says_what_counts(rule, asked, is_opinion):
    poll = make.an_open_poll(paper_rule=rule)
    frozen = json.loads(poll.definition)
    assert frozen["paper_rule"] == rule
    assert {proof for proofs in frozen["proofs"] for proof in proofs} == asked
    assert opened_poll(poll.pk).definition.paper_rule == rule
    assert Poll(proofs_asked="code", paper_rule=rule).is_opinion == is_opinion
    with pytest.raises(PermissionDenied):
        set_paper_rule(by=poll.opened_by, poll=poll, paper_rule="none", at=now())


def test_a_poll_without_papers_takes_none():
    poll = make.an_open_poll()
    with pytest.raises(PaperRefused, match="takes no paper"):
        make.a_batch_of_papers(poll)


# --- Batches --------------------------------------------------------------------------------------


def test_a_batch_has_numbered_papers_and_an_event_has_enough_slips():
    poll = make.a_paper_poll()
    assert make.a_batch_of_papers(poll, size=3).papers.count() == 3
    assert make.a_batch_of_papers(poll, "slip").number == 2
    for wrong in ({"size": 0}, {"size": 1001}, {"place": " "}, {"kind": "other"}):
        with pytest.raises(PaperRefused):
            make.a_batch_of_papers(poll, **wrong)
    with pytest.raises(PaperRefused, match="at least 10 slips"):
        make.a_batch_of_papers(poll, "slip", size=9)


def test_papers_are_issued_and_printed_while_voting_is_open_by_who_runs_polls():
    poll = make.a_paper_poll()
    batch = make.a_batch_of_papers(poll)
    desk = make.a_desk(poll.round.council)
    with pytest.raises(PermissionDenied):
        issue_papers(by=desk, poll=poll, kind="slip", place="Here", size=10, at=now())
    with pytest.raises(PermissionDenied):
        print_papers(by=desk, batch=batch, language="en", is_large=False, at=now())
    closed(poll)
    with pytest.raises(PaperRefused, match="has ended"):
        make.a_batch_of_papers(poll)
    with pytest.raises(PaperRefused, match="has ended"):
        print_papers(by=poll.opened_by, batch=batch, language="en", is_large=False, at=now())


# --- At the desk ----------------------------------------------------------------------------------


def test_nobody_holds_two_papers_and_a_spoiled_one_is_replaced():
    poll = make.a_paper_poll()
    batch = make.a_batch_of_papers(poll)
    person = {"surname": "Ames", "postcode": "NB1 1AA", "born_on": date(1950, 5, 4)}
    first = make.a_handed_paper(batch, 1, **person)
    with pytest.raises(PaperRefused, match=r"has paper 1-0001-\w{4} already"):
        make.a_handed_paper(batch, 2, **person | {"surname": " AMES"})
    with pytest.raises(PaperRefused, match="handed out already"):
        make.a_handed_paper(batch, 1, surname="Other")

    desk = make.a_desk(poll.round.council)
    spoiled = take_back_paper(by=desk, paper=first, at=now())
    assert (spoiled.state, spoiled.spoiled_because) == ("spoiled", "replaced")
    assert make.a_handed_paper(batch, 2, **person).state == State.HANDED
    assert Elector.objects.count() == 1
    with pytest.raises(PaperRefused, match="not typed in"):
        take_back_paper(by=desk, paper=first, at=now())


def test_the_database_lets_nobody_hold_two_papers():
    batch = make.a_batch_of_papers(make.a_paper_poll())
    paper = make.a_handed_paper(batch)
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.papers.filter(number=2).update(holder=paper.holder)


def test_somebody_with_an_account_is_at_a_desk_who_they_are_online():
    poll = make.a_paper_poll()
    account = make.a_voter(poll.round.council, email="rosa+vote@gmail.com")
    online = make.elector_of(account, poll)
    batch = make.a_batch_of_papers(poll)
    make.a_handed_paper(batch, email="Rosa@gmail.com", surname="Ames")
    elector = Elector.objects.get()
    assert (elector.pk, elector.proofs) == (online.elector, "desk+email")
    with pytest.raises(PaperRefused, match="has paper"):
        make.a_handed_paper(batch, 2, surname="Ames")
    with pytest.raises(PaperRefused, match="Nobody has voted here with this address"):
        make.a_handed_paper(batch, 2, email="nobody@example.org")
    assert make.elector_of(account, poll).proofs == {"desk", "email"}


def test_what_somebody_wrote_into_the_database_is_not_taken_for_shown():
    from participation.electors.actions import register_elector

    poll = make.a_paper_poll()
    account = make.a_voter(poll.round.council)
    make.elector_of(account, poll)
    Elector.objects.update(proofs="desk+email")
    again = register_elector(by=account, council=poll.round.council)
    assert again.proofs == {"email"}
    Elector.objects.update(proofs="code+email")
    with pytest.raises(PaperRefused, match="right to vote"):
        make.a_handed_paper(make.a_batch_of_papers(poll), email=account.email)


def test_a_slip_is_handed_to_nobody_and_a_paper_only_at_a_desk():
    poll = make.a_paper_poll()
    slip = make.a_batch_of_papers(poll, "slip").papers.first()
    desk = make.a_desk(poll.round.council)
    with pytest.raises(PaperRefused, match="slip for an event"):
        hand_out_paper(by=desk, paper=slip, person=make.somebody(), at=now())
    councillor = make.a_person(poll.round.council, Role.COUNCILLOR)
    with pytest.raises(PermissionDenied):
        make.a_handed_paper(make.a_batch_of_papers(poll), by=councillor)
    batch = make.a_batch_of_papers(poll)
    closed(poll)
    with pytest.raises(PaperRefused, match="has ended"):
        make.a_handed_paper(batch)


def test_in_a_poll_of_wards_a_paper_needs_a_postcode_there():
    round_ = make.a_round(make.a_sector(make.a_council()), at=now())
    ward = make.a_ward(round_.council)
    make.a_postcode(ward, "NB1 1AA")
    round_.areas.add(ward)
    batch = make.a_batch_of_papers(make.a_paper_poll(round_=round_))
    with pytest.raises(PaperRefused, match="This vote is for people in Riverside"):
        make.a_handed_paper(batch, postcode="NB9 9ZZ")
    assert make.a_handed_paper(batch).state == State.HANDED


# --- Typed by two people --------------------------------------------------------------------------


@pytest.fixture
def paper():
    return make.a_handed_paper(make.a_batch_of_papers(make.a_paper_poll(smallest_group=1)))


def desk_of(paper):
    return make.a_desk(paper.batch.poll.round.council)


def test_two_people_who_type_alike_settle_a_paper(paper):
    first = desk_of(paper)
    paper = type_paper(by=first, paper=paper, choices=choose("option-2", "option-1"), at=now())
    assert paper.state == State.TYPED
    with pytest.raises(PaperRefused, match="Another person types it again"):
        type_paper(by=first, paper=paper, choices=choose("option-1"), at=now())
    second = choose("option-1", "option-2")
    paper = type_paper(by=desk_of(paper), paper=paper, choices=second, at=now())
    assert paper.state == State.COUNTED
    with pytest.raises(PaperRefused, match="is done"):
        type_paper(by=desk_of(paper), paper=paper, choices=choose("option-1"), at=now())


def test_two_people_who_type_differently_leave_it_to_a_third_look(paper):
    first, second = desk_of(paper), desk_of(paper)
    type_paper(by=first, paper=paper, choices=choose("option-1"), at=now())
    with pytest.raises(PaperRefused, match="typed this paper differently"):
        settle_paper(by=second, paper=paper, choices=choose("option-1"), at=now())
    paper = type_paper(by=second, paper=paper, choices=choose("option-2"), at=now())
    assert paper.state == State.DIFFERS
    with pytest.raises(PaperRefused, match="waits for a decision"):
        type_paper(by=desk_of(paper), paper=paper, choices=choose("option-2"), at=now())
    paper = settle_paper(by=first, paper=paper, choices=choose("option-3"), at=now())
    assert paper.state == State.COUNTED
    closed(paper.batch.poll)
    reconciled(paper.batch)
    assert counted(paper.batch.poll)["result"][QUESTION]["score"]["option-3"] == 1


def test_a_spoiled_paper_is_typed_twice_too_and_has_a_reason(paper):
    type_paper(by=desk_of(paper), paper=paper, choices={}, spoiled="unclear", at=now())
    paper = type_paper(by=desk_of(paper), paper=paper, choices={}, spoiled="named", at=now())
    assert paper.state == State.DIFFERS
    paper = settle_paper(by=desk_of(paper), paper=paper, choices={}, spoiled="named", at=now())
    assert (paper.state, paper.spoiled_because) == ("spoiled", "named")
    other = make.a_handed_paper(paper.batch, 2)
    for wrong in ("replaced", "ugly"):
        with pytest.raises(PaperRefused, match="Choose why"):
            type_paper(by=desk_of(paper), paper=other, choices={}, spoiled=wrong, at=now())


def test_who_handed_a_paper_out_does_not_type_it(paper):
    with pytest.raises(PermissionDenied):
        type_paper(by=paper.handed_by, paper=paper, choices=choose("option-1"), at=now())
    resident = make.a_voter(paper.batch.poll.round.council)
    with pytest.raises(PermissionDenied):
        type_paper(by=resident, paper=paper, choices=choose("option-1"), at=now())
    elsewhere = make.a_desk(make.a_council())
    with pytest.raises(PermissionDenied):
        type_paper(by=elsewhere, paper=paper, choices=choose("option-1"), at=now())


def test_a_paper_that_was_handed_to_nobody_is_nobodys_vote(paper):
    unused = paper.batch.papers.get(number=2)
    with pytest.raises(PaperRefused, match="handed to nobody"):
        type_paper(by=desk_of(paper), paper=unused, choices=choose("option-1"), at=now())


def test_the_database_takes_no_two_entries_of_one_person(paper):
    desk = desk_of(paper)
    paper = type_paper(by=desk, paper=paper, choices=choose("option-1"), at=now())
    facts = {"paper": paper, "nonce": b"", "ciphertext": b""}
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperEntry.objects.create(turn=2, typed_by=desk, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperEntry.objects.create(turn=1, typed_by=desk_of(paper), **facts)


# --- Accounted for, and counted -------------------------------------------------------------------


def test_a_poll_waits_until_every_paper_is_accounted_for():
    poll = make.a_paper_poll(smallest_group=1)
    batch, slips = make.a_batch_of_papers(poll), make.a_batch_of_papers(poll, "slip")
    make.typed_twice(make.a_handed_paper(batch), ["option-1"])
    once = make.a_handed_paper(batch, 2)
    once = type_paper(by=desk_of(once), paper=once, choices=choose("option-1"), at=now())
    with pytest.raises(PaperRefused, match="once voting has ended"):
        reconciled(batch)
    closed(poll)
    with pytest.raises(CountStopped):
        counted(poll)
    assert Poll.objects.get(pk=poll.pk).stop == Poll.Stop.PAPERS
    tasks.count_polls_left_behind()  # leaves it alone
    assert not Result.objects.exists()

    with pytest.raises(PaperRefused, match="One paper is not settled"):
        reconciled(batch)
    type_paper(by=desk_of(once), paper=once, choices=choose("option-1"), at=now())
    with pytest.raises(PaperRefused, match="3 papers are missing") as refused:
        reconciled(batch, unused=5)
    assert refused.value.about == "explanation"
    with pytest.raises(PaperRefused, match="one paper more than was issued"):
        reconciled(batch, unused=9)
    reconciled(batch, unused=5, explanation="Three blew into the canal.")
    with pytest.raises(CountStopped):
        counted(poll)
    reconciled(batch, unused=6, explanation="Two blew into the canal.")  # counted again
    reconciled(slips, explanation="All came back.")  # which nobody asked, and is not published
    assert not Poll.objects.get(pk=poll.pk).stop

    manifest = counted(poll)
    assert manifest["ballots"] == 2
    assert manifest["papers"] == [
        {
            "kind": "identified",
            "place": "Riverside library",
            "issued": 10,
            "counted": 2,
            "spoiled": 0,
            "unused": 6,
            "missing": 2,
            "because": "Two blew into the canal.",
        },
        {
            "kind": "slip",
            "place": "Riverside library",
            "issued": 10,
            "counted": 0,
            "spoiled": 0,
            "unused": 10,
            "missing": 0,
        },
    ]
    with pytest.raises(PaperRefused, match="are being counted"):
        reconciled(batch)
    with pytest.raises(PaperRefused, match="accounted for"):
        paper = batch.papers.get(number=3)
        type_paper(by=desk_of(paper), paper=paper, choices=choose("option-1"), at=now())


def test_the_database_keeps_no_imbalance_without_an_explanation():
    batch = make.a_batch_of_papers(make.a_paper_poll())
    facts = {"counted": 1, "spoiled": 1, "unused": 1, "reconciled_at": now()}
    batches = PaperBatch.objects.filter(pk=batch.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        batches.update(**facts)
    batches.update(**facts, explanation="Lost.")


def test_a_paper_that_came_back_replaces_what_was_cast_online_before_and_after():
    poll = make.a_paper_poll(smallest_group=1)
    batch = make.a_batch_of_papers(poll)
    voters = [make.a_voter(poll.round.council) for _ in range(3)]
    for number, voter in enumerate(voters, start=1):
        cast_ballot(voter=make.elector_of(voter, poll), poll=poll, choices=choose("option-1"))
        if number < 3:
            make.a_handed_paper(batch, number, email=voter.email)
    papers = list(batch.papers.all())
    make.typed_twice(papers[0], ["option-2"])
    make.typed_twice(papers[1], [], spoiled="unclear")  # no vote: what was cast online stays
    again = make.elector_of(voters[0], poll)
    cast_ballot(voter=again, poll=poll, choices=choose("option-3"))
    closed(poll)
    reconciled(batch)
    manifest = counted(poll)
    assert manifest["result"][QUESTION]["score"] == {"option-1": 2, "option-2": 1, "option-3": 0}
    assert manifest["ballots"] == SealedBallot.objects.count() == 3
    assert manifest["groups"] == ["desk+email@paper", "desk+email@web", "email@web"]


def test_turnout_is_told_by_channel_and_the_last_ballot_says_which(client):
    poll = make.a_paper_poll(smallest_group=2)
    batch = make.a_batch_of_papers(poll, size=4)
    for number in range(1, 5):
        make.typed_twice(make.a_handed_paper(batch, number), ["option-2"])
    for _ in range(3):
        online = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=online, poll=poll, choices=choose("option-1"))
    helped = [make.a_person_at_desk(poll.round.council) for _ in range(4)]
    for voter in helped:
        cast_ballot(voter=voter, poll=poll, choices=choose("option-1"), channel="assisted")
    cast_ballot(voter=helped[0], poll=poll, choices=choose("option-3"))  # at home, afterwards
    closed(poll)
    reconciled(batch)
    assert counted(poll)["groups"] == ["desk", "email@web"]  # one of a desk voted online
    poll = Poll.objects.get(pk=poll.pk)
    assert [(each.channel, each.ballots) for each in result_of(poll).by_channel] == [
        ("web", 3),
        ("", 8),
    ]


def test_turnout_by_channel_is_on_the_page_in_the_api_and_in_what_verify_py_says(client):
    poll = make.a_paper_poll(smallest_group=2)
    batch, slips = make.a_batch_of_papers(poll, size=4), make.a_batch_of_papers(poll, "slip")
    for number in (1, 2):
        make.typed_twice(make.a_handed_paper(batch, number), ["option-2"])
        make.typed_twice(slips.papers.get(number=number), ["option-3"])
    for _ in range(3):
        voter = make.a_person_at_desk(poll.round.council)
        cast_ballot(voter=voter, poll=poll, choices=choose("option-1"), channel="assisted")
        online = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=online, poll=poll, choices=choose("option-1"))
    closed(poll)
    reconciled(batch)
    reconciled(slips)
    manifest = counted(poll)
    assert manifest["groups"] == ["desk@assisted", "desk@paper", "email@web", "slip"]
    told = [("web", 3), ("assisted", 3), ("paper", 2), ("slip", 2)]
    api = client.get(f"/api/v1/polls/{poll.pk}/").json()["result"]
    assert [(each["channel"], each["ballots"]) for each in api["by_channel"]] == told
    make.settle()
    page = client.get(reverse("poll_result", args=[poll.pk])).text
    rows = re.findall(r'scope="row">([^<]+)</th>\s*<td[^>]*numeric">(\d+)</td>\s*</tr>', page)
    assert rows == [
        ("Online", "3"),
        ("With help at a desk", "3"),
        ("On paper", "2"),
        ("On slips of paper without a name", "2"),
    ]
    poll = Poll.objects.get(pk=poll.pk)
    names = file_names(poll.result)
    files = {name: b"".join(file_portions(poll.result, name)) for name in names}
    assert "Of these came 3 by assisted, 2 by paper, 3 by web" in " ".join(verify.check(files))


@pytest.mark.parametrize(("rule", "decides"), [("papers", False), ("papers-and-slips", True)])
def test_slips_are_a_group_of_their_own_and_count_where_the_rule_says_so(rule, decides):
    poll = make.a_paper_poll(paper_rule=rule)
    for _ in range(10):
        voter = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=voter, poll=poll, choices=choose("option-1"))
    batch, slips = make.a_batch_of_papers(poll), make.a_batch_of_papers(poll, "slip")
    for number in (1, 2):
        make.typed_twice(make.a_handed_paper(batch, number), ["option-2"])
        make.typed_twice(slips.papers.get(number=number), ["option-3"])
    closed(poll)
    reconciled(batch)
    reconciled(slips)
    manifest = counted(poll)
    assert manifest["groups"] == ["desk|email", "slip"]  # two papers of a desk would stand out
    assert ("slip" in manifest["counted_groups"]) == decides
    assert manifest["result"][QUESTION]["ballots"] == {"desk|email": 12, "slip": 2}
    assert manifest["result"][QUESTION]["score"]["option-3"] == (2 if decides else 0)
    slip_electors = ElectorAtClosing.objects.filter(method="slip")
    assert slip_electors.count() == 2
    assert not Elector.objects.filter(method="slip").exists()


def test_a_blank_paper_is_a_blank_vote():
    poll = make.a_paper_poll(smallest_group=1)
    batch = make.a_batch_of_papers(poll)
    make.typed_twice(make.a_handed_paper(batch), [])
    closed(poll)
    reconciled(batch)
    manifest = counted(poll)
    assert (manifest["ballots"], manifest["papers"][0]["counted"]) == (1, 1)
    assert set(manifest["result"][QUESTION]["score"].values()) == {0}


def test_a_small_poll_tells_no_number_of_papers():
    poll = make.a_paper_poll()
    batch = make.a_batch_of_papers(poll)
    make.typed_twice(make.a_handed_paper(batch), ["option-1"])
    closed(poll)
    reconciled(batch)
    manifest = counted(poll)
    assert manifest["fewer_than"] == 10
    assert "papers" not in manifest


@pytest.mark.parametrize("again", range(2))
def test_papers_make_the_same_bytes_every_time(again):
    poll = make.a_paper_poll(smallest_group=1)
    batch, slips = make.a_batch_of_papers(poll), make.a_batch_of_papers(poll, "slip")
    for number in range(1, 6):
        make.typed_twice(make.a_handed_paper(batch, number), [f"option-{number % 3 + 1}"])
        make.typed_twice(slips.papers.get(number=number), [f"option-{number % 2 + 1}"])
    closed(poll)
    reconciled(batch)
    reconciled(slips)
    first = make.published_bytes(poll)
    make.forget_the_count(poll)
    rows = list(SealedBallot.objects.all())
    SealedBallot.objects.all().delete()
    SealedBallot.objects.bulk_create(reversed(rows))
    PaperEntry.objects.all().delete()
    assert make.published_bytes(poll) == first


# --- What nobody can read -------------------------------------------------------------------------


def everything():
    """All that the database holds, as text."""
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
                    for value in row
                ]
    return "\n".join(found)


def test_the_database_links_nobody_to_a_choice(paper):
    poll = paper.batch.poll
    elector = Elector.objects.get()
    before = everything()
    make.typed_twice(paper, ["option-2"])
    rest = everything()
    assert rest.count("option-2") == before.count("option-2")
    assert not re.search("Person|1950-05-04", rest)
    row = PaperBallot.objects.get(pk=paper.pk)
    for hidden in (elector.pk.hex, str(elector.pk), elector.pk.bytes.hex()):
        assert hidden not in str([bytes(row.holder).hex(), bytes(row.holder_sealed).hex()])
    sizes = {len(entry.ciphertext) for entry in PaperEntry.objects.all()}
    other = make.a_handed_paper(paper.batch, 2)
    make.typed_twice(other, [], spoiled="unclear")
    assert {len(entry.ciphertext) for entry in PaperEntry.objects.all()} == sizes
    keystore_name = poll_key_name(poll.pk)
    assert keystore.exists(keystore_name)


def test_once_certified_nothing_of_a_paper_is_left_but_that_it_was_counted():
    poll = make.a_paper_poll(smallest_group=1, challenge_days=0)
    batch = make.a_batch_of_papers(poll)
    make.typed_twice(make.a_handed_paper(batch), ["option-1"])
    closed(poll)
    reconciled(batch)
    counted(poll)
    poll = Poll.objects.select_related("round__council").get(pk=poll.pk)
    certify_poll(by=poll.opened_by, poll=poll, at=now())
    paper = batch.papers.get(number=1)
    assert (paper.state, paper.holder, paper.holder_sealed, paper.handed_by) == (
        "counted",
        None,
        None,
        None,
    )
    assert not PaperEntry.objects.exists()
    assert ResultLine.objects.count() == 1


def test_the_audit_tells_who_did_what_and_never_a_choice(audited):
    poll = make.a_paper_poll(smallest_group=1)
    batch = make.a_batch_of_papers(poll)
    print_papers(by=poll.opened_by, batch=batch, language="cy", is_large=True, at=now())
    paper = make.typed_twice(make.a_handed_paper(batch), ["option-1"])
    closed(poll)
    reconciled(batch)
    told = audited().filter(subject_type__contains="Paper").values_list("act", "details")
    assert [act for act, _details in told] == [
        "papers_issued",
        "papers_printed",
        "paper_handed_out",
        "paper_typed",
        "paper_typed",
        "papers_reconciled",
    ]
    assert "option" not in str(list(told))
    assert paper.state == State.COUNTED


def test_a_serial_number_leads_to_its_paper(paper):
    poll = paper.batch.poll
    key = poll_key(poll.pk, bytes(poll.key_check))
    assert paper_of(key, poll, serial_of(key, paper)) == paper
    never = serial(key, poll.pk, PaperNumber(1, 4000))
    with pytest.raises(PaperBallot.DoesNotExist):
        paper_of(key, poll, never)
