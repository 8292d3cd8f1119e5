"""Every address begins here; each app keeps its own."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from coopservices import views
from coopservices.api import reference
from coopservices.components import components

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one way in, one limit on guesses

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        # What people come for stands first: whatever stands before an address is tried before it.
        path("", include("priorities.urls")),
        path("", include("outcomes.urls")),
        path("", include("participation.urls")),
        path("accounts/", include("allauth.urls")),
        path("components/", components, name="components"),
        path("api/", reference.api_reference, name="api_reference"),
        path("api/v1/", reference.api_root, name="api_root"),
        path("api/v1/openapi.json", reference.openapi, name="openapi"),
        re_path(r"^api/v1/[\s\S]+/$", reference.not_in_the_api, name="not_in_the_api"),
        prefix_default_language=False,
    ),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("admin/", admin.site.urls),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
