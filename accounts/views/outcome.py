"""Telling people what became of what they asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from accounts.errors import RefusedError


@contextmanager
def told(request: HttpRequest, done: str) -> Iterator[None]:
    """Say on the next page that it is done, or why it was refused."""
    try:
        yield
    except RefusedError as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, done)
