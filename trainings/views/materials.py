"""Files beside a training: added, handed out, removed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from ateams.web.uploads import accepts_files
from trainings.access import may_add_materials, may_remove_material
from trainings.forms.answers import NotedAnswerForm
from trainings.forms.materials import MaterialForm
from trainings.material_uploads import MOST_REQUEST_BYTES, MaterialHandler
from trainings.models import MaterialFile, Training
from trainings.services import add_material, remove_material
from trainings.views.detail import show, visible

# Should a browser ever show it by itself: no script, no form, no origin.
POLICY = "sandbox; default-src 'none'"


@accepts_files(most_bytes=MOST_REQUEST_BYTES, handler=MaterialHandler)
@require_POST
@require(Right.LOG_TRAINING)
def add(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Keep a file beside a training."""
    training = visible(request, training_id)
    if not may_add_materials(request.user, training):
        raise Http404
    form = MaterialForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_material(
                training_id=training.pk,
                name=form.name,
                sent=form.sent,
                kept=form.kept,
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error("file", refusal.messages)
        else:
            messages.success(request, _("Die Datei liegt jetzt bei der Schulung."))
            return redirect("trainings:detail", training.pk)
    return show(request, training, NotedAnswerForm(), material_form=form)


@require_safe
@require(Right.LOG_TRAINING)
def file(request: StaffRequest, material_id: UUID) -> HttpResponseBase:
    """Hand a file to whoever sees its training: to keep, never to be run."""
    found = _found(request, material_id)
    if not default_storage.exists(found.stored_as):
        raise Http404
    answer = StreamingHttpResponse(_pieces(found.stored_as), content_type=found.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or ""
    answer["Content-Length"] = str(found.size)
    answer["Content-Security-Policy"] = POLICY
    return answer


@require_POST
@require(Right.LOG_TRAINING)
def remove(request: StaffRequest, material_id: UUID) -> HttpResponse:
    """Remove a file."""
    found = _found(request, material_id)
    if not may_remove_material(request.user, found):
        raise Http404
    training_id = found.training_id
    remove_material(file_id=found.pk, by=request.user)
    messages.success(request, _("Die Datei ist gelöscht."))
    return redirect("trainings:detail", training_id)


def _pieces(stored_as: str) -> Iterator[bytes]:
    with default_storage.open(stored_as) as stored:
        yield from stored.chunks()


def _found(request: StaffRequest, material_id: UUID) -> MaterialFile:
    trainings = Training.objects.visible_to(request.user)
    files = MaterialFile.objects.filter(training__in=trainings).select_related("training")
    return get_object_or_404(files, pk=material_id)
