"""Counting: the same bytes however often, wherever and in whatever order; and nothing dropped
silently.
"""

import json
import random
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from coopservices import keystore
from coopservices.documents import written
from coopservices.models import Event
from coopservices.texts import Text
from participation.electors.actions import register_elector
from participation.electors.queries import eligibility_key_name
from participation.engines.eligibility import eligibility_mac
from participation.models import Elector, Membership, Role
from priorities import tasks
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines.canonical import canonical
from priorities.engines.counting.count import Margin
from priorities.engines.keys import key_check
from priorities.engines.sealing import merkle
from priorities.engines.sealing.publication import sign, verify
from priorities.engines.voting.definition import definition_mac, fingerprint
from priorities.models import ElectorAtClosing, LogEntry, Poll, Result, ResultLine, SealedBallot
from priorities.polls.actions.closing import close_due_polls
from priorities.polls.queries.keys import poll_key_name, signing_key_name
from priorities.polls.queries.polls import opened_poll
from priorities.results.actions.certifying import certify_due_polls
from priorities.results.actions.counting import count_poll
from priorities.results.queries.opened_ballots import CountStopped
from priorities.results.queries.results import result_of, ward_names
from tests import make

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[2] / "data/ballots"
VECTORS = json.loads((FOLDER / "lv1_vectors.json").read_text())
KEY = bytes.fromhex(VECTORS["K"])
# The private key of RFC 8032, section 7.1, test 1: known to everybody, and used by the sample.
SIGNING_KEY = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
QUESTION = "question-1"
AT = datetime(2026, 11, 15, tzinfo=UTC)


# --- The known answer -----------------------------------------------------------------------------


@pytest.fixture
def sample():
    """The poll of the sample bundle, with its electors and sealed ballots in the database, in an
    order of their own.
    """
    opened_poll.cache_clear()  # this poll has one id in every test
    council = make.a_council()
    poll = _sample_poll(council)
    keystore.create(poll_key_name(poll.pk), KEY)
    keystore.create(signing_key_name(council.pk), SIGNING_KEY)
    keystore.create(eligibility_key_name(council.pk), KEY)
    known = VECTORS["ballots"]
    for ballot in random.sample(known, len(known)):
        _sample_elector(council, UUID(ballot["elector"]), ballot["group"])
    for ballot in random.sample(known, len(known)):
        SealedBallot.objects.create(
            poll=poll,
            pseudonym=bytes.fromhex(ballot["pseudonym"]),
            receipt_index=bytes.fromhex(ballot["receipt_index"]),
            nonce=bytes.fromhex(ballot["nonce"]),
            ciphertext=bytes.fromhex(ballot["ct"]),
        )
    close_due_polls(at=AT)
    poll.refresh_from_db()
    return poll


def _sample_poll(council):
    manifest = json.loads(VECTORS["manifest"])
    definition = {
        **{name: manifest[name] for name in ("vote", "title", "questions")},
        "descriptions": {},
        "opened_at": "2026-11-01T09:00:00+00:00",
        "closes_at": "2026-11-14T23:59:59+00:00",
        "proofs": [["email"], ["register"]],
        "areas": {},
        "smallest_group": 3,
        "challenge_days": 3,
        "mode": "content",
        "lot": "",
    }
    frozen = canonical(definition)
    return Poll.objects.create(
        pk=UUID(VECTORS["vote"]),
        round=make.a_round(make.a_sector(council)),
        title_en="Test vote",
        state=Poll.State.OPEN,
        smallest_group=3,
        opened_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
        closes_at=datetime(2026, 11, 14, 23, 59, 59, tzinfo=UTC),
        definition=frozen.decode(),
        definition_mac=definition_mac(KEY, frozen),
        key_check=key_check(KEY),
    )


def _sample_elector(council, pk, proofs):
    facts = {"proofs": proofs, "method": "account", "entry": pk.bytes * 2, "constituency": ""}
    mac = eligibility_mac(KEY, elector=pk, area_code="", **facts)
    Elector.objects.create(pk=pk, council=council, mac=mac, **facts)


def test_the_sample_bundle_comes_out_of_the_database_byte_for_byte(sample):
    result = count_poll(poll=sample, at=AT)
    assert list(ResultLine.objects.values_list("line", flat=True)) == VECTORS["leaves"]
    told = json.loads(result.manifest)
    assert told.pop("definition") == fingerprint(sample.definition.encode())
    known = canonical(told)  # the sample bundle is of a poll of before this field
    assert known.decode() == VECTORS["manifest"]
    assert sign(SIGNING_KEY, known) == b64decode(VECTORS["manifest_sig"])
    assert merkle.leaf_hash(known).hex() == VECTORS["log_leaf_hash"]
    assert verify(bytes(result.public_key), result.manifest.encode(), bytes(result.signature))
    files = make.files_of(sample)
    sample_files = {file.name: file.read_bytes() for file in (FOLDER / "bundle").iterdir()}
    assert files.keys() - {"definition.json", "verify.py"} == sample_files.keys()
    for name in ("ballots.jsonl", "council-key.hex"):
        assert files[name] == sample_files[name]


