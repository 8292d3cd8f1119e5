"""The addresses of outcomes; each has its view's name."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from outcomes.commitments.api import Commitments
from outcomes.commitments.views import reading, writing
from outcomes.dashboard.views import dashboard
from outcomes.findings.api import Findings
from outcomes.findings.views import answer_finding, record_finding
from outcomes.indicators.api import Indicators, Observations
from outcomes.indicators.views import reading as measured
from outcomes.indicators.views import writing as measuring
from outcomes.notifications import views as notifications
from outcomes.pages.areas.views import area_detail, areas, near_me
from outcomes.pages.findings.views import finding_detail, you_said_we_did
from outcomes.pages.home.views import home
from outcomes.pages.lineage.views.reading import lineage
from outcomes.pages.search.views import search
from outcomes.pages.services.views import download_services, service_detail, services
from outcomes.pages.set_up.views import set_up
from outcomes.pages.your_tasks.views import your_tasks
from outcomes.poll_results.views import (
    download_result,
    poll_result,
    published_file,
    result_card,
    result_poster,
)
from outcomes.summaries.api import Summaries

api = SimpleRouter(use_regex_path=False)
api.register("findings", Findings, "api_findings")
api.register("commitments", Commitments, "api_commitments")
api.register("indicators", Indicators, "api_indicators")
api.register("observations", Observations, "api_observations")
api.register("summaries", Summaries, "api_summaries")

by_link = [
    path("", notifications.subscription, name="subscription"),
    path("confirm/", notifications.confirm_follows, name="confirm_follows"),
    path("stop/", notifications.stop_letters, name="stop_letters"),
    path("texts/stop/", notifications.stop_texts, name="stop_texts"),
    path("<int:follow_id>/stop/", notifications.unfollow_by_link, name="unfollow_by_link"),
]

urlpatterns = [
    path("", home, name="home"),
    path("tasks/", your_tasks, name="your_tasks"),
    path("rounds/<slug:slug>/outcome/", you_said_we_did, name="you_said_we_did"),
    path("rounds/<slug:slug>/outcome/record/", record_finding, name="record_finding"),
    path("proposals/<int:pk>/story/", lineage, name="lineage"),
    path("findings/<int:pk>/", finding_detail, name="finding_detail"),
    path("findings/<int:pk>/answer/", answer_finding, name="answer_finding"),
    path("findings/<int:pk>/commit/", writing.make_commitment, name="make_commitment"),
    path("commitments/", reading.commitments, name="commitments"),
    path("commitments.csv", reading.download_commitments, name="download_commitments"),
    path("commitments/<int:pk>/", reading.commitment_detail, name="commitment_detail"),
    path("commitments/<int:pk>/update/", writing.post_update, name="post_update"),
    path("commitments/<int:pk>/verdict/", writing.give_verdict, name="give_verdict"),
    path("polls/<uuid:poll_id>/result/", poll_result, name="poll_result"),
    path("polls/<uuid:poll_id>/result.png", result_card, name="result_card"),
    path("polls/<uuid:poll_id>/poster-<str:size>.pdf", result_poster, name="result_poster"),
    path("polls/<uuid:poll_id>/result.csv", download_result, name="download_result"),
    path("polls/<uuid:poll_id>/published/<str:name>", published_file, name="published_file"),
    path("dashboard/", dashboard, name="dashboard"),
    path("indicators/", measured.indicators, name="indicators"),
    path("indicators/<slug:key>/", measured.indicator_detail, name="indicator_detail"),
    path("indicators/<slug:key>.csv", measured.download_indicator, name="download_indicator"),
    path("set-up/", set_up, name="set_up"),
    path("set-up/measures/", measuring.measures, name="measures"),
    path("set-up/measures/define/", measuring.define_indicator, name="define_indicator"),
    path("set-up/measures/of/<slug:key>/", measuring.edit_indicator, name="edit_indicator"),
    path("set-up/measures/of/<slug:key>/mark/", measuring.place_marker, name="place_marker"),
    path("set-up/figures/", measuring.figures_files, name="figures_files"),
    path("set-up/figures/send/", measuring.send_figures, name="send_figures"),
    path("set-up/figures/<uuid:figures_id>/", measuring.figures_file, name="figures_file"),
    path("set-up/figures/<uuid:figures_id>/take/", measuring.take_figures, name="take_figures"),
    path(
        "set-up/figures/<uuid:figures_id>/discard/",
        measuring.discard_figures,
        name="discard_figures",
    ),
    path("search/", search, name="search"),
    path("services/", services, name="services"),
    path("services.csv", download_services, name="download_services"),
    path("services/<int:pk>/", service_detail, name="service_detail"),
    path("areas/", areas, name="areas"),
    path("areas/near-me/", near_me, name="near_me"),
    path("areas/<str:code>/", area_detail, name="area_detail"),
    path("follow/<slug:kind>/<slug:topic>/", notifications.follow, name="follow"),
    path("following/", notifications.following, name="following"),
    path("following/<int:follow_id>/stop/", notifications.unfollow, name="unfollow"),
    path("following/texts/", notifications.texts, name="texts"),
    path("following/texts/confirm/", notifications.confirm_number, name="confirm_number"),
    path("following/texts/remove/", notifications.remove_number, name="remove_number"),
    path("news/", notifications.news, name="news"),
    path("news/read/", notifications.mark_news_read, name="mark_news_read"),
    path("letters/<str:subscriber_token>/", include(by_link)),
    path("api/v1/", include(api.urls)),
]
