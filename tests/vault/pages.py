"""A few pages that show what a request's vault does."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from vault.errors import TooEarly, WrongPassphrase
from vault.middleware import VaultRequest
from vault.models import KeyPair


@csrf_exempt
def unlock(request: HttpRequest) -> HttpResponse:
    key_pair = KeyPair.objects.get(pk=request.POST["key_pair"])
    idle = timedelta(minutes=int(request.POST["idle_minutes"]))
    try:
        cast(VaultRequest, request).vault.unlock(key_pair, request.POST["passphrase"], idle=idle)
    except WrongPassphrase:
        return HttpResponse("wrong", status=403)
    except TooEarly:
        return HttpResponse("too early", status=429)
    return HttpResponse("unlocked")


@csrf_exempt
def lock(request: HttpRequest) -> HttpResponse:
    cast(VaultRequest, request).vault.lock()
    return HttpResponse("locked")


def show(request: HttpRequest) -> JsonResponse:
    vault = cast(VaultRequest, request).vault
    return JsonResponse(
        {
            "key_pair": vault.key and str(vault.key.key_pair_id),
            "secret": vault.key and vault.key.secret_key.hex(),
            "locks_at": vault.locks_at and vault.locks_at.isoformat(),
        }
    )


def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page that does not ask for the key")


@csrf_exempt
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponse("signed out")


urlpatterns = [
    path("unlock/", unlock),
    path("lock/", lock),
    path("show/", show),
    path("public/", public),
    path("sign-out/", sign_out),
]
