"""Every act of staff leaves one entry in the audit; what residents do, and above all voting, leaves
none.
"""

import ast
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from coopservices.models import AuditEntry
from coopservices.texts import Text
from outcomes.commitments.actions import give_verdict, make_commitment, post_update
from outcomes.findings.actions import answer_finding, record_finding, record_top_findings
from outcomes.indicators.actions.indicators import define_indicator, place_marker
from outcomes.indicators.actions.releases import discard_figures, import_release
from outcomes.models import Answer, FiguresFile, Update, Verdict
from outcomes.rebuilding.actions import rebuild_dashboard
from participation.claims.actions import decide_claim, make_claim
from participation.council_sign_in.actions import set_up_sign_in, stop_sign_in
from participation.data_imports.actions import (
    confirm_data,
    discard_data,
    read_data,
    send_data,
)
from participation.demonstration.actions import (
    InventedPerson,
    declare_demonstration,
    invent_people,
)
from participation.demonstration.queries import demo_accounts
from participation.details.actions import give_details
from participation.electors.actions import make_eligibility_key
from participation.engines.boundaries import boundaries_in
from participation.engines.registers import PostcodeRow, Spot, read_services
from participation.founding.actions import (
    add_sector,
    describe_council,
    name_sector,
    set_own_words,
    set_thresholds,
)
from participation.interests.actions import declare_interest, end_interest
from participation.invitations.actions import (
    accept_invitation,
    invite_people,
    withdraw_invitation,
)
from participation.languages.actions import choose_languages, confirm_welsh
from participation.memberships.actions import join_council, take_role
from participation.models import Council, Invitation, Organisation, Role, VoterRegister
from participation.places.actions import import_areas, import_postcodes
from participation.safeguards.actions import choose_safeguards
from participation.second_factors.actions import reset_second_factors
from participation.services.actions.organisations import add_organisation
from participation.services.actions.services import import_services
from participation.voter_registers.actions.checking import check_register
from participation.voter_registers.actions.keeping import (
    begin_register,
    delete_register,
    discard_version,
    take_register,
)
from participation.voter_registers.actions.sending import confirm_columns, send_register
from priorities.ballots.actions.casting import cast_ballot, withdraw_ballot
from priorities.challenges.actions import answer_challenge, check_challenge, make_challenge
from priorities.engines.counting.formats.pb import read_pb
from priorities.imported_elections.actions import import_election
from priorities.models import Act, Poll
from priorities.moderation.actions import answer_appeal, appeal, decide_on_proposal
from priorities.moderation_reasons.actions import add_reason, end_reason, take_reason_again
from priorities.moderation_reasons.queries import reasons_of
from priorities.paper_ballots.actions.desk import hand_out_paper, take_back_paper
from priorities.paper_ballots.actions.helping import help_to_vote
from priorities.paper_ballots.actions.issuing import issue_papers, print_papers
from priorities.paper_ballots.actions.reconciling import reconcile_papers
from priorities.paper_ballots.actions.typing import settle_paper, type_paper
from priorities.polls.actions.closing import close_due_polls
from priorities.polls.actions.drafting import (
    QUESTION_KEY,
    delete_draft,
    start_poll,
    word_poll,
)
from priorities.polls.actions.extending import extend_poll
from priorities.polls.actions.keys import restore_poll_key
from priorities.polls.actions.opening import ask_to_open, open_poll
from priorities.polls.queries.keys import poll_key
from priorities.proposals.actions import publish_proposal, start_proposal, write_proposal
from priorities.results.actions.certifying import certify_poll
from priorities.rounds.actions.demonstration import move_phase_end
from priorities.rounds.actions.publishing import PhasePlan, publish_round
from priorities.voting_codes.actions.codes import make_codes, order_codes, replace_code, void_code
from priorities.voting_codes.actions.posting import confirm_posting, stop_posting
from tests import make
from tests.participation.council_sign_in.stub_provider import StubProvider
from tests.priorities.imported_elections.test_import_election import APPROVAL
from tests.test_house import HOUSE, _in_rooms, _public_functions

pytestmark = pytest.mark.django_db

# --- The walk over all actions --------------------------------------------------------------------

