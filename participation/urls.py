"""The addresses of participation; each has its view's name."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
