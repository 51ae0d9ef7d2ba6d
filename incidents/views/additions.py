"""The notes of talks that somebody has written, and adding to them without reading the case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from incidents.forms.additions import AdditionForm
from incidents.models import Case, Entry
from incidents.selectors import cases_of
from incidents.services.additions import TooManyAdditions, add_to_note

SHOWN = 50


@require_safe
@require(Right.NOTE_CONVERSATION)
def notes(request: StaffRequest) -> HttpResponse:
    """List the talks that this person has noted, each with the way to add something."""
    found = list(Entry.objects.noted_by(request.user).select_related("case")[:SHOWN])
    readable = cases_of(request.user).filter(pk__in=[note.case_id for note in found])
    context = {"notes": found, "readable": set(readable.values_list("pk", flat=True))}
    return render(request, "incidents/conversations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.NOTE_CONVERSATION)
def add(request: StaffRequest, note_id: UUID) -> HttpResponse:
    """Add to an own note; nothing is unlocked, and nothing of the case is shown."""
    note = Entry.objects.noted_by(request.user).select_related("case").filter(pk=note_id).first()
    if note is None or note.case.letter_key is None:
        raise Http404
    form = AdditionForm(request.POST if request.method == "POST" else None)
    names: list[str] = []
    if form.is_valid() and not (names := form.names()):
        said = form.cleaned_data
        try:
            add_to_note(note=note, text=said["text"], once=said["once"], by=request.user)
        except TooManyAdditions:
            form.add_error("text", gettext("Hier passt nichts mehr dazu. Sprich uns bitte an."))
        except (Case.DoesNotExist, Entry.DoesNotExist):  # withdrawn at this moment
            raise Http404 from None
        else:
            told = gettext("Nachgetragen. Wer den Fall liest, sieht es beim nächsten Öffnen.")
            messages.success(request, told)
            return redirect("incidents:conversations")
    context = {"note": note, "form": form, "names": names}
    return render(request, "incidents/conversation_add.html", context)