# The only actions that write no entry, each with its reason. Whatever else changes the world says
# `audit.record("what_was_done", subject, by=by, at=at)` after its change and before its event.
NOT_AUDITED = {
    "cast_ballot": "a time beside a voter",
    "withdraw_ballot": "a time beside a voter",
    "put": "the ballot box",
    "take_out": "the ballot box",
    "is_open": "the ballot box, which it asks",
    "count_turnout": "a number that the platform counts again",
    "register_elector": "a time beside a voter",
    "register_code": "a time beside a voter",
    "redeem_code": "a time beside a voter",
    "enter_code": "a time beside a voter",
    "make_codes": "the platform's own: that they were ordered is an entry",
    "limited_guesses": "what holds guessing back",
    "order_demo_codes": "its batches are ordered by an act that is an entry",
    "forget_expired_codes": "a part of certifying a poll",
    "read_data": "the platform's own: that it was sent is an entry",
    "take_data": "the platform's own: the import that it makes is an entry",
    "forget_data": "the platform's own",
    "keep_addresses": "a part of printing letters, which is an entry",
    "fitting_hash": "it changes nothing",
    "bind_addresses": "a part of printing and posting letters, which are entries",
    "prepare_posting": "nothing goes before it is confirmed, which is an entry",
    "post_next_letter": "the platform's own: that they were to be posted is an entry",
    "ask_after_letters": "the platform's own",
    "forget_letters_not_posted": "the platform's own",
    "stop_postings": "a part of a restore",
    "forget_codes": "the platform's own, when a poll has closed",
    "forget_electors_of": "a part of certifying a poll",
    "send_code": "a resident's own, before they sign in",
    "sign_in": "a resident's own",
    "end_session": "a person's own",
    "connect_identity": "a person's own",
    "tell_of_reset": "the platform's own: that the factors were taken away is an entry",
    "register_listed": "a time beside a voter",
    "enter_details": "a time beside a voter",
    "are_paused": "a limit on guessing, which it asks",
    "note_wrong": "a limit on guessing",
    "held_until": "until when a session holds, which it asks",
    "let_in": "a session of a voter's",
    "leave": "a session of a voter's",
    "check_register": "the platform's own: that columns were confirmed is an entry",
    "forget_files": "the platform's own: what nobody went on with is deleted",
    "forget_file": "a part of checking a register",
    "discard_under_way": "a part of sending a register's file",
    "locked_register": "a lock",
    "identify_at_desk": "a part of handing out a paper, which names the paper and nobody",
    "cast_helped_ballot": "a time beside a voter: that somebody helps is told when they begin",
    "elector_helped": "whose vote it is, which casting it asks",
    "open_poll_alone": "a lock",
    "locked_paper": "a lock",
    "forget_papers": "a part of certifying a poll",
    "declare_postcode": "a resident's own, and a time beside a voter",
    "give_details": "a resident's own",
    "report_proposal": "a reader's own: nobody need know who it was",
    "appeal": "an author's own",
    "hide_proposal": "a part of a moderator's decision",
    "show_proposal": "a part of answering an appeal",
    "tell_author": "the platform's own: what was decided is an entry",
    "follow": "a reader's own: nobody need know what somebody follows",
    "ask_to_follow": "a reader's own, perhaps with their address alone",
    "confirm_follows": "a reader's own, by the link of a letter",
    "unfollow": "a reader's own",
    "choose_letters": "a reader's own",
    "stop_letters": "a reader's own",
    "give_number": "a reader's own",
    "confirm_number": "a reader's own",
    "remove_number": "a reader's own, perhaps by the link of a text",
    "forget_number": "a part of giving another, or of stopping",
    "forget_unconfirmed_numbers": "the platform's own, when nobody has confirmed",
    "mark_news_read": "a reader's own",
    "follow_own": "an author's: staff may fear to be known",
    "forget_unconfirmed": "the platform's own, when nobody has confirmed",
    "news_of_round": "the platform's own: what happened is an entry",
    "news_of_proposal": "the platform's own: what others did, told again",
    "news_of_poll": "the platform's own: what others did, told again",
    "news_of_extension": "the platform's own: what others did, told again",
    "extend_again": "the platform's own: what two officers did, and a restore lost",
    "news_of_ends": "the platform's own, as time passes",
    "news_of_results": "the platform's own: what others did, told again",
    "news_of_answer": "the platform's own: what others did, told again",
    "news_of_commitment": "the platform's own: what others did, told again",
    "news_of_updates": "the platform's own: what others did, told again",
    "news_of_figures": "the platform's own: what others did, told again",
    "tell_followers": "the platform's own: what others did, told again",
    "make_letters": "the platform's own: what others did, told again",
    "send_letter": "the platform's own",
    "send_letters": "the platform's own",
    "forget_letters": "the platform's own, when they are old",
    "accept_invitation": "its membership is the entry",
    "sign_up_by_invitation": "their own, at the moment they sign in",
    "send_invitation": "the platform's own: that somebody is invited is an entry",
    "forget_invitations": "the platform's own, when they have run out",
    "make_claim": "a person's own: nobody need know who was asked",
    "withdraw_claim": "a person's own; the role that ends with it is an entry",
    "end_claims": "the platform's own; the role that ends with it is an entry",
    "check_scope": "a question",
    "join_council": "a resident's own, at the moment they sign in",
    "start_proposal": "an author's own",
    "write_proposal": "an author's own",
    "change_proposal": "an author's own: staff may fear to be known, and all see what changed",
    "withdraw_proposal": "an author's own: staff may fear to be known",
    "publish_proposal": "an author's own: staff may fear to be known",
    "count_answers": "anybody's own, and names nobody",
    "tell_owners_of_unused": "the platform's own: letters to those whom they are about",
    "delete_unused_accounts": "the platform's own: each deletion writes its own entry",
    "draft_first_poll": "made of acts that write their own entries",
    "give_verdict": "a resident's own: nobody need know who said it",
    "make_eligibility_key": "a part of founding a council",
    "make_signing_key": "a part of opening a poll",
    "make_poll_key": "a part of opening a poll",
    "make_canary": "a part of opening a poll",
    "destroy_poll_key": "a part of certifying a poll",
    "forget_electors": "a part of certifying a poll",
    "freeze_electors": "a part of closing a poll",
    "log_poll": "a part of opening and of closing a poll",
    "append_to_log": "a part of opening, closing and counting a poll",
    "stop_poll": "the platform's own: the alarm is in its log",
    "resume_poll": "the platform's own: what stopped goes on",
    "may_queue": "a lease of the platform's own",
    "count_lease": "a lease of the platform's own",
    "is_being_counted": "a lease of the platform's own, which it asks",
    "withdraw_all_ballots": "a part of deleting an account",
    "take_out_of": "a part of deleting an account",
    "part_with_proposals": "a part of deleting an account",
    "take_back_verdicts": "a part of deleting an account",
    "make_complaint": "a person's own: who complains is told to nobody but who answers",
    "send_complaint_answer": "the platform's own: that it was answered is an entry",
    "put_polls_right": "a part of a restore, which is an entry",
    "put_people_right": "a part of a restore, which is an entry",
    "hold_letters": "a part of a restore, which is an entry",
    "note_published": "the platform's own, of what everybody may read",
    "note_deletions": "the platform's own: that an account was deleted is an entry",
    "forget_noted_deletions": "the platform's own: files that no backup needs any more",
    "sign_up": "a resident's own, at the moment they sign in",
    "lock_alone": "a lock",
    "edited": "a lock",
    "forget_councils": "a cache",
    "count_poll": "the platform's own: the log of all results tells of it",
    "publish": "the platform's own: the log of all results tells of it",
    "open_ballots": "a part of counting a poll",
    "plan_parts": "a part of counting a poll",
    "open_part": "a part of counting a poll",
    "forget_parts": "a part of counting a poll",
    "write_lines": "a part of counting a poll",
    "record_top_findings": "the platform's own: what a count says, again",
    "make_challenge": "a voter's own, perhaps made with their code",
    "withdraw_challenge": "a voter's own, perhaps made with their code",
    "analyse_result": "the platform's own: what a count says, again",
    "rebuild_round_summary": "the platform's own: made anew from what others did",
    "rebuild_dashboard": "the platform's own: made anew from what others did",
}


