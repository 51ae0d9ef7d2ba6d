"""Addresses of this package alone, so that its tests need no other."""

from typing import Any, ClassVar

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from ateams.web.forms import BaseForm
from ateams.web.origin import same_origin_post
from ateams.web.uploads import ClosingUploadHandler, accepts_files
from ateams.web.views import gallery, leave, quick_exit

PUBLIC_PAGE = """{% extends "layouts/public.html" %}{% block title %}Melden{% endblock %}
{% block content %}<h1>Melden</h1>
<form method="post" autocomplete="off">{{ form }}</form>{% endblock %}"""


class StoryForm(BaseForm):
    """One question."""

    story = forms.CharField(label="Was ist passiert?", widget=forms.Textarea, max_length=10)


def echo(request: HttpRequest) -> HttpResponse:
    """Answer with the body's field `story`."""
    return HttpResponse(request.POST.get("story", "nothing"))


def language(_request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Answer with the language of the page."""
    return HttpResponse(get_language())


def broken(_request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise RuntimeError


@same_origin_post
def report(request: HttpRequest) -> HttpResponse:
    """Show a public form and what is wrong with it."""
    form = StoryForm(request.POST or None)
    return HttpResponse(engines["django"].from_string(PUBLIC_PAGE).render({"form": form}, request))


class ListeningHandler(ClosingUploadHandler):
    """Tells the view what came, and the test how it ended."""

    ended: ClassVar[list[str]] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.ended.append(f"{len(raw_data)} at {start}")

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        return SimpleUploadedFile(str(self.file_name), str(file_size).encode())

    def close(self) -> None:
        self.ended.append("closed")


@accepts_files(most_bytes=3_000_000, handler=ListeningHandler)
@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """Answer with the names and sizes of what came, or fail if that is wanted."""
    files = [f"{file.name} {file.read().decode()}" for file in request.FILES.getlist("files")]
    if "fail" in request.POST:
        raise RuntimeError
    return HttpResponse(" ".join([*request.POST.getlist("story"), *files]))


public = ([path("", report, name="start"), path("language/", language)], "public")

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("demo/gallery/", gallery),
    path("exit/", quick_exit, name="exit"),
    path("exit/leave/", leave, name="leave"),
    path("echo/", csrf_exempt(echo)),
    path("broken/", broken),
    path("upload/", upload),
    path("guarded/", echo),
    path("language/", language),
    *i18n_patterns(path("", include(public))),
]

handler400 = "ateams.web.views.bad_request"
handler403 = "ateams.web.views.permission_denied"
handler404 = "ateams.web.views.page_not_found"
handler500 = "ateams.web.views.server_error"
