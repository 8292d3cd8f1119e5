"""The addresses of priorities; each has its view's name."""

from django.urls import include, path

from priorities import api
from priorities.views import polls, proposals, publishing, receipts, rounds, voting, writing

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("publish-a-round/", publishing.publish_round, name="publish_round"),
    path("rounds/<slug:slug>/", rounds.round_detail, name="round_detail"),
    path("rounds/<slug:slug>/proposals/", proposals.proposals, name="proposals"),
    path("rounds/<slug:slug>/proposals.csv", proposals.download_proposals, name="download_proposals"),
    path("rounds/<slug:slug>/propose/", writing.start_proposal, name="start_proposal"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/write/check/", writing.check_proposal, name="check_proposal"),
    path("proposals/<int:pk>/write/<slug:step>/", writing.write_proposal, name="write_proposal"),
    path("proposals/<int:pk>/publish/", writing.publish_proposal, name="publish_proposal"),
    path("api/v1/", include(api.urls)),
    path("rounds/<slug:slug>/poll/", polls.draft_poll, name="draft_poll"),
    path("polls/<uuid:poll_id>/open/", polls.open_poll, name="open_poll"),
    path("polls/<uuid:poll_id>/close/", polls.close_poll, name="close_poll"),
    path("polls/<uuid:poll_id>/certify/", polls.certify_poll, name="certify_poll"),
    path("polls/<uuid:poll_id>/vote/", voting.vote, name="vote"),
    path("polls/<uuid:poll_id>/vote/choices/", voting.choose, name="choose"),
    path("polls/<uuid:poll_id>/vote/check/", voting.check_choices, name="check_choices"),
    path("polls/<uuid:poll_id>/vote/cast/", voting.cast_ballot, name="cast_ballot"),
    path("polls/<uuid:poll_id>/vote/withdraw/", voting.withdraw_ballot, name="withdraw_ballot"),
    path("polls/<uuid:poll_id>/vote/yours/", receipts.your_ballot, name="your_ballot"),
    path("polls/<uuid:poll_id>/receipt/", receipts.check_receipt, name="check_receipt"),
]