# `kept` is the last step of every change of a draft, and records it.
RECORD = ("audit.record", "kept")


def _records(path, name):
    """Whether a function of a module calls audit.record, itself or through others of its module."""
    functions = {
        node.name: node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }
    todo, seen = [name], set()
    while todo:
        seen.add(name := todo.pop())
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORD:
                return True
            if isinstance(node, ast.Name) and node.id in functions.keys() - seen:
                todo.append(node.id)
    return False


def test_each_action_writes_an_entry_or_says_why_it_must_not():
    actions = [(path, act.name) for path in _in_rooms("actions") for act in _public_functions(path)]
    wrong = {
        f"{path.relative_to(HOUSE)}: {name}"
        for path, name in actions
        if _records(path, name) == (name in NOT_AUDITED)
    }
    assert not wrong, "Write an audit entry, or say in NOT_AUDITED why there must be none."
    assert NOT_AUDITED.keys() <= {name for _, name in actions}


# --- What staff do --------------------------------------------------------------------------------


class World:
    """A council with a round, an officer and a commissioner. The acts begin now."""

    def __init__(self):
        self.at = timezone.now()
        self.council = make.a_council()
        self.sector = make.a_sector(self.council)
        self.round = make.a_round(self.sector, at=self.at)
        self.officer = make.a_person(self.council, Role.OFFICER, name="Ann Ames")
        self.commissioner = make.a_person(self.council, Role.COMMISSIONER)
        self.person = make.a_person(self.council, Role.COUNCILLOR, name="Cy Clay")
        make.make_eligibility_key(council=self.council)
        self.moderators = [make.a_person(self.council, Role.MODERATOR) for _ in range(2)]

    def ours(self):
        """Who acts where and when, as most actions take it."""
        return {"by": self.officer, "council": self.council, "at": self.at}

    def draft(self):
        return make.draft_poll(
            by=self.officer,
            round=self.round,
            title="First?",
            question="What first?",
            options=["Bench", "Lights"],
            closes_at=self.at + timedelta(days=7),
            at=self.at,
        )

    def poll(self):
        return open_poll(by=self.officer, poll=self.draft(), lot=bytes(32), at=self.at)


