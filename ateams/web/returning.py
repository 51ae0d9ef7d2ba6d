"""Going back to where a button was pressed, which need not be where its address leads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from ateams.web.forms import BaseForm


class _BackForm(BaseForm):
    back = forms.CharField(required=False, max_length=500)


def back_or(request: HttpRequest, default: str, *args: Any) -> HttpResponseRedirect:
    """Redirect to the page that the form named as `back`, if it is one of ours, else to `default`.

    Whoever posts from somebody else's page cannot send anybody away with it.
    """
    form = _BackForm(request.POST)
    wanted = form.cleaned_data["back"] if form.is_valid() else ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(default, *args)


def wants_back(request: HttpRequest) -> bool:
    """Whether the form named a page to go back to."""
    return bool(request.POST.get("back"))
