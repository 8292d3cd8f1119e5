"""The addresses of participation; each has its view's name."""

from django.urls import include, path

from participation import api, views

urlpatterns = [
    path("your-details/", views.your_details, name="your_details"),
    path("look-round/", views.look_round, name="look_round"),
    path("council.css", views.council_stylesheet, name="council_stylesheet"),
    path("api/v1/", include(api.urls)),
]