@pytest.fixture
def world():
    return World()


def _invite_people(w):
    invite_people(emails=[w.person.email], role=Role.MODERATOR, **w.ours())
    return w.council


def _add_reason(w):
    return add_reason(words=Text("It names a home"), **w.ours())


def _end_reason(w):
    return end_reason(by=w.officer, reason=reasons_of(w.council)[-1], at=w.at)


def _take_reason_again(w):
    return take_reason_again(by=w.officer, reason=_end_reason(w), at=w.at)


def _moderate(w):
    proposal = make.a_proposal(w.round, make.a_person(w.council, Role.RESIDENT))
    by, _ = w.moderators
    told = {"hides": True, "reason": "person", "words": "It names Rosa."}
    return decide_on_proposal(by=by, proposal=proposal, at=w.at, **told)


def _answer_appeal(w):
    decision = _moderate(w)
    appeal(by=decision.proposal.author, decision=decision, words="Rosa agrees.", at=w.at)
    _, by = w.moderators
    answer_appeal(by=by, decision=decision, is_upheld=False, words="She does.", at=w.at)
    return decision


def _withdraw_invitation(w):
    _invite_people(w)
    withdraw_invitation(invitation=Invitation.objects.get(), by=w.officer, at=w.at)
    return w.council


def _accept_invitation(w):
    _invite_people(w)
    EmailAddress.objects.create(user=w.person, email=w.person.email, verified=True)
    accept_invitation(by=w.person, invitation=Invitation.objects.get(), at=w.at)
    return w.person


def _take_role(w):
    take_role(membership=w.person.memberships.get(role=Role.COUNCILLOR), by=w.officer, at=w.at)
    return w.person


def _reset_second_factors(w):
    membership = w.person.memberships.get(role=Role.COUNCILLOR)
    reset_second_factors(membership=membership, by=w.officer, at=w.at)
    return w.person


def _asked_to_confirm(w):
    return make_claim(
        by=make.a_person(w.council, Role.RESIDENT),
        council=w.council,
        service=make.a_service(w.sector),
        role=Role.CARER,
        asked_of="council",
        known_as="Rosa",
        at=w.at,
    )


def _confirm_claim(w):
    claim = _asked_to_confirm(w)
    decide_claim(by=w.officer, claim=claim, confirms=True, at=w.at)
    return claim


def _refuse_claim(w):
    claim = _asked_to_confirm(w)
    decide_claim(by=w.officer, claim=claim, confirms=False, at=w.at)
    return claim


def _declare_interest(w):
    facts = {"what": "My sister, Rosa, works there.", "since_on": w.at.date()}
    return declare_interest(service=make.a_service(w.sector), **facts, **w.ours())


def _end_interest(w):
    interest = _declare_interest(w)
    end_interest(by=w.officer, interest=interest, at=w.at)
    return interest


def _set_up_sign_in(w):
    stub = StubProvider()  # it is tried before it is kept
    try:
        facts = {"name": "Ours", "issuer": stub.issuer, "client_id": "us", "secret": "Rosa"}
        set_up_sign_in(**facts, **w.ours())
    finally:
        stub.stop()
    return w.council


def _stop_sign_in(w):
    stop_sign_in(**w.ours())
    return w.council


def _declare_demonstration(w):
    w.council.memberships.exclude(user=w.officer).delete()
    return declare_demonstration(attribution="Ours", **w.ours())


def _invent_people(w):
    w.council.is_demonstration = True
    invent_people(people=[InventedPerson("a@b.example", Role.RESIDENT)], **w.ours())
    return w.council


def _import_areas(w):
    ward = {
        "type": "Feature",
        "properties": {"area_code": "E05000001", "area_name": "Riverside"},
        "geometry": make.SQUARE,
    }
    import_areas(
        boundaries=boundaries_in({"features": [ward]}),
        valid_from=date(2023, 5, 4),
        **w.ours(),
    )
    return w.council


def _import_postcodes(w):
    make.a_ward(w.council)
    rows = [PostcodeRow("NB1 1AA", Spot("", (-2.35, 53.45)))]
    import_postcodes(rows=rows, **w.ours())
    return w.council


def _import_services(w):
    import_services(sector=w.sector, rows=read_services(CARE_HOMES).whole, **w.ours())
    return w.sector


CARE_HOMES = b"practice_code,practice_name,practice_postcode\nP1,The Willows,NB1 1AA\n"


