"""The addresses of participation; each has its view's name."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from participation.councils.api import TheCouncil
from participation.councils.views import council_stylesheet
from participation.demonstration.views import look_round
from participation.details.views import your_details
from participation.languages.views import confirm_welsh, languages
from participation.places.api import Areas
from participation.services.api import Sectors, Services

api = SimpleRouter(use_regex_path=False)
api.register("sectors", Sectors, "api_sectors")
api.register("services", Services, "api_services")

urlpatterns = [
    path("your-details/", your_details, name="your_details"),
    path("languages/", languages, name="languages"),
    path("languages/confirm/", confirm_welsh, name="confirm_welsh"),
    path("look-round/", look_round, name="look_round"),
    path("council.css", council_stylesheet, name="council_stylesheet"),
    path("api/v1/council/", TheCouncil.as_view()),
    path("api/v1/areas/", Areas.as_view()),
    path("api/v1/", include(api.urls)),
]
