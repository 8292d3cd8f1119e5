"""The addresses of priorities; each has its view's name."""

from django.urls import path

from priorities.views import proposals, rounds, writing

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<slug:slug>/", rounds.round_detail, name="round_detail"),
    path("rounds/<slug:slug>/proposals/", proposals.proposals, name="proposals"),
    path("rounds/<slug:slug>/proposals.csv", proposals.download_proposals, name="download_proposals"),
    path("rounds/<slug:slug>/propose/", writing.start_proposal, name="start_proposal"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/write/check/", writing.check_proposal, name="check_proposal"),
    path("proposals/<int:pk>/write/<slug:step>/", writing.write_proposal, name="write_proposal"),
    path("proposals/<int:pk>/publish/", writing.publish_proposal, name="publish_proposal"),
]
