"""Findings: recorded by people or by a counted poll, answered with a reason, and never silently
dropped.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import override

from coopservices.models import Event
from coopservices.texts import Text
from outcomes.commitments.queries.documents import finding_documents
from outcomes.findings.actions import (
    AnswerRefused,
    FindingRefused,
    answer_finding,
    record_finding,
    record_top_findings,
)
from outcomes.findings.words import who_said_it
from outcomes.models import Answer, Finding
from outcomes.poll_results.queries.documents import poll_document
from participation.models import Council, Role
from priorities.models import Option
from tests import make

pytestmark = pytest.mark.django_db

BALLOTS = [["option-1"]] * 9 + [["option-1", "option-2"]] * 3


@pytest.fixture
def counted():
    return make.a_counted_poll(*BALLOTS)


@pytest.fixture
def commissioner(counted):
    return make.a_person(counted.round.council, Role.COMMISSIONER)


def option(poll, key="option-1"):
    return Option.objects.get(question__poll=poll, key=key)


# --- Recording ------------------------------------------------------------------------------------


def test_a_counted_poll_records_what_people_want_once(counted, now):
    recorded = record_top_findings(poll=counted, at=now)
    assert [(finding.people, finding.out_of) for finding in recorded] == [(12, 12), (3, 12)]
    assert {finding.recorded_at for finding in recorded} == {counted.closed_at}, (
        "an answer is owed from that day"
    )
    assert not any(finding.is_answered for finding in recorded)
    assert record_top_findings(poll=counted, at=now) == recorded
    assert Event.objects.filter(name="outcomes.findings_recorded").count() == 1


def test_its_words_tell_no_number_of_people(counted, now):
    with override("cy"):  # whatever language is spoken where the poll is counted
        words = [finding.we_heard for finding in record_top_findings(poll=counted, at=now)]
    assert words == [
        Text("“Bench” came first of 3.", "Daeth “Bench” yn gyntaf o 3."),
        Text("“Lights” came second of 3.", "Daeth “Lights” yn ail o 3."),
    ]


def test_what_nobody_chose_was_not_heard(counted, now):
    record_top_findings(poll=counted, at=now)
    assert not Finding.objects.filter(option=option(counted, "option-3")).exists()


def test_an_open_poll_has_said_nothing(now):
    assert record_top_findings(poll=make.an_open_poll(), at=now) == []


def test_those_level_with_the_fifth_were_heard_too(now):
    names = [f"Idea {n}" for n in range(7)]
    ballots = [
        ["option-1", "option-2"],
        ["option-3", "option-4"],
        ["option-5", "option-6"],
        ["option-7", "option-1"],
    ]
    poll = make.a_counted_poll(*ballots, options=names, smallest_group=1)
    assert len(record_top_findings(poll=poll, at=now)) == 7, "six are level in the second place"


def test_where_too_few_voted_what_was_chosen_was_heard_and_no_number(now):
    poll = make.a_counted_poll(*[["option-1", "option-2"]] * 5, ["option-2"])
    (recorded,) = record_top_findings(poll=poll, at=now)
    assert (recorded.we_heard, recorded.people, recorded.out_of) == (
        Text("“Lights” came first of 3.", "Daeth “Lights” yn gyntaf o 3."),
        0,
        0,
    )
    officer = make.a_person(poll.round.council, Role.OFFICER)
    other = record_finding(by=officer, about=option(poll), at=now)
    assert other.we_heard.english == "“Bench” was put to the vote."
    documents = finding_documents(poll.round, [poll_document(poll)])
    assert {(each.people, each.out_of, each.fewer_than) for each in documents} == {(None, None, 10)}
    assert {who_said_it(each) for each in documents} == {"Fewer than 10 people voted"}


def test_somebody_may_find_better_words_until_it_is_answered(counted, commissioner, now):
    (first, _) = record_top_findings(poll=counted, at=now)
    earlier = counted.closed_at - timedelta(days=5)
    better = record_finding(
        by=commissioner, about=option(counted), we_heard="Families want a bench.", at=earlier
    )
    assert better.pk == first.pk
    assert (better.we_heard, better.recorded_by, better.recorded_at) == (
        Text("Families want a bench."),
        commissioner,
        earlier,
    )

    answer_finding(
        by=commissioner, finding=better, answer=Answer.WILL, reason="It is cheap.", at=now
    )
    after = record_finding(
        by=commissioner, about=option(counted), we_heard="Something else.", at=now
    )
    assert str(after.we_heard) == "Families want a bench."


def test_a_later_recording_makes_it_no_younger(counted, commissioner, now):
    record_top_findings(poll=counted, at=now)
    late = counted.closed_at + timedelta(days=50)
    assert (
        record_finding(by=commissioner, about=option(counted), at=late).recorded_at
        == counted.closed_at
    )


def test_a_proposal_that_nobody_voted_on_can_be_a_finding(now):
    proposal = make.a_proposal(make.a_round(make.a_sector(make.a_council())))
    officer = make.a_person(proposal.round.council, Role.OFFICER)
    finding = record_finding(by=officer, about=proposal, at=now)
    assert (finding.proposal, finding.people, finding.out_of) == (proposal, 0, 0)
    assert record_finding(by=officer, about=proposal, at=now) == finding


def test_what_was_not_said_in_public_was_not_heard(now):
    draft = make.a_proposal(make.a_round(make.a_sector(make.a_council())), published_on=None)
    poll = make.an_open_poll()
    for about in (draft, option(poll)):
        council = draft.round.council if about is draft else poll.round.council
        with pytest.raises(FindingRefused, match="was heard"):
            record_finding(by=make.a_person(council, Role.OFFICER), about=about, at=now)


@pytest.mark.parametrize("words", ["Too long. " * 40, "Two\nlines"])
def test_it_is_one_sentence(counted, commissioner, words, now):
    with pytest.raises(FindingRefused, match="one sentence"):
        record_finding(by=commissioner, about=option(counted), we_heard=words, at=now)


def test_a_title_as_long_as_a_title_can_be_still_makes_a_sentence(now):
    poll = make.a_counted_poll(["option-1"], options=["Bench " * 50, "Lights"])
    (finding,) = record_top_findings(poll=poll, at=now)
    assert len(str(finding.we_heard)) <= 300


# --- Answering ------------------------------------------------------------------------------------


def test_every_answer_carries_a_reason(commissioner, counted, now):
    finding = make.a_finding(counted.round)
    for reason in ("", "  \n"):
        with pytest.raises(AnswerRefused, match="owed a reason"):
            answer_finding(
                by=commissioner, finding=finding, answer=Answer.CANNOT, reason=reason, at=now
            )
    answered = answer_finding(
        by=commissioner, finding=finding, answer=Answer.CANNOT, reason=" No money. ", at=now
    )
    assert (answered.answer, answered.reason, answered.answered_at) == (
        Answer.CANNOT,
        Text("No money."),
        now,
    )
    assert Event.objects.get(name="outcomes.finding_answered").subject_id == str(finding.pk)


def test_an_answer_may_change_but_not_fall_silent(commissioner, counted, now):
    finding = make.an_answered_finding(counted.round)
    answer_finding(
        by=commissioner, finding=finding, answer=Answer.PARTLY, reason="Half of it.", at=now
    )
    with pytest.raises(AnswerRefused, match="not take it back"):
        answer_finding(by=commissioner, finding=finding, answer=Answer.NOT_YET, reason="", at=now)


def test_that_it_is_not_decided_yet_is_kept_with_its_time(commissioner, counted, now):
    finding = make.a_finding(counted.round)
    put_off = answer_finding(
        by=commissioner, finding=finding, answer=Answer.NOT_YET, reason=" ", at=now
    )
    assert (put_off.is_answered, put_off.put_off_at, put_off.reason) == (False, now, Text(""))
    answered = answer_finding(
        by=commissioner, finding=finding, answer=Answer.WILL, reason="Yes.", at=now
    )
    assert (answered.is_answered, answered.put_off_at) == (True, None)


def test_what_was_promised_is_not_answered_away(commissioner, counted, now):
    finding = make.a_commitment(make.an_answered_finding(counted.round)).finding
    with pytest.raises(AnswerRefused, match="promised already"):
        answer_finding(
            by=commissioner,
            finding=finding,
            answer=Answer.CANNOT,
            reason="Changed our mind.",
            at=now,
        )


def test_the_database_refuses_an_answer_without_a_reason(counted):
    finding = make.a_finding(counted.round)
    with pytest.raises(IntegrityError, match="an_answer_carries_a_reason"), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(answer="will")


# --- Who may --------------------------------------------------------------------------------------

RECORD, ANSWER = {Role.OFFICER, Role.COMMISSIONER}, {Role.COMMISSIONER}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_record_and_who_may_answer(role, counted, now):
    finding = make.a_finding(counted.round)
    someone = make.a_person(counted.round.council, role)

    def record(by):
        return record_finding(by=by, about=finding.proposal, at=now)

    def answer(by):
        return answer_finding(by=by, finding=finding, answer=Answer.WILL, reason="Yes.", at=now)

    for act, roles in ((record, RECORD), (answer, ANSWER)):
        if role in roles:
            assert act(someone) == finding
        else:
            with pytest.raises(PermissionDenied):
                act(someone)
        with pytest.raises(PermissionDenied):
            act(make.a_person(make.a_council(), role))


# --- In both languages ----------------------------------------------------------------------------


def answered(finding, reason):
    council = finding.round.council
    return answer_finding(
        by=make.a_person(council, Role.COMMISSIONER),
        finding=finding,
        answer=Answer.WILL,
        reason=reason,
        at=make.NOW,
    )


def test_a_reason_is_read_in_the_language_of_its_reader():
    finding = answered(make.a_finding(), Text("It costs little.", "Mae'n rhad."))
    assert str(finding.reason) == "It costs little."
    with override("cy"):
        assert str(finding.reason) == "Mae'n rhad."
        assert str(answered(finding, "It costs little.").reason) == "It costs little."


def test_a_council_that_must_gives_a_reason_in_both_languages_or_none():
    finding = make.a_finding()
    council = finding.round.council
    council.writing = council.Writing.BOTH
    with pytest.raises(AnswerRefused, match="Welsh"):
        answered(finding, "It costs little.")
    assert answered(finding, Text("It costs little.", "Mae'n rhad.")).is_answered


def test_the_page_asks_for_welsh_where_the_council_must(client):
    finding = make.a_finding()
    Council.objects.update(writing=Council.Writing.BOTH)
    client.force_login(make.a_person(finding.round.council, Role.COMMISSIONER))
    address = f"/findings/{finding.pk}/answer/"
    typed = {"answer": "cannot", "reason": "It is not lawful."}
    assert 'href="#id_reason_cy"' in client.post(address, typed).content.decode()
    assert client.post(address, {**typed, "reason_cy": "Nid yw'n gyfreithlon."}).status_code == 302
    assert Finding.objects.get().reason.is_in_both
