"""What is closed when somebody leaves quickly: after the empty page went out, so that none waits.

A package registers it in a module that its `AppConfig.ready` imports.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

Closer = Callable[[HttpRequest], None]
_closers: list[Closer] = []


def close_on_exit(closer: Closer) -> None:
    """Call this, too, once somebody has left; it must not wait for others."""
    _closers.append(closer)


class ExitPage(HttpResponse):
    """A page after whose sending everything registered is closed.

    The server calls `close` when the last byte has been handed on. With a database that is slow or
    gone the page has left all the same.
    """

    def __init__(self, request: HttpRequest, content: str) -> None:
        super().__init__(content)
        self._left = request

    def close(self) -> None:
        """Close what was open, then the response."""
        for closer in _closers:
            try:
                closer(self._left)
            except Exception:  # nobody is left to be told
                logger.exception("Something stayed open after a quick exit")
        super().close()
