"""Addresses for people without an account: /{language}/ and below."""

from django.urls import path

from trainings.views import joining

app_name = "joining"
urlpatterns = [
    path("request-training/", joining.ask, name="request"),
    path("request-training/done/", joining.asked, name="request-done"),
    path("join/sent/", joining.sent, name="sent"),
    path("join/<str:token>/", joining.sign_up, name="sign-up"),
    path("place/<str:token>/", joining.place, name="place"),
]
