"""Reporting a proposal, hiding it with a reason, appeals, and what everybody may know."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from coopservices.outbox import events
from participation.models import Membership, Role
from priorities.engines.moderation_reasons import REASONS
from priorities.models import ModerationDecision, Proposal, Report
from priorities.moderation.actions import (
    MOST_A_DAY,
    ModerationRefused,
    answer_appeal,
    appeal,
    decide_on_proposal,
    report_proposal,
    tell_author,
)
from priorities.moderation.queries import moderation_log, reported_proposals
from priorities.polls.actions.asking import offer_proposals
from priorities.polls.actions.drafting import DraftRefused
from priorities.tasks import tell_authors_left_behind
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now(), proposing=(-9, 9))


@pytest.fixture
def author(council):
    return make.a_person(council, Role.STAFF)


@pytest.fixture
def proposal(round_, author):
    return make.a_proposal(round_, author, title="Sack the manager of Elm House")


@pytest.fixture
def reader(council):
    return make.a_person(council, Role.RESIDENT)


@pytest.fixture
def moderator(council):
    return make.a_person(council, Role.MODERATOR)


@pytest.fixture
def reported(reader, proposal):
    return report(reader, proposal)


@pytest.fixture
def decision(reported, proposal, moderator):
    return hide(moderator, proposal)


def report(by, proposal, reason="person", **facts):
    at = facts.pop("at", timezone.now())
    return report_proposal(by=by, proposal=proposal, reason=reason, at=at, **facts)


def hide(by, proposal, **facts):
    told = {"reason": "person", "words": "It names somebody.", **facts}
    return decide_on_proposal(by=by, proposal=proposal, hides=True, at=timezone.now(), **told)


def url(name, thing):
    return reverse(name, args=[thing.pk])


# --- Reporting ------------------------------------------------------------------------------------


def test_a_reader_reports_once_until_somebody_has_looked(proposal, reader, moderator):
    first = report(reader, proposal, words="That is my manager.")
    assert report(reader, proposal, reason="hate") == first
    decide_on_proposal(by=moderator, proposal=proposal, hides=False, at=timezone.now())
    assert report(reader, proposal) != first


def test_nobody_reports_their_own_or_from_elsewhere(proposal, author):
    stranger = make.a_person(make.a_council(), Role.RESIDENT)
    for somebody in (author, stranger, make.a_person()):
        with pytest.raises(PermissionDenied):
            report(somebody, proposal)


def test_reports_alone_hide_nothing_and_are_few_a_day(proposal, round_, reader, council):
    for _ in range(30):
        report(make.a_person(council, Role.RESIDENT), proposal)
    assert Proposal.objects.published().filter(pk=proposal.pk).exists()
    others = [make.a_proposal(round_) for _ in range(MOST_A_DAY + 1)]
    for other in others[:-1]:
        report(reader, other)
    with pytest.raises(ModerationRefused, match="tomorrow"):
        report(reader, others[-1])
    report(reader, others[-1], at=timezone.now() + timedelta(days=2))


def test_an_unknown_reason_is_refused(proposal, reader):
    with pytest.raises(ModerationRefused):
        report(reader, proposal, reason="dislike")


def test_the_report_page_says_first_where_to_turn_when_somebody_is_at_risk(
    client, proposal, reader
):
    client.force_login(reader)
    page = url("report_proposal", proposal)
    assert url("report_proposal", proposal) in client.get(url("proposal_detail", proposal)).text
    text = client.get(page).text
    assert text.index("999") < text.index('name="reason"')
    assert client.post(page, {}).status_code == 422
    sent = make.stamped("report", reason="person", words="My manager.")
    told = client.post(page, sent, follow=True)
    assert "A moderator will look at it." in told.text
    assert Report.objects.get().words == "My manager."


# --- Deciding -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MODERATOR])
def test_nobody_but_moderators_decides(council, proposal, role):
    with pytest.raises(PermissionDenied):
        hide(make.a_person(council, role), proposal)


def test_nobody_moderates_what_they_are_party_to(council, round_, proposal):
    both = make.a_person(council, Role.MODERATOR, Role.RESIDENT)
    with pytest.raises(PermissionDenied):
        hide(both, make.a_proposal(round_, both))
    report(both, proposal)
    with pytest.raises(PermissionDenied):
        hide(both, proposal)
    elsewhere = make.a_person(make.a_council(), Role.MODERATOR)
    with pytest.raises(PermissionDenied):
        hide(elsewhere, proposal)


@pytest.mark.parametrize("facts", [{"reason": ""}, {"reason": "dislike"}, {"words": " "}])
def test_nothing_is_hidden_without_a_reason_and_words(moderator, proposal, facts):
    with pytest.raises(ModerationRefused):
        hide(moderator, proposal, **facts)
    assert not Proposal.objects.get(pk=proposal.pk).is_hidden


@pytest.mark.usefixtures("decision")
def test_what_is_hidden_is_seen_by_its_author_alone(client, round_, proposal, author, moderator):
    here = url("proposal_detail", proposal)
    listed = reverse("proposals", args=[round_.slug])
    feeds = [listed, reverse("download_proposals", args=[round_.slug]), "/api/v1/proposals/"]
    for somebody in (None, moderator):
        if somebody:
            client.force_login(somebody)
        assert client.get(here).status_code == 404
        assert client.get(f"/api/v1/proposals/{proposal.pk}/").status_code == 404
        for feed in feeds:
            answer = client.get(feed)
            body = b"".join(answer) if answer.streaming else answer.content
            assert b"Elm House" not in body
    client.force_login(author)
    own = client.get(here).text
    assert "A moderator has hidden this" in own
    assert "It names somebody." in own
    assert "What has become of it?" not in own


def test_no_poll_takes_what_is_hidden(council, round_, proposal, moderator):
    draft = make.a_draft(make.a_round(round_.sector, at=timezone.now()))
    hide(moderator, proposal)
    hidden = Proposal.objects.get(pk=proposal.pk)
    hidden.round = draft.round
    hidden.save()
    officer = make.a_person(council, Role.OFFICER)
    with pytest.raises(DraftRefused):
        offer_proposals(
            by=officer, question=draft.questions.first(), proposals=[hidden], at=timezone.now()
        )


def test_a_moderator_decides_from_what_waits(client, proposal, moderator, reader):
    report(reader, proposal, words="My manager.")
    client.force_login(moderator)
    queue = client.get(reverse("moderation")).text
    assert "1 report" in queue
    page = url("moderate_proposal", proposal)
    text = client.get(page).text
    assert "My manager." in text
    assert reader.email not in text
    assert client.post(page, {"hides": "yes"}).status_code == 422
    client.post(
        page, {"hides": "yes", "reason": "person", "words": "Without the name it can stay."}
    )
    assert Proposal.objects.get().is_hidden
    assert "Nothing is waiting for you" in client.get(reverse("moderation")).text
    assert client.post(page, {"hides": "no"}).status_code == 422, "decided already"


def test_what_is_left_leaves_the_queue(council, proposal, moderator, reader):
    report(reader, proposal)
    decide_on_proposal(by=moderator, proposal=proposal, hides=False, at=timezone.now())
    assert not reported_proposals(council)
    assert not Proposal.objects.get().is_hidden
    assert not ModerationDecision.objects.untold()


# --- The author hears, and appeals ----------------------------------------------------------------


def test_the_author_hears_by_mail_and_once(proposal, author, moderator):
    decision = hide(moderator, proposal)
    events.deliver(at=timezone.now())
    tell_author(key=decision.pk, at=timezone.now())
    (sent,) = mail.outbox
    assert sent.to == [author.email]
    assert sent.subject == "Your proposal is hidden"
    assert "It names somebody." in sent.body
    assert f"http://testserver:8000/proposals/{proposal.pk}/" in sent.body
    assert moderator.email not in sent.body


def test_mail_that_is_away_loses_nothing(proposal, moderator, settings):
    decision = hide(moderator, proposal)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    with pytest.raises(OSError, match=r"refused|connect"):
        tell_author(key=decision.pk, at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tell_authors_left_behind()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("is_upheld", [True, False])
def test_another_moderator_answers_an_appeal_and_the_author_hears(
    client, council, decision, author, is_upheld
):
    proposal = decision.proposal
    tell_author(key=decision.pk, at=timezone.now())
    client.force_login(author)
    told = client.post(url("appeal", proposal), {"words": "She is in public office."}, follow=True)
    assert "You have asked another moderator to look again." in told.text
    assert client.get(url("appeal", proposal)).status_code == 403, "once"

    client.force_login(decision.decided_by)
    assert client.get(url("answer_appeal", decision)).status_code == 403
    assert "Elm House" not in client.get(reverse("moderation")).text
    client.force_login(make.a_person(council, Role.MODERATOR))
    assert "Elm House" in client.get(reverse("moderation")).text
    page = url("answer_appeal", decision)
    assert "She is in public office." in client.get(page).text
    sent = {"is_upheld": "yes" if is_upheld else "no", "words": "I looked again."}
    assert "Decided." in client.post(page, sent, follow=True).text
    assert Proposal.objects.get().is_hidden is is_upheld
    events.deliver(at=timezone.now())
    assert [each.subject for each in mail.outbox][-1] == "Your appeal is answered"
    assert "I looked again." in mail.outbox[-1].body
    assert len(mail.outbox) == 2


def test_only_the_author_appeals(proposal, moderator, reader):
    decision = hide(moderator, proposal)
    for somebody in (reader, moderator):
        with pytest.raises(PermissionDenied):
            appeal(by=somebody, decision=decision, words="Why?", at=timezone.now())


def test_an_appeal_and_its_answer_have_words(council, proposal, author, moderator):
    decision = hide(moderator, proposal)
    with pytest.raises(ModerationRefused):
        appeal(by=author, decision=decision, words=" ", at=timezone.now())
    appeal(by=author, decision=decision, words="Why?", at=timezone.now())
    other = make.a_person(council, Role.MODERATOR)
    with pytest.raises(ModerationRefused):
        answer_appeal(by=other, decision=decision, is_upheld=True, words="", at=timezone.now())


# --- What everybody may know ----------------------------------------------------------------------


@pytest.mark.usefixtures("decision")
def test_the_reasons_and_counts_are_public_and_name_nobody(client, council):
    text = client.get(reverse("about_moderation")).text
    assert all(escape(reason.words.text) in text for reason in REASONS.values())
    assert "1 report was made" in text
    assert "Elm House" not in text
    log = moderation_log(council, at=timezone.now())
    assert (log.reasons[0].hidden, log.reasons[0].restored) == (1, 0)
    other = moderation_log(make.a_council(), at=timezone.now())
    assert (other.reports, sum(each.hidden for each in other.reasons)) == (0, 0)
    later = moderation_log(council, at=timezone.now() + timedelta(days=366))
    assert (later.reports, sum(each.hidden for each in later.reasons)) == (0, 0)


def test_as_many_queries_however_many_reports(
    client, round_, council, moderator, django_assert_max_num_queries
):
    for _ in range(12):
        report(make.a_person(council, Role.RESIDENT), make.a_proposal(round_))
    client.force_login(moderator)
    with django_assert_max_num_queries(8):
        client.get(reverse("moderation"))
    assert Membership.objects.filter(role=Role.MODERATOR).count() == 1
