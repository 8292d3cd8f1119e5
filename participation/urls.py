"""The addresses of participation; each has its view's name."""

from django.urls import path

from participation import views

urlpatterns = [
    path("your-details/", views.your_details, name="your_details"),
    path("council.css", views.council_stylesheet, name="council_stylesheet"),
]
