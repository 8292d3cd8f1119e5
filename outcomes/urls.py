"""The addresses of outcomes; each has its view's name."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
