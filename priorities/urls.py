"""The addresses of priorities; each has its view's name."""

from django.urls import include, path

from priorities import api
from priorities.views import polls, proposals, publishing, receipts, rounds, voting, writing

one_round = [
    path("", rounds.round_detail, name="round_detail"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals.csv", proposals.download_proposals, name="download_proposals"),
    path("propose/", writing.start_proposal, name="start_proposal"),
    path("poll/", polls.draft_poll, name="draft_poll"),
]

one_proposal = [
    path("", proposals.proposal_detail, name="proposal_detail"),
    path("write/check/", writing.check_proposal, name="check_proposal"),
    path("write/<slug:step>/", writing.write_proposal, name="write_proposal"),
    path("publish/", writing.publish_proposal, name="publish_proposal"),
]

one_poll = [
    path("vote/", voting.vote, name="vote"),
    path("vote/choices/", voting.choose, name="choose"),
    path("vote/check/", voting.check_choices, name="check_choices"),
    path("vote/cast/", voting.cast_ballot, name="cast_ballot"),
    path("vote/withdraw/", voting.withdraw_ballot, name="withdraw_ballot"),
    path("vote/yours/", receipts.your_ballot, name="your_ballot"),
    path("receipt/", receipts.check_receipt, name="check_receipt"),
    path("open/", polls.open_poll, name="open_poll"),
    path("close/", polls.close_poll, name="close_poll"),
    path("certify/", polls.certify_poll, name="certify_poll"),
]

urlpatterns = [
    path("polls/<uuid:poll_id>/", include(one_poll)),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<slug:slug>/", include(one_round)),
    path("publish-a-round/", publishing.publish_round, name="publish_round"),
    path("proposals/<int:pk>/", include(one_proposal)),
    path("api/v1/", include(api.urls)),
]
