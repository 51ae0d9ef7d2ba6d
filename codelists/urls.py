"""Addresses of the code lists: /codelists/."""

from django.urls import path

from codelists import views

app_name = "codelists"
urlpatterns = [
    path("codelists/", views.lists, name="lists"),
    path("codelists/<slug:list_name>/", views.one_list, name="list"),
    path("codelists/<slug:list_name>/<slug:entry>/", views.one_code, name="code"),
]
