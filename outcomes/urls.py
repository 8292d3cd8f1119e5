"""The addresses of outcomes; each has its view's name."""

from django.urls import include, path

from outcomes import api
from outcomes.views import commitments, dashboard, findings, home, lineage, promising, results, your_tasks

urlpatterns = [
    path("", home.home, name="home"),
    path("tasks/", your_tasks.your_tasks, name="your_tasks"),
    path("rounds/<slug:slug>/outcome/", findings.you_said_we_did, name="you_said_we_did"),
    path("proposals/<int:pk>/story/", lineage.lineage, name="lineage"),
    path("findings/<int:pk>/", findings.finding_detail, name="finding_detail"),
    path("findings/<int:pk>/answer/", findings.answer_finding, name="answer_finding"),
    path("findings/<int:pk>/commit/", promising.make_commitment, name="make_commitment"),
    path("commitments/", commitments.commitments, name="commitments"),
    path("commitments.csv", commitments.download_commitments, name="download_commitments"),
    path("commitments/<int:pk>/", commitments.commitment_detail, name="commitment_detail"),
    path("commitments/<int:pk>/update/", promising.post_update, name="post_update"),
    path("commitments/<int:pk>/verdict/", promising.give_verdict, name="give_verdict"),
    path("polls/<uuid:poll_id>/result/", results.poll_result, name="poll_result"),
    path("polls/<uuid:poll_id>/result.csv", results.download_result, name="download_result"),
    path("polls/<uuid:poll_id>/published/<str:name>", results.published_file, name="published_file"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("indicators/<slug:key>/", dashboard.indicator_detail, name="indicator_detail"),
    path("indicators/<slug:key>.csv", dashboard.download_indicator, name="download_indicator"),
    path("api/v1/", include(api.urls)),
]