def forget_the_count():
    LogEntry.objects.filter(kind=LogEntry.Kind.COUNTED).delete()
    for rows in (ResultLine, Result):
        rows.objects.all().delete()


@pytest.mark.parametrize("again", range(3))
def test_counting_late_and_from_the_start_makes_the_same_bytes(sample, again):
    first = count_poll(poll=sample, at=AT)
    forget_the_count()
    later = count_poll(poll=sample, at=AT.replace(year=2030))
    assert (first.manifest, bytes(first.signature)) == (later.manifest, bytes(later.signature))


def test_counting_again_publishes_nothing_more(sample):
    assert count_poll(poll=sample, at=AT) == count_poll(poll=sample, at=AT)
    counted = LogEntry.objects.filter(kind=LogEntry.Kind.COUNTED)
    assert (Result.objects.count(), counted.count()) == (1, 1)
    assert Event.objects.filter(name="priorities.poll_counted").count() == 1


def test_a_count_that_dies_while_publishing_leaves_nothing_and_is_done_again(sample, settings):
    subscribers = settings.EVENT_SUBSCRIBERS
    settings.EVENT_SUBSCRIBERS = {}  # the last step, recording the event, now fails
    with pytest.raises(Exception, match="poll_counted"):
        count_poll(poll=sample, at=AT)
    assert not Result.objects.exists()
    assert not ResultLine.objects.exists()
    settings.EVENT_SUBSCRIBERS = subscribers
    tasks.count_polls_left_behind()
    assert Result.objects.get().poll == sample


# --- What stops a count ---------------------------------------------------------------------------


def stops(poll, words):
    with pytest.raises(CountStopped, match=words):
        count_poll(poll=poll, at=AT)
    assert not Result.objects.exists()
    assert SealedBallot.objects.count() == 6
    assert Poll.objects.get(pk=poll.pk).state == Poll.State.CLOSED


@pytest.mark.parametrize("field", ["ciphertext", "nonce", "pseudonym"])
def test_an_altered_envelope_stops_the_count(sample, field):
    ballot = SealedBallot.objects.first()
    altered = bytearray(getattr(ballot, field))
    altered[5] ^= 1
    SealedBallot.objects.filter(pk=ballot.pk).update(**{field: bytes(altered)})
    stops(sample, "could not be opened")


def test_envelopes_that_changed_places_stop_the_count(sample):
    one, other = SealedBallot.objects.all()[:2]
    SealedBallot.objects.filter(pk=one.pk).update(nonce=other.nonce, ciphertext=other.ciphertext)
    stops(sample, "could not be opened")


def test_a_ballot_without_an_elector_stops_the_count(sample):
    ElectorAtClosing.objects.first().delete()
    stops(sample, "no elector")


@pytest.mark.parametrize(
    "forged", [{"proofs": "email+code"}, {"constituency": "staff"}, {"mac": bytes(32)}]
)
def test_a_forged_elector_stops_the_count(sample, forged):
    ElectorAtClosing.objects.filter(elector=VECTORS["electors"][0]).update(**forged)
    stops(sample, "did not register")


@pytest.mark.parametrize("name", [poll_key_name(UUID(VECTORS["vote"])), "electors", "signing"])
@pytest.mark.parametrize("copy", [0, 1])
def test_a_missing_copy_of_a_key_stops_the_count(sample, settings, name, copy):
    (place,) = settings.KEY_STORE_DIRS[copy].glob(f"*{name}.key")
    place.unlink()
    stops(sample, "key")