def _sent_data(w, content=CARE_HOMES):
    return send_data(
        kind="services",
        sector=w.sector,
        content=content,
        file_name="homes.csv",
        source="CQC",
        licence="ogl-3",
        **w.ours(),
    )


def _confirm_data(w):
    found = _sent_data(w)
    read_data(key=found.pk, at=w.at)
    confirm_data(by=w.officer, found=found, at=w.at)
    return found


def _discard_data(w):
    found = _sent_data(w)
    discard_data(by=w.officer, found=found, at=w.at)
    return found


def _describe_council(w):
    told = {"name": "Northbrook", "contact_email": "us@b.example", "colour": "#12436D"}
    describe_council(**told, **w.ours())
    return w.council


def _set_own_words(w):
    set_own_words(scheme=Text(""), welcome=Text("Ask Rosa."), who_helps=Text(""), **w.ours())
    return w.council


def _set_thresholds(w):
    set_thresholds(fewest_shown=10, **w.ours())
    return w.council


def _name_sector(w):
    name_sector(by=w.officer, sector=w.sector, names=Text("Care", "Gofal"), at=w.at)
    return w.sector


def _add_sector(w):
    return add_sector(names=Text("Parks"), **w.ours())


def _add_organisation(w):
    return add_organisation(name="Care CIC", kind=Organisation.Kind.PROVIDER, **w.ours())


def _choose_languages(w):
    choose_languages(writing=Council.Writing.BOTH, **w.ours())
    return w.council


def _confirm_welsh(w):
    confirm_welsh(**w.ours())
    return w.council


def _publish_round(w):
    phase = PhasePlan("Vote", w.at, w.at + timedelta(days=9), frozenset({Act.VOTE}))
    return publish_round(
        sector=w.sector,
        title="Care homes we choose",
        question="What first?",
        summary="Tell us.",
        what_can_change="The fund.",
        who_decides="The committee",
        decided_by_on=(w.at + timedelta(days=60)).date(),
        phases=[phase],
        **w.ours(),
    )


def _move_phase_end(w):
    Council.objects.filter(pk=w.council.pk).update(is_demonstration=True)
    phase = w.round.phases.select_related("round__council").last()
    return move_phase_end(by=w.officer, phase=phase, closes_at=w.at + timedelta(days=30), at=w.at)


def _close_poll(w):
    return make.close_early(w.poll(), at=w.at)


def _extend_poll(w):
    colleague = make.a_person(w.council, Role.OFFICER)
    until = w.at + timedelta(days=20)
    both = {"by": w.officer, "proposed_by": colleague}
    return extend_poll(**both, poll=w.poll(), until=until, reason="A flood.", at=w.at)


def _start_poll(w):
    return start_poll(by=w.officer, round=w.round, title="First?", at=w.at)


def _word_poll(w):
    return word_poll(by=w.officer, poll=_start_poll(w), title="Rosa's", at=w.at)


def _delete_draft(w):
    draft = _start_poll(w)
    known = Poll(pk=draft.pk)
    delete_draft(by=w.officer, poll=draft, at=w.at)
    return known


def _ask_to_open(w):
    w.council.needs_two_to_open_polls = True
    w.council.save()
    return ask_to_open(by=w.officer, poll=make.a_draft(w.round), at=w.at)


def _choose_safeguards(w):
    choose_safeguards(needs_two_to_open_polls=True, **w.ours())
    return w.council


def _certify_poll(w):
    poll = make.a_counted_poll(["option-1"], round_=w.round, challenge_days=0)
    return certify_poll(by=w.officer, poll=poll, at=timezone.now() + timedelta(days=1))


def _challenge(w):
    poll = make.a_counted_poll(["option-1"], round_=w.round)
    return make_challenge(by=w.person, poll=poll, reason="Rosa said so.", at=timezone.now())


def _check_challenge(w):
    challenge = _challenge(w)
    check_challenge(by=w.officer, challenge=challenge, names_nobody=False, at=timezone.now())
    return challenge


def _answer_challenge(w):
    return answer_challenge(
        by=w.officer, challenge=_challenge(w), answer="Rosa was right.", at=timezone.now()
    )


def _with_codes(w):
    poll = make.an_open_poll(w.round, at=w.at, proofs_asked=[{"code"}])
    return order_codes(by=w.officer, poll=poll, name="Rosa's", letters=2, at=w.at)


def _void_code(w):
    batch = _with_codes(w)
    make_codes(batch=batch.pk)
    void_code(by=w.officer, batch=batch, serial=1, at=w.at)
    return batch


def _replace_code(w):
    batch = _with_codes(w)
    make_codes(batch=batch.pk)
    replace_code(by=w.officer, batch=batch, serial=1, at=w.at)
    return batch


