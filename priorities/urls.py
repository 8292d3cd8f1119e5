"""The addresses of priorities; each has its view's name."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from priorities.ballots import views as ballots
from priorities.challenges import views as challenges
from priorities.challenges.api import Challenges
from priorities.demonstration import views as demonstration
from priorities.moderation import views as moderation
from priorities.moderation_reasons import views as reasons
from priorities.pages.proposals import views as proposals
from priorities.pages.rounds import views as rounds
from priorities.pages.rounds.api import Rounds
from priorities.paper_ballots.views import helping
from priorities.paper_ballots.views import papers as paper_ballots
from priorities.poll_set_up import views as poll_set_up
from priorities.polls import views as polls
from priorities.proposals.api import Proposals
from priorities.proposals.views import changing, reading, writing
from priorities.results import views as results
from priorities.results.api import Polls
from priorities.rounds import views as publishing
from priorities.voting_codes.views import codes, posting

api = SimpleRouter(use_regex_path=False)
api.register("rounds", Rounds, "api_rounds")
api.register("proposals", Proposals, "api_proposals")
api.register("polls", Polls, "api_polls")
api.register("polls/<uuid:poll_id>/challenges", Challenges, "api_challenges")

one_round = [
    path("", rounds.round_detail, name="round_detail"),
    path("proposals/", reading.proposals, name="proposals"),
    path("proposals.csv", reading.download_proposals, name="download_proposals"),
    path("propose/", writing.start_proposal, name="start_proposal"),
    path("poll/", poll_set_up.draft_poll, name="draft_poll"),
]

one_proposal = [
    path("", proposals.proposal_detail, name="proposal_detail"),
    path("write/check/", writing.check_proposal, name="check_proposal"),
    path("write/<slug:step>/", writing.write_proposal, name="write_proposal"),
    path("change/", changing.change_proposal, name="change_proposal"),
    path("withdraw/", changing.withdraw_proposal, name="withdraw_proposal"),
    path("versions/", changing.proposal_versions, name="proposal_versions"),
    path("publish/", writing.publish_proposal, name="publish_proposal"),
    path("report/", moderation.report_proposal, name="report_proposal"),
    path("appeal/", moderation.appeal, name="appeal"),
    path("moderate/", moderation.moderate_proposal, name="moderate_proposal"),
]

one_challenge: list[URLPattern] = [
    path("check/", challenges.check_challenge, name="check_challenge"),
    path("answer/", challenges.answer_challenge, name="answer_challenge"),
    path("withdraw/", challenges.withdraw_challenge, name="withdraw_challenge"),
]

one_draft: list[URLPattern] = [
    path("", poll_set_up.set_up_poll, name="set_up_poll"),
    path("throw-away/", poll_set_up.delete_draft, name="delete_draft"),
    path("preview/", poll_set_up.preview_poll, name="preview_poll"),
    path("rehearse/", poll_set_up.rehearse_poll, name="rehearse_poll"),
    path("add-question/", poll_set_up.add_question, name="add_question"),
    path("<slug:key>/remove/", poll_set_up.remove_question, name="remove_question"),
    path("<slug:key>/option/", poll_set_up.add_option, name="add_option"),
    path("<slug:key>/option/<int:option_id>/", poll_set_up.edit_option, name="edit_option"),
    path("<slug:key>/option/<int:option_id>/place/", poll_set_up.place_option, name="place_option"),
    path("materials/", poll_set_up.set_up_materials, name="set_up_materials"),
    path("material/<int:material_id>/", poll_set_up.remove_material, name="remove_material"),
    path("<slug:step>/", poll_set_up.set_up_step, name="set_up_step"),
]

one_batch: list[URLPattern] = [
    path("", codes.code_batch, name="code_batch"),
    path("print/", codes.print_codes, name="print_codes"),
    path("codes.csv", codes.download_codes, name="download_codes"),
    path("replace/", codes.replace_code, name="replace_code"),
    path("post/", posting.post_codes, name="post_codes"),
    path("post/<uuid:posting_id>/", posting.confirm_code_posting, name="confirm_code_posting"),
    path("post/<uuid:posting_id>/stop/", posting.stop_code_posting, name="stop_code_posting"),
]

one_poll: list[URLPattern | URLResolver] = [
    path("set-up/", include(one_draft)),
    path("material/<slug:sha256>/", ballots.material, name="material"),
    path("ask-to-open/", polls.ask_to_open, name="ask_to_open"),
    path("codes/", codes.voting_codes, name="voting_codes"),
    path("codes/new/", codes.order_codes, name="order_codes"),
    path("codes/poster/", codes.print_poster, name="print_poster"),
    path("codes/<uuid:batch_id>/", include(one_batch)),
    path("vote/", ballots.vote, name="vote"),
    path("vote/choices/", ballots.choose, name="choose"),
    path("vote/check/", ballots.check_choices, name="check_choices"),
    path("vote/code/", ballots.prove_code, name="prove_code"),
    path("vote/register/", ballots.prove_register, name="prove_register"),
    path("vote/address/", ballots.prove_address, name="prove_address"),
    path("vote/address/code/", ballots.prove_emailed_code, name="prove_emailed_code"),
    path("vote/postcode/", ballots.prove_postcode, name="prove_postcode"),
    path("vote/cast/", ballots.cast_ballot, name="cast_ballot"),
    path("vote/save/", ballots.save_receipt, name="save_receipt"),
    path("vote/withdraw/", ballots.withdraw_ballot, name="withdraw_ballot"),
    path("vote/yours/", results.your_ballot, name="your_ballot"),
    path("receipt/", results.check_receipt, name="check_receipt"),
    path("open/", polls.open_poll, name="open_poll"),
    path("close/", polls.close_poll, name="close_poll"),
    path("decide/", results.decide_jointly, name="decide_jointly"),
    path("decide/<int:pk>/confirm/", results.confirm_decision, name="confirm_decision"),
    path("decide/<int:pk>/drop/", results.drop_decision, name="drop_decision"),
    path("help/", helping.help_to_vote, name="help_to_vote"),
    path("help/<uuid:pk>/choices/", helping.choose_for, name="choose_for"),
    path("help/<uuid:pk>/check/", helping.check_choices_for, name="check_choices_for"),
    path("help/<uuid:pk>/cast/", helping.cast_helped_ballot, name="cast_helped_ballot"),
    path("papers/", paper_ballots.papers, name="papers"),
    path("papers/issue/", paper_ballots.issue_papers, name="issue_papers"),
    path("papers/hand-out/", paper_ballots.hand_out_paper, name="hand_out_paper"),
    path(
        "papers/hand-out/code/",
        paper_ballots.hand_out_paper_for_code,
        name="hand_out_paper_for_code",
    ),
    path("papers/take-back/", paper_ballots.take_back_paper, name="take_back_paper"),
    path("papers/type/", paper_ballots.find_paper, name="find_paper"),
    path("papers/<int:number>/print/", paper_ballots.print_papers, name="print_papers"),
    path("papers/<int:number>/account/", paper_ballots.reconcile_papers, name="reconcile_papers"),
    path("papers/<int:batch>/<int:number>/type/", paper_ballots.type_paper, name="type_paper"),
    path(
        "papers/<int:batch>/<int:number>/settle/", paper_ballots.settle_paper, name="settle_paper"
    ),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/make/", challenges.make_challenge, name="make_challenge"),
    path("challenges/<int:pk>/", include(one_challenge)),
    path("certify/", results.certify_poll, name="certify_poll"),
]

urlpatterns = [
    path("check/", results.check_receipt, name="check_receipt"),
    path("polls/<uuid:poll_id>/", include(one_poll)),
    path("look-round/codes/", demonstration.codes_to_try, name="codes_to_try"),
    path("code/", codes.enter_voting_code, name="enter_voting_code"),
    path("code/leave/", codes.leave_booth, name="leave_booth"),
    path("at-a-desk/", paper_ballots.at_desk, name="at_desk"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<slug:slug>/", include(one_round)),
    path("publish-a-round/begin/", publishing.start_round, name="start_round"),
    path("publish-a-round/", publishing.publish_round, name="publish_round"),
    path("proposals/<int:pk>/", include(one_proposal)),
    path("moderation/", moderation.moderation, name="moderation"),
    path("moderation/appeals/<int:pk>/", moderation.answer_appeal, name="answer_appeal"),
    path("set-up/reasons/", reasons.moderation_reasons, name="moderation_reasons"),
    path("set-up/reasons/<slug:reason>/end/", reasons.end_reason, name="end_reason"),
    path(
        "set-up/reasons/<slug:reason>/use-again/",
        reasons.take_reason_again,
        name="take_reason_again",
    ),
    path("about/moderation/", moderation.about_moderation, name="about_moderation"),
    path("api/v1/", include(api.urls)),
]