def test_a_poll_that_cannot_be_counted_says_so_and_goes_on_when_it_can(sample, client):
    ballot = SealedBallot.objects.first()
    SealedBallot.objects.filter(pk=ballot.pk).update(ciphertext=bytes(272))
    stops(sample, "could not be opened")
    sample.refresh_from_db()
    assert (sample.stop, sample.stopped_at) == (Poll.Stop.SEAL, AT)
    with pytest.raises(CountStopped):
        count_poll(poll=sample, at=AT.replace(year=2030))
    sample.refresh_from_db()
    assert sample.stopped_at == AT, "since when"
    for name in ("vote", "poll_result", "check_receipt"):
        told = client.get(reverse(name, args=[sample.pk])).content.decode()
        assert sample.get_stop_display() in told
        assert "being counted" not in told
    client.force_login(make.a_person(sample.round.council, Role.OFFICER))
    assert "Votes that have stopped" in client.get(reverse("your_tasks")).content.decode()
    SealedBallot.objects.filter(pk=ballot.pk).update(ciphertext=ballot.ciphertext)
    count_poll(poll=sample, at=AT)
    sample.refresh_from_db()
    assert (sample.stop, sample.stopped_at) == ("", None)


def test_an_open_poll_is_not_counted():
    with pytest.raises(CountStopped, match="has not closed"):
        count_poll(poll=make.an_open_poll(), at=timezone.now())


# --- Polls from end to end ------------------------------------------------------------------------


def voted(poll, votes, *, area=None):
    """Cast one ballot for each tuple of options."""
    return [
        cast_ballot(
            voter=make.elector_of(make.a_voter(poll.round.council, area=area), poll),
            poll=poll,
            choices={QUESTION: list(options)},
        )
        for options in votes
    ]


def closed(poll):
    make.close_early(poll, reason="For the test", at=timezone.now())
    tasks.count_poll(str(poll.pk))
    return result_of(poll)


def test_from_the_first_ballot_to_the_signed_result():
    poll = make.an_open_poll()
    voted(poll, [("option-2",)] * 6 + [("option-2", "option-3")] * 4 + [()] * 2)
    told = closed(poll)
    (question,) = told.questions
    assert [(str(o.title), o.score, o.place) for o in question.options] == [
        ("Lights", 10, 1),
        ("Trees", 4, 2),
        ("Bench", 0, 3),
    ]
    assert (told.ballots, question.ballots_by_group, told.counted_groups) == (
        12,
        {"email": 12},
        ("email",),
    )
    files = make.files_of(poll)
    assert verify(
        bytes.fromhex(told.public_key), files["manifest.json"], bytes.fromhex(told.signature)
    )
    lines = files["ballots.jsonl"].splitlines()
    assert merkle.root([merkle.leaf_hash(line) for line in lines]).hex() == told.roots["root"]
    assert len(lines) == 12


def test_the_margin_is_kept_with_the_count():
    poll = make.an_open_poll(smallest_group=1)
    voted(poll, [("option-2",)] * 6 + [("option-3",)])
    told = closed(poll)
    assert told.questions[0].margin == Margin("option-2", "option-3", 5, 3)
    assert Result.objects.get().margins == {QUESTION: written(told.questions[0].margin)}
    Result.objects.update(margins=None)
    assert result_of(poll) == told, "what was counted before is worked out from the manifest"


def test_ties_follow_the_order_drawn_before_the_opening():
    for lot in (bytes(32), bytes(range(32)), b"\xff" * 32):
        poll = make.an_open_poll(lot=lot, smallest_group=1)
        voted(poll, [("option-1",), ("option-2",), ("option-3",)])
        drawn = json.loads(poll.definition)["questions"][0]["tie_order"]
        assert [option.id for option in closed(poll).questions[0].options] == drawn


def test_a_proof_added_after_voting_counts_in_the_group_of_both():
    poll = make.an_open_poll()
    ward = make.a_ward(poll.round.council)
    voted(poll, [("option-1",)] * 10)
    voted(poll, [("option-2",)] * 9, area=ward)
    late = make.a_voter(poll.round.council)
    cast_ballot(voter=make.elector_of(late, poll), poll=poll, choices={QUESTION: ["option-2"]})
    Membership.objects.filter(user=late).update(area=ward)
    register_elector(by=late, council=poll.round.council)
    assert closed(poll).questions[0].ballots_by_group == {"email": 10, "email+postcode": 10}


def test_two_counts_are_equal_whatever_becomes_of_accounts_between_them():
    poll = make.an_open_poll(proofs_asked=[{"email", "postcode"}])
    council = poll.round.council
    here, there = (make.a_ward(council, name) for name in ("Here", "There"))
    people = [make.a_voter(council, area=here) for _ in range(3)]
    for person in people:
        elector = make.elector_of(person, poll)
        cast_ballot(voter=elector, poll=poll, choices={QUESTION: ["option-1"]})
    closed(poll)
    first = Result.objects.get()
    forget_the_count()
    for person, area in zip(people, (None, there, here), strict=True):
        Membership.objects.filter(user=person).update(area=area)
        register_elector(by=person, council=council)
    Elector.objects.filter(area=here).update(area=None)
    people[2].delete()
    again = count_poll(poll=Poll.objects.get(), at=timezone.now())
    assert (first.manifest, bytes(first.signature)) == (again.manifest, bytes(again.signature))