def _confirm_posting(w):
    batch = _with_codes(w)
    make_codes(batch=batch.pk)
    batch.refresh_from_db()
    posting = make.a_posting(batch, w.officer)
    with override_settings(GOVUK_NOTIFY_POSTS_LETTERS=True):
        confirm_posting(by=w.officer, posting=posting, at=w.at)
    return batch


def _stop_posting(w):
    batch = _confirm_posting(w)
    with override_settings(GOVUK_NOTIFY_POSTS_LETTERS=True):
        stop_posting(by=w.officer, posting=batch.postings.get(), at=w.at)
    return batch


def _begin_register(w, name="Rosa's street"):
    make_eligibility_key(council=w.council)
    return begin_register(name=name, kind="birth", is_electoral=False, **w.ours())


def _sent_register(w):
    content = b"Surname,Postcode,Date of birth\nRosa,NB1 1AA,1/1/1950"
    return send_register(by=w.officer, register=_begin_register(w), content=content, at=w.at)


def _send_register(w):
    return _sent_register(w).register


def _confirm_columns(w):
    version = _sent_register(w)
    uses = {0: "surname", 1: "postcode", 2: "born_on"}
    confirm_columns(by=w.officer, version=version, uses=uses, at=w.at)
    return version.register


def _take_register(w):
    register = _confirm_columns(w)
    version = register.versions.get()
    check_register(version=version.pk, today=w.at.date())
    take_register(by=w.officer, version=version, reason="Rosa moved in.", at=w.at)
    return register


def _discard_version(w):
    version = _sent_register(w)
    discard_version(by=w.officer, version=version, at=w.at)
    return version.register


def _delete_register(w):
    register = _begin_register(w)
    known = VoterRegister(pk=register.pk)
    delete_register(by=w.officer, register=register, at=w.at)
    return known


def _import_election(w):
    file = APPROVAL.encode()
    return import_election(election=read_pb(file, file="street.pb"), file=file, **w.ours())


def _record_finding(w):
    return record_finding(by=w.officer, about=make.a_proposal(w.round), at=w.at)


def _answer_finding(w):
    finding = make.a_finding(w.round)
    return answer_finding(
        by=w.commissioner, finding=finding, answer=Answer.WILL, reason="Rosa asked.", at=w.at
    )


def _make_commitment(w):
    return make_commitment(
        by=w.commissioner,
        finding=make.an_answered_finding(w.round),
        title="Open evenings",
        owner=make.an_organisation(w.council),
        due_on=(w.at + timedelta(days=9)).date(),
        at=w.at,
    )


def _post_update(w):
    commitment = make.a_commitment(make.an_answered_finding(w.round))
    post_update(
        by=w.officer, commitment=commitment, kind=Update.Kind.DONE, text="Done, says Rosa.", at=w.at
    )
    return commitment


def _define_indicator(w):
    return define_indicator(
        sector=w.sector,
        key="good",
        name="Good homes",
        unit="%",
        direction="up",
        kind="stock",
        **w.ours(),
    )


def _sent_figures(w):
    indicator = make.an_indicator(w.council, sector=w.sector)
    return make.a_figures_file(indicator, w.officer, at=w.at, source="Rosa")


def _discard_figures(w):
    found = _sent_figures(w)
    known = FiguresFile(pk=found.pk)
    discard_figures(by=w.officer, found=found, at=w.at)
    return known


def _place_marker(w):
    indicator = make.an_indicator(w.council, sector=w.sector)
    place_marker(
        by=w.officer,
        indicator=indicator,
        kind="target",
        on=w.at.date(),
        value=Decimal(1),
        reason="Agreed with Rosa.",
        at=w.at,
    )
    return indicator


def _batch(w):
    poll = make.a_paper_poll(round_=w.round)
    return issue_papers(by=w.officer, poll=poll, kind="identified", place="Rosa", size=2, at=w.at)


def _print_papers(w):
    batch = _batch(w)
    print_papers(by=w.officer, batch=batch, language="cy", is_large=True, at=w.at)
    return batch


def _hand_out_paper(w):
    paper, person = _batch(w).papers.first(), make.somebody(surname="Rosa")
    return hand_out_paper(by=w.officer, paper=paper, person=person, at=w.at)


def _take_back_paper(w):
    return take_back_paper(by=w.officer, paper=make.a_handed_paper(_batch(w)), at=w.at)


def _typed_once(w):
    paper = make.a_handed_paper(_batch(w))
    choices = {QUESTION_KEY: ["option-1"]}
    return type_paper(by=w.officer, paper=paper, choices=choices, at=w.at)


def _settle_paper(w):
    paper, desk = _typed_once(w), make.a_desk(w.council)
    choices = {QUESTION_KEY: ["option-2"]}
    paper = type_paper(by=desk, paper=paper, choices=choices, at=w.at)
    return settle_paper(by=w.officer, paper=paper, choices=choices, at=w.at)


