"""The addresses of participation; each has its view's name."""

from allauth.account.views import login as sign_in_with_password
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from rest_framework.routers import SimpleRouter

from participation.audit.views import audit_log, check_audit, download_audit, who_read_my_data
from participation.claims import views as claims
from participation.council_sign_in.views import (
    council_sign_in,
    openid_connect_callback,
    openid_connect_login,
    stop_sign_in,
)
from participation.councils.api import TheCouncil
from participation.councils.views import council_stylesheet
from participation.data_imports import views as data
from participation.demonstration.views import look_round
from participation.details.views import your_details
from participation.equality.views import say_who_takes_part, who_takes_part
from participation.founding import views as founding
from participation.interests import views as interests
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
    connect_identity,
    end_session,
    send_another_code,
)
from participation.people.views import about_roles
from participation.places.api import Areas, OneArea
from participation.privacy.views.complaints import (
    answer_complaint,
    complain_about_data,
    privacy_complaints,
)
from participation.privacy.views.notices import accessibility, cookies, privacy_notice
from participation.privacy.views.own_data import delete_your_account, download_your_data, your_data
from participation.safeguards.views import safeguards
from participation.second_factors.views import reset_second_factors
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
    path("sessions/<int:session_id>/end/", end_session, name="end_session"),
    path("login/password/", sign_in_with_password, name="sign_in_with_password"),
    path("oidc/connect/", connect_identity, name="connect_identity"),
    path("oidc/<slug:provider_id>/login/", openid_connect_login, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        openid_connect_callback,
        name="openid_connect_callback",
    ),
    path("3rdparty/", TO_THE_WAY_IN, name="socialaccount_connections"),
    path("3rdparty/signup/", TO_THE_WAY_IN, name="socialaccount_signup"),
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
    path(
        "people/roles/<int:membership_id>/second-step/",
        reset_second_factors,
        name="reset_second_factors",
    ),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("about/roles/", about_roles, name="about_roles"),
    path("who-takes-part/", who_takes_part, name="who_takes_part"),
    path("who-takes-part/say/", say_who_takes_part, name="say_who_takes_part"),
    path("your-details/", your_details, name="your_details"),
    path("your-details/data/", your_data, name="your_data"),
    path("your-details/data/<slug:form>/", download_your_data, name="download_your_data"),
    path("your-details/delete/", delete_your_account, name="delete_your_account"),
    path("your-details/who-read-them/", who_read_my_data, name="who_read_my_data"),
    path("your-details/services/", claims.your_services, name="your_services"),
    path("your-details/services/say-so/", claims.make_claim, name="make_claim"),
    path(
        "your-details/services/<int:claim_id>/withdraw/",
        claims.withdraw_claim,
        name="withdraw_claim",
    ),
    path("who-uses-services/", claims.claims, name="claims"),
    path("who-uses-services/<int:claim_id>/", claims.decide_claim, name="decide_claim"),
    path("about/interests/", interests.about_interests, name="about_interests"),
    path("your-details/interests/", interests.your_interests, name="your_interests"),
    path("your-details/interests/declare/", interests.declare_interest, name="declare_interest"),
    path(
        "your-details/interests/<int:interest_id>/end/",
        interests.end_interest,
        name="end_interest",
    ),
    path("audit/", audit_log, name="audit_log"),
    path("audit/download/", download_audit, name="download_audit"),
    path("audit/check/", check_audit, name="check_audit"),
    path("privacy/", privacy_notice, name="privacy_notice"),
    path("privacy/complain/", complain_about_data, name="complain_about_data"),
    path("privacy/complaints/", privacy_complaints, name="privacy_complaints"),
    path("privacy/complaints/<int:complaint_id>/", answer_complaint, name="answer_complaint"),
    path("cookies/", cookies, name="cookies"),
    path("accessibility/", accessibility, name="accessibility"),
    path("council-sign-in/", council_sign_in, name="council_sign_in"),
    path("council-sign-in/stop/", stop_sign_in, name="stop_sign_in"),
    path("set-up/own-words/", founding.own_words, name="own_words"),
    path("set-up/small-numbers/", founding.thresholds, name="thresholds"),
    path("set-up/council/", founding.council_details, name="council_details"),
    path("set-up/sectors/", founding.sectors, name="sectors"),
    path("set-up/sectors/<slug:slug>/", founding.sector, name="sector"),
    path("set-up/organisations/", founding.organisations, name="organisations"),
    path("safeguards/", safeguards, name="safeguards"),
    path("languages/", languages, name="languages"),
    path("languages/confirm/", confirm_welsh, name="confirm_welsh"),
    path("about/data/", data.about_data, name="about_data"),
    path("data/", data.data_imports, name="data_imports"),
    path("data/send/", data.send_data, name="send_data"),
    path("data/<uuid:import_id>/", data.data_import, name="data_import"),
    path("data/<uuid:import_id>/changes.csv", data.download_changes, name="download_changes"),
    path("data/<uuid:import_id>/take/", data.take_data, name="take_data"),
    path("data/<uuid:import_id>/discard/", data.discard_data, name="discard_data"),
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