def test_what_is_kept_of_electors_tells_not_who_voted_and_goes_with_the_key():
    poll = make.an_open_poll(challenge_days=0)
    voted(poll, [("option-1",)])
    make.elector_of(make.a_voter(poll.round.council), poll)
    closed(poll)
    assert ElectorAtClosing.objects.count() == Elector.objects.count() == 2
    places = {bytes(row.pseudonym) for row in SealedBallot.objects.all()}
    kept = ElectorAtClosing.objects.values_list("elector", "entry", "mac")
    assert not places & {bytes(each) for row in kept for each in (row[0].bytes, *row[1:])}
    certify_due_polls(at=timezone.now())
    assert not ElectorAtClosing.objects.exists()


def test_a_small_group_merges_into_the_next_lower():
    poll = make.an_open_poll()
    voted(poll, [("option-1",)] * 10)
    voted(poll, [("option-2",)] * 9, area=make.a_ward(poll.round.council))
    told = closed(poll)
    assert told.questions[0].ballots_by_group == {"email": 19}
    assert {
        json.loads(line)["g"] for line in make.files_of(poll)["ballots.jsonl"].splitlines()
    } == {"email"}


def test_a_ballot_without_what_was_asked_is_published_and_not_counted():
    poll = make.an_open_poll(proofs_asked=[{"email", "postcode"}], smallest_group=1)
    ward = make.a_ward(poll.round.council)
    voted(poll, [("option-1",)] * 3, area=ward)
    mover = make.a_voter(poll.round.council, area=ward)
    cast_ballot(voter=make.elector_of(mover, poll), poll=poll, choices={QUESTION: ["option-2"]})
    Membership.objects.filter(user=mover).update(area=None)
    register_elector(by=mover, council=poll.round.council)
    told = closed(poll)
    assert {option.id: option.score for option in told.questions[0].options}["option-2"] == 0
    assert (told.ballots, told.counted_groups) == (4, ("email+postcode",))


@pytest.mark.parametrize(("votes", "has_file"), [(0, False), (9, False), (10, True)])
def test_fewer_than_ten_ballots_have_a_root_and_no_number_and_no_file(votes, has_file):
    poll = make.an_open_poll()
    voted(poll, [("option-1",)] * votes)
    told = closed(poll)
    assert (told.ballots, told.has_file) == (votes if has_file else None, has_file)
    assert (told.questions[0].margin is None) == (not has_file)
    assert Result.objects.get().margins == {QUESTION: written(told.questions[0].margin)}
    assert ("ballots.jsonl" in make.files_of(poll)) == has_file
    assert len(told.roots["root"]) == 64


def test_a_poll_that_proves_inclusion_publishes_tags_and_choices_apart():
    poll = make.an_open_poll(receipt_mode=Poll.ReceiptMode.INCLUSION)
    voted(poll, [("option-1",)] * 10)
    told = closed(poll)
    files = make.files_of(poll)
    assert told.roots.keys() == {"tags_root", "choices_root"}
    assert all(b'"c"' not in line for line in files["tags.jsonl"].splitlines())
    assert all(b'"t"' not in line for line in files["choices.jsonl"].splitlines())
    assert len(files["tags.jsonl"].splitlines()) == len(files["choices.jsonl"].splitlines()) == 10


def test_a_count_stands_in_the_log_by_its_manifest_and_signature():
    poll = make.an_open_poll()
    closed(poll)
    result = Result.objects.get()
    entry = LogEntry.objects.get(kind=LogEntry.Kind.COUNTED)
    assert (entry.poll, entry.text) == (poll.pk, result.manifest)
    assert bytes(entry.signature) == bytes(result.signature)
    assert bytes(entry.leaf_hash) == merkle.leaf_hash(result.manifest.encode())


def test_a_result_says_until_when_it_can_be_challenged():
    poll = make.a_counted_poll(["option-1"])
    assert result_of(poll).challenges_end_at == poll.challenges_end_at > poll.closed_at


def test_a_ward_is_called_in_welsh_as_the_council_of_the_poll_calls_it():
    poll = make.an_open_poll()
    for council, welsh in ((poll.round.council, "Glan yr Afon"), (make.a_council(), "Arall")):
        make.a_ward(council, code="E05000001", name_cy=welsh)
    told = ward_names(poll, SimpleNamespace(names={"E05000001": "Riverside"}))
    assert told == {"E05000001": Text("Riverside", "Glan yr Afon")}