def _reconcile_papers(w):
    batch = _batch(w)
    poll = batch.poll
    make.close_early(poll, reason="It rains.", at=timezone.now())
    facts = {"unused": 1, "explanation": "Rosa lost one."}
    return reconcile_papers(by=w.officer, batch=batch, at=timezone.now(), **facts)


def _help_to_vote(w):
    poll = make.a_paper_poll(round_=w.round)
    help_to_vote(by=w.officer, poll=poll, person=make.somebody(surname="Rosa"), at=w.at)
    return poll


OFFICERS = {
    "vote_helped": _help_to_vote,
    "papers_issued": _batch,
    "papers_printed": _print_papers,
    "paper_handed_out": _hand_out_paper,
    "paper_taken_back": _take_back_paper,
    "paper_typed": _typed_once,
    "paper_settled": _settle_paper,
    "papers_reconciled": _reconcile_papers,
    "person_invited": _invite_people,
    "invitation_withdrawn": _withdraw_invitation,
    "moderation_reason_added": _add_reason,
    "moderation_reason_ended": _end_reason,
    "moderation_reason_taken_again": _take_reason_again,
    "proposal_moderated": _moderate,
    "appeal_answered": _answer_appeal,
    "role_given": _accept_invitation,
    "role_taken": _take_role,
    "second_factors_reset": _reset_second_factors,
    "interest_declared": _declare_interest,
    "interest_ended": _end_interest,
    "claim_confirmed": _confirm_claim,
    "claim_refused": _refuse_claim,
    "council_sign_in_set_up": _set_up_sign_in,
    "council_sign_in_stopped": _stop_sign_in,
    "demonstration_declared": _declare_demonstration,
    "people_invented": _invent_people,
    "areas_imported": _import_areas,
    "council_described": _describe_council,
    "own_words_set": _set_own_words,
    "thresholds_set": _set_thresholds,
    "sector_added": _add_sector,
    "sector_named": _name_sector,
    "data_sent": _sent_data,
    "data_confirmed": _confirm_data,
    "data_discarded": _discard_data,
    "postcodes_imported": _import_postcodes,
    "services_imported": _import_services,
    "organisation_added": _add_organisation,
    "languages_chosen": _choose_languages,
    "welsh_confirmed": _confirm_welsh,
    "round_published": _publish_round,
    "phase_end_moved": _move_phase_end,
    "poll_drafted": _start_poll,
    "draft_changed": _word_poll,
    "draft_deleted": _delete_draft,
    "opening_asked_for": _ask_to_open,
    "safeguards_chosen": _choose_safeguards,
    "poll_opened": World.poll,
    "poll_extended": _extend_poll,
    "poll_closed": _close_poll,
    "poll_certified": _certify_poll,
    "challenge_checked": _check_challenge,
    "challenge_answered": _answer_challenge,
    "codes_ordered": _with_codes,
    "code_voided": _void_code,
    "code_replaced": _replace_code,
    "letters_posted": _confirm_posting,
    "posting_stopped": _stop_posting,
    "register_begun": _begin_register,
    "register_sent": _send_register,
    "register_columns_confirmed": _confirm_columns,
    "register_taken": _take_register,
    "register_file_discarded": _discard_version,
    "register_deleted": _delete_register,
    "election_imported": _import_election,
    "finding_recorded": _record_finding,
    "finding_answered": _answer_finding,
    "commitment_made": _make_commitment,
    "update_posted": _post_update,
    "indicator_defined": _define_indicator,
    "marker_placed": _place_marker,
    "figures_sent": _sent_figures,
    "figures_discarded": _discard_figures,
}
BY_MODERATORS = ["proposal_moderated", "appeal_answered"]  # each by another
BY_COMMISSIONERS = {"finding_answered", "commitment_made"}


@pytest.mark.parametrize("act", OFFICERS)
def test_an_act_of_staff_leaves_one_entry_with_its_actor_role_council_and_subject(
    world, act, audited
):
    by, role = (
        (world.commissioner, "commissioner")
        if act in BY_COMMISSIONERS
        else (world.officer, "officer")
    )
    if act in BY_MODERATORS:
        by, role = world.moderators[BY_MODERATORS.index(act)], "moderator"
    if act == "role_given":  # whoever accepts has it: that they were invited is an entry as well
        by, role = world.person, "councillor+moderator"
    subject = OFFICERS[act](world)
    (entry,) = audited().filter(act=act)
    assert entry == audited().last()
    assert (entry.actor_id, entry.role, entry.council_id) == (by.pk, role, world.council.pk)
    assert (entry.subject_type, entry.subject_id) == (subject._meta.label, str(subject.pk))
    assert not re.search(r"Rosa|Cy Clay|Ann Ames|@", str(vars(entry)))


