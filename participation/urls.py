"""The addresses of participation; each has its view's name."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from rest_framework.routers import SimpleRouter

from participation.councils.api import TheCouncil
from participation.councils.views import council_stylesheet
from participation.demonstration.views import look_round
from participation.details.views import your_details
from participation.invitations.views import (
    choose_role,
    invitation,
    invite_again,
    invite_people,
    invited_person,
    people,
    take_away_role,
    withdraw_invitation,
)
from participation.languages.views import confirm_welsh, languages
from participation.memberships.views import (
    account_confirm_login_code,
    account_login,
    send_another_code,
)
from participation.people.views import about_roles
from participation.places.api import Areas, OneArea
from participation.safeguards.views import safeguards
from participation.services.api import Sectors, Services
from participation.voter_registers import views as registers

api = SimpleRouter(use_regex_path=False)
api.register("sectors", Sectors, "api_sectors")
api.register("services", Services, "api_services")

# One way in: where allauth has a page for those with an account and one for those without.
TO_THE_WAY_IN = RedirectView.as_view(pattern_name="account_login", query_string=True)

signing_in = [
    path("login/", account_login, name="account_login"),
    path("login/code/", TO_THE_WAY_IN, name="account_request_login_code"),
    path("login/code/confirm/", account_confirm_login_code, name="account_confirm_login_code"),
    path("login/code/again/", send_another_code, name="send_another_code"),
    path("signup/", TO_THE_WAY_IN, name="account_signup"),
]

one_register_version: list[URLPattern] = [
    path("", registers.register_version, name="register_version"),
    path("columns/", registers.confirm_columns, name="confirm_columns"),
    path("faulty-lines.csv", registers.download_faults, name="download_faults"),
    path("take/", registers.take_register, name="take_register"),
    path("discard/", registers.discard_version, name="discard_version"),
]

one_register: list[URLPattern | URLResolver] = [
    path("", registers.voter_register, name="voter_register"),
    path("send/", registers.send_register, name="send_register"),
    path("take-away/", registers.delete_register, name="delete_register"),
    path("<uuid:version_id>/", include(one_register_version)),
]

urlpatterns = [
    path("accounts/", include(signing_in)),
    path("people/", people, name="people"),
    path("people/invite/", choose_role, name="choose_role"),
    path("people/invite/<slug:role>/", invite_people, name="invite_people"),
    path("people/invited/<int:invitation_id>/", invited_person, name="invited_person"),
    path("people/invited/<int:invitation_id>/again/", invite_again, name="invite_again"),
    path(
        "people/invited/<int:invitation_id>/withdraw/",
        withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("people/roles/<int:membership_id>/take-away/", take_away_role, name="take_away_role"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("about/roles/", about_roles, name="about_roles"),
    path("your-details/", your_details, name="your_details"),
    path("safeguards/", safeguards, name="safeguards"),
    path("languages/", languages, name="languages"),
    path("languages/confirm/", confirm_welsh, name="confirm_welsh"),
    path("registers/", registers.voter_registers, name="voter_registers"),
    path("registers/new/", registers.begin_register, name="begin_register"),
    path("registers/<int:register_id>/", include(one_register)),
    path("look-round/", look_round, name="look_round"),
    path("council.css", council_stylesheet, name="council_stylesheet"),
    path("api/v1/council/", TheCouncil.as_view()),
    path("api/v1/areas/", Areas.as_view()),
    path("api/v1/areas/<str:code>/", OneArea.as_view()),
    path("api/v1/", include(api.urls)),
]
