"""Taking back what was done a moment ago."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from incidents.forms.undo import UndoForm
from incidents.models import Case
from incidents.services.undo import take_back
from incidents.undo import ACTS, read
from incidents.views.opening import locked, open_or_404


@require_POST
@require(Right.HOLD_KEY)
def undo(request: StaffRequest) -> HttpResponse:
    """Put cases back to how they were; tell of those that somebody has changed since.

    A closing is taken back with an unlocked key alone: what it counted is known to nobody else.
    """
    form = UndoForm(request.POST)
    wanted = read(form.sent(), by=request.user)
    if wanted is None:
        messages.warning(request, gettext("Das lässt sich nicht mehr rückgängig machen."))
        return redirect("incidents:cases")
    if not has_right(request.user, ACTS[wanted.act].right):
        raise Http404
    internal = None
    if wanted.act == "close":
        unlocking = unlock_in_place(request)
        case = Case.objects.readable_by(request.user).filter(pk__in=wanted.cases).first()
        if case and unlocking.key is None:
            return locked(request, case, unlocking, form=form)
        internal = open_or_404(case, unlocking).internal if case else None
        if case and internal is None:
            raise Http404
    done = take_back(undo=wanted, by=request.user, internal=internal)
    if done:
        messages.success(request, gettext("Rückgängig gemacht."))
    if changed := len(wanted.cases) - len(done):
        text = ngettext(
            "%(n)d Fall bleibt, wie er ist: Inzwischen hat ihn jemand geändert.",
            "%(n)d Fälle bleiben, wie sie sind: Inzwischen hat sie jemand geändert.",
            changed,
        )
        messages.warning(request, text % {"n": changed})
    return _back(request, list(wanted.cases))


def _back(request: StaffRequest, ids: list[UUID]) -> HttpResponse:
    """Return to the case if it was one, else to the list."""
    known = Case.objects.readable_by(request.user).filter(pk__in=ids)
    found = known.first() if len(ids) == 1 else None
    if found is None:
        return redirect("incidents:cases")
    return redirect("incidents:case", reference=found.reference)
