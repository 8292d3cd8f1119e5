"""The addresses of outcomes; each has its view's name."""

from django.urls import path

from outcomes import api
from outcomes.views import commitments, dashboard, findings, home, lineage, results, your_tasks

urlpatterns = [
    path("", home.home, name="home"),
    path("polls/<uuid:poll_id>/result/", results.poll_result, name="poll_result"),
    path("polls/<uuid:poll_id>/result.csv", results.download_result, name="download_result"),
    path("polls/<uuid:poll_id>/published/<str:name>", results.published_file, name="published_file"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("indicators/<slug:key>/", dashboard.indicator_detail, name="indicator_detail"),
    path("indicators/<slug:key>.csv", dashboard.download_indicator, name="download_indicator"),
]
    path("api/v1/", include(api.urls)),