def test_a_file_that_is_brought_in_is_known_by_its_hash(world, audited):
    make.an_indicator(world.council, sector=world.sector, key="good")
    release = import_release(
        title="Ratings",
        source="CQC",
        licence="OGL",
        attribution="",
        file=b"indicator,area_code,area_name,period,value\ngood,E08000009,Here,2024,5\n",
        **world.ours(),
    )
    entry = audited().about(release).get()
    assert json.loads(entry.details) == {"sha256": release.sha256}


def test_what_is_done_again_and_changes_nothing_leaves_nothing(world):
    _add_organisation(world)
    taken = world.person.memberships.get(role=Role.COUNCILLOR)
    take_role(membership=taken, by=world.officer, at=world.at)
    before = AuditEntry.objects.count()
    _add_organisation(world)
    taken.pk = 0
    take_role(membership=taken, by=world.officer, at=world.at)
    assert AuditEntry.objects.count() == before


# --- What the platform and its shell do -----------------------------------------------------------


def test_the_platform_closes_a_poll_in_its_own_name(world, audited):
    poll = world.poll()
    assert close_due_polls(at=poll.closes_at) == 1
    entry = audited().about(poll).last()
    assert (entry.act, entry.actor_id, entry.role) == ("poll_closed", None, "")
    assert close_due_polls(at=poll.closes_at) == 0
    assert audited().about(poll).filter(act="poll_closed").count() == 1


def test_the_shell_leaves_entries_too(world, audited):
    poll = world.poll()
    call_command("print_recovery_sheet", str(poll.pk), stdout=io.StringIO())
    restore_poll_key(poll=poll, key=poll_key(poll.pk, bytes(poll.key_check)), at=world.at)
    acts = audited().about(poll).values_list("act", "actor_id")
    assert list(acts)[-2:] == [("recovery_sheet_printed", None), ("poll_key_restored", None)]


def test_founding_a_council_names_its_first_officer_by_id(audited):
    call_command(
        "make_council",
        "Northbrook",
        "northbrook",
        "E08000999",
        contact="a@b.example",
        officer="o@b.example",
        stdout=io.StringIO(),
    )
    (entry,) = audited()
    assert (entry.act, entry.actor_id) == ("council_founded", None)
    assert "@" not in entry.details


def test_looking_round_a_demonstration_tells_as_whom_and_not_who(client, settings, world, audited):
    settings.DEMO = True
    Council.objects.update(is_demonstration=True, slug="trafford-demonstration")
    known = demo_accounts(Council.objects.get())[0]
    user = make.a_person(world.council, known.role, email=known.email)
    client.post(reverse("look_round"), {"role": known.role})
    (entry,) = audited().about(user)
    assert (entry.act, entry.actor_id, entry.role) == ("looked_round_as", None, "")
    assert entry.council_id == world.council.pk


# --- What leaves nothing --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_voting_leaves_nothing():
    poll = make.an_open_poll()
    user = make.a_voter(poll.round.council, area=make.a_ward(poll.round.council))
    before = AuditEntry.objects.count()
    join_council(by=user, council=poll.round.council, at=timezone.now())
    voter = make.elector_of(user, poll)
    for _ in range(2):
        cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    withdraw_ballot(voter=voter, poll=poll)
    assert AuditEntry.objects.count() == before


def test_what_residents_and_authors_do_leaves_nothing(world):
    round_ = make.a_round(world.sector, proposing=(-1, 5), voting=(6, 9), at=world.at)
    before = AuditEntry.objects.count()
    for role in (Role.RESIDENT, Role.STAFF):
        author = make.a_person(world.council, role, name="Rosa")
        proposal = start_proposal(by=author, round=round_, at=world.at)
        words = {"title": "Late visits", "problem": "They end at five.", "idea": "Until eight."}
        write_proposal(by=author, proposal=proposal, words=words, at=world.at)
        publish_proposal(by=author, proposal=proposal, at=world.at)
    resident = make.a_person(world.council, Role.RESIDENT)
    give_details(by=resident, council=world.council, name="Rosa", postcode="", at=world.at)
    commitment = make.a_commitment(done_at=world.at)
    judge = make.a_person(commitment.council, Role.RESIDENT)
    give_verdict(by=judge, commitment=commitment, kind=Verdict.Kind.values[0], at=world.at)
    assert AuditEntry.objects.count() == before


def test_what_the_platform_makes_anew_leaves_nothing(world):
    poll = make.a_counted_poll(["option-1"], round_=world.round)
    before = AuditEntry.objects.count()
    record_top_findings(poll=poll, at=world.at)
    rebuild_dashboard(council=world.council, at=world.at)
    assert AuditEntry.objects.count() == before
    assert poll.state == Poll.State.CLOSED
