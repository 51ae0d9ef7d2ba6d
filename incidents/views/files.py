"""Handing out a file: opened piece by piece on its way, and never as something that runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http import HTTPStatus
from itertools import chain
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.request import HttpRequest
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, reading_key, require
from accounts.unlocking import ask_to_unlock
from ateams.web.ranges import Unsatisfiable, byte_range
from incidents.attachments import OpenedFile, open_attachment
from incidents.models import Attachment
from incidents.selectors import cases_of, open_case
from incidents.services.files import record_file_opening
from vault.errors import Unopenable

logger = logging.getLogger(__name__)

# Should a browser ever show it by itself: no script, no form, no origin.
POLICY = "sandbox; default-src 'none'"


@require_safe
@require(Right.HOLD_KEY)
def case_file(request: StaffRequest, reference: str, file_id: UUID) -> HttpResponseBase:
    """Hand a file of a case to whoever of the staff can open its envelope."""
    case = cases_of(request.user).filter(reference=reference).first()
    attachment = Attachment.objects.filter(pk=file_id, case=case).first() if case else None
    if case is None or attachment is None:
        raise Http404
    key = reading_key(request)
    if key is None:
        return ask_to_unlock(request)
    opened = open_case(case, key)
    if opened is None or (attachment.internal and opened.internal is None):
        raise Http404
    envelope = opened.internal if attachment.internal and opened.internal else opened.shared
    file = open_attachment(attachment, envelope)
    if not isinstance(file, OpenedFile):
        raise Http404
    answer = file_answer(request, file)
    record_file_opening(attachment=attachment, by=request.user)
    return answer


def file_answer(request: HttpRequest, file: OpenedFile) -> HttpResponseBase:
    """Answer with the file, or with the one range of it that was asked for."""
    size = file.content.size
    try:
        asked = byte_range(request.headers.get("Range", ""), size)
    except Unsatisfiable:
        answer = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    start, stop = asked or (0, size)
    streamed = StreamingHttpResponse(
        _begun(file, start, stop),
        content_type=file.type.value,
        status=HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK,
    )
    if asked:
        streamed["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    streamed["Accept-Ranges"] = "bytes"
    streamed["Content-Length"] = str(stop - start)
    streamed["Content-Disposition"] = content_disposition_header(True, file.download_name) or ""
    streamed["Content-Security-Policy"] = POLICY
    return streamed


def _begun(file: OpenedFile, start: int, stop: int) -> Iterator[bytes]:
    """Open the first piece at once: what cannot be opened is not begun."""
    pieces = file.content.read(start, stop)
    try:
        first = next(pieces, b"")
    except Unopenable:
        logger.error("File %s is damaged or missing in the storage", file.id)  # noqa: TRY400
        raise Http404 from None
    return chain([first], pieces)
