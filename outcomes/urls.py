"""The addresses of outcomes; each has its view's name."""

from django.urls import path

from outcomes.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
