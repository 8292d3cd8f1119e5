"""A council's reasons for hiding proposals: published beforehand, never reworded, only ended."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.urls import reverse
from django.utils import timezone

from coopservices.texts import Text
from participation.councils.actions import forget_councils
from participation.models import Council, Role
from priorities.engines.moderation_reasons import REASONS
from priorities.models import CouncilReason
from priorities.moderation.actions import (
    ModerationRefused,
    decide_on_proposal,
    report_proposal,
)
from priorities.moderation.queries import moderation_log
from priorities.moderation_reasons.actions import (
    MOST_OWN,
    ReasonRefused,
    add_reason,
    end_reason,
    take_reason_again,
)
from priorities.moderation_reasons.models import BEFOREHAND
from priorities.moderation_reasons.permissions import may_set_reasons
from priorities.moderation_reasons.queries import reasons_of, usable_reasons
from tests import make

pytestmark = pytest.mark.django_db

ALWAYS = [code for code, reason in REASONS.items() if reason.always_stands]
A_MOMENT = timedelta(seconds=1)
HOME = "It names a home where children live"
CARTREF = "Mae'n enwi cartref lle mae plant yn byw"


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def moderator(council):
    return make.a_person(council, Role.MODERATOR)


@pytest.fixture
def proposal(council):
    round_ = make.a_round(make.a_sector(council), at=timezone.now(), proposing=(-9, 9))
    return make.a_proposal(round_, make.a_person(council, Role.RESIDENT))


@pytest.fixture
def now():
    return timezone.now()


def add(officer, council, english=HOME, welsh="", *, at):
    return add_reason(by=officer, council=council, words=Text(english, welsh), at=at)


def hide(by, proposal, reason, *, at):
    told = {"hides": True, "words": "Without the name it can stay."}
    return decide_on_proposal(by=by, proposal=proposal, reason=reason, at=at, **told)


def of(council, key):
    return next(each for each in reasons_of(council) if each.key == key)


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_officers_of_the_council_alone_set_its_reasons(council, now, role):
    person = make.a_person(council, role)
    assert may_set_reasons(person, council) is (role is Role.OFFICER)
    assert not may_set_reasons(person, make.a_council())
    assert not may_set_reasons(None, council)
    if role is not Role.OFFICER:
        for act in (
            lambda: add(person, council, at=now),
            lambda: end_reason(by=person, reason=of(council, "advert"), at=now),
            lambda: take_reason_again(by=person, reason=of(council, "advert"), at=now),
        ):
            with pytest.raises(PermissionDenied):
                act()


# --- Published beforehand -------------------------------------------------------------------------


def test_a_reason_is_used_from_a_day_after_it_was_published(
    council, officer, moderator, proposal, now
):
    reason = add(officer, council, at=now)
    early = now + BEFOREHAND - A_MOMENT
    with pytest.raises(ModerationRefused, match="less than a day ago"):
        hide(moderator, proposal, reason.key, at=early)
    with pytest.raises(ModerationRefused):
        report_proposal(by=moderator, proposal=proposal, reason=reason.key, at=early)
    decision = hide(moderator, proposal, reason.key, at=now + BEFOREHAND)
    assert (decision.reason, decision.own_reason) == ("", reason)
    assert str(decision.because) == HOME


def test_the_platforms_stand_since_the_start(council, moderator, proposal, now):
    assert list(usable_reasons(council, now)) == list(REASONS)
    assert hide(moderator, proposal, "advert", at=now).own_reason is None


def test_one_councils_reason_hides_nothing_of_anothers(moderator, proposal, now):
    theirs = make.a_reason(make.a_council(), at=now - 2 * BEFOREHAND)
    with pytest.raises(ModerationRefused):
        hide(moderator, proposal, theirs.key, at=now)


# --- Ended, and taken again -----------------------------------------------------------------------


def test_what_is_ended_hides_nothing_more_and_what_it_hid_stays(
    council, officer, moderator, proposal, now
):
    reason = add(officer, council, at=now - 2 * BEFOREHAND)
    decision = hide(moderator, proposal, reason.key, at=now)
    end_reason(by=officer, reason=reason, at=now)
    assert reason.key not in usable_reasons(council, now)
    decision.refresh_from_db()
    assert (decision.proposal.is_hidden, str(decision.because)) == (True, HOME)
    log = moderation_log(council, at=now + A_MOMENT)
    assert [(each.reason, each.hidden) for each in log.ended] == [(reason, 1)]


@pytest.mark.parametrize("code", ALWAYS)
def test_what_the_law_or_safety_asks_is_never_ended(council, officer, now, code):
    with pytest.raises(ReasonRefused):
        end_reason(by=officer, reason=of(council, code), at=now)
    assert code in usable_reasons(council, now)


def test_one_of_the_platforms_is_ended_and_taken_again_with_its_day(council, officer, now):
    end_reason(by=officer, reason=of(council, "advert"), at=now)
    assert "advert" not in usable_reasons(council, now)
    assert "advert" in usable_reasons(make.a_council(), now)
    again = take_reason_again(by=officer, reason=of(council, "advert"), at=now)
    assert "advert" not in usable_reasons(council, now), "it too is published beforehand"
    assert "advert" in usable_reasons(council, now + BEFOREHAND)
    assert take_reason_again(by=officer, reason=again, at=now) == again
    assert list(usable_reasons(council, now + BEFOREHAND)) == list(REASONS)


def test_ones_own_is_not_taken_again(council, officer, now):
    ended = end_reason(by=officer, reason=add(officer, council, at=now), at=now)
    assert end_reason(by=officer, reason=ended, at=now + BEFOREHAND).ended_at == now
    with pytest.raises(ReasonRefused):
        take_reason_again(by=officer, reason=ended, at=now)
    assert add(officer, council, at=now) != ended


def test_the_database_keeps_what_was_used_and_one_of_each(
    council, officer, moderator, proposal, now
):
    reason = add(officer, council, at=now - BEFOREHAND)
    hide(moderator, proposal, reason.key, at=now)
    with pytest.raises(RestrictedError):
        reason.delete()
    for facts in (
        {"code": "advert", "words_en": HOME},
        {"words_en": "", "published_at": now},
        {"words_en": HOME},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CouncilReason.objects.create(council=council, **facts)
    CouncilReason.objects.create(council=council, code="advert")
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilReason.objects.create(council=council, code="advert")


def test_a_report_that_names_what_was_ended_still_waits(client, officer, moderator, proposal, now):
    council = proposal.round.council
    resident = make.a_person(council, Role.RESIDENT)
    report_proposal(by=resident, proposal=proposal, reason="advert", at=now)
    end_reason(by=officer, reason=of(council, "advert"), at=now)
    with pytest.raises(ModerationRefused):
        report_proposal(by=officer, proposal=proposal, reason="advert", at=now)
    client.force_login(moderator)
    waiting = client.get(reverse("moderate_proposal", args=[proposal.pk])).text
    assert waiting.count("It is advertising") == 1, "as what a reader says, not as a choice"
    assert hide(moderator, proposal, "person", at=now).reports.count() == 1


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("english", ["", " ", "x" * 151, HOME])
def test_a_reason_says_something_new_in_few_words(council, officer, now, english):
    add(officer, council, at=now)
    with pytest.raises(ReasonRefused):
        add(officer, council, english, at=now)


def test_there_are_only_so_many(council, officer, now):
    for n in range(MOST_OWN):
        add(officer, council, f"Reason {n}", at=now)
    with pytest.raises(ReasonRefused):
        add(officer, council, at=now)


def test_a_reason_is_in_both_languages_where_it_must(council, officer, client, now):
    Council.objects.update(writing=Council.Writing.BOTH)
    forget_councils()
    with pytest.raises(ReasonRefused):
        add(officer, council, at=now)
    client.force_login(officer)
    here = reverse("moderation_reasons")
    assert client.post(here, {"words": HOME}).status_code == 422
    assert client.post(here, {"words": HOME, "words_cy": CARTREF}).status_code == 302
    rules = reverse("about_moderation")
    assert HOME in client.get(rules).text
    assert "Mae&#x27;n enwi cartref" in client.get(f"/cy{rules}").text


# --- From form to page ----------------------------------------------------------------------------


def test_an_officer_adds_ends_and_takes_again_and_everybody_reads_the_days(
    client, council, officer, moderator, proposal
):
    client.force_login(officer)
    here = reverse("moderation_reasons")
    assert here in client.get(reverse("set_up")).text
    told = client.post(here, {"words": HOME}, follow=True).text
    assert "from this time tomorrow" in told
    assert client.post(reverse("end_reason", args=["person"]), follow=True).status_code == 200
    assert "person" in usable_reasons(council, timezone.now())
    ending = reverse("end_reason", args=["advert"])
    assert ending in client.get(here).text
    asked = client.get(ending).text
    assert ("It is advertising" in asked, "Reports that name it" in asked) == (True, True)
    assert "advert" in usable_reasons(council, timezone.now()), "it only asked"
    client.post(ending)
    assert "advert" not in usable_reasons(council, timezone.now())
    theirs = make.a_reason(make.a_council())
    assert client.post(reverse("end_reason", args=[theirs.key])).status_code == 404

    assert client.get(reverse("end_reason", args=[theirs.key])).status_code == 404
    for stays in ("advert", "person"):  # it has ended; the law asks for it
        answer = client.get(reverse("end_reason", args=[stays]))
        assert answer.headers["Location"] == here

    rules = client.get(reverse("about_moderation")).text
    assert HOME in rules
    day = timezone.localtime().strftime("%-d %B %Y")
    assert f"Published on {day}. Used from" in rules
    assert f"Published from the start. Ended on {day}." in rules

    CouncilReason.objects.update(published_at=timezone.now() - 2 * BEFOREHAND)
    client.force_login(moderator)
    choices = client.get(reverse("moderate_proposal", args=[proposal.pk])).text
    assert HOME in choices
    assert "It is advertising" not in choices
    client.force_login(officer)
    client.post(reverse("take_reason_again", args=["advert"]))
    assert "advert" in usable_reasons(council, timezone.now() + BEFOREHAND)


def test_the_author_reads_the_councils_own_words(client, council, moderator, proposal, now):
    reason = make.a_reason(council, HOME, CARTREF, at=now - 2 * BEFOREHAND)
    hide(moderator, proposal, reason.key, at=now)
    client.force_login(proposal.author)
    here = reverse("proposal_detail", args=[proposal.pk])
    assert HOME in client.get(here).text
    assert "enwi cartref" in client.get(f"/cy{here}").text
