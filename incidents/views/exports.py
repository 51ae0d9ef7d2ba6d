"""A copy of a case: what it is for, its password, and its parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, reading_key, require
from accounts.forms.vault import PassphraseForm
from accounts.second_factor import freshly_confirmed, is_freshly_confirmed
from accounts.unlocking import unlock_in_place
from ateams.web.papers.typesetting import Busy
from incidents.carried import carry, fetch
from incidents.case_copy import CaseCopy, copy_for_office, copy_for_others
from incidents.enums import ExportReason
from incidents.forms.exports import ExportForm, PartForm
from incidents.locked_paper import locked_paper
from incidents.models import Case
from incidents.selectors import OpenCase, consents_of, open_case
from incidents.services import work
from incidents.services.consents import ConsentMissing, NotEntitled
from incidents.services.exports import Basis, record_export
from incidents.views.opening import case_or_404, locked, open_or_404
from vault.passphrases import new_passphrase

# Long enough to write six words down and to fetch some parts.
VALID = timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def export(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Ask what the copy is for, then show its password. Nothing is made yet."""
    found = case_or_404(request, reference)
    if request.method != "POST":
        return _ask(request, found)
    # A form is not kept in the session while somebody confirms: it may hold their six words.
    if not is_freshly_confirmed(request, request.user):
        return redirect("incidents:case-export", reference=found.reference)
    return _choose(request, found)


@require_POST
@require(Right.WORK_ON_CASES)
def part(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Make one part and hand it out, once that is recorded.

    Who confirmed it for the ticket need not do so again for every part.
    """
    found = case_or_404(request, reference)
    form = PartForm(request.POST)
    ticket = form.cleaned_data["ticket"] if form.is_valid() else ""
    carried = fetch(_purpose(request, found), ticket, valid=VALID)
    key = reading_key(request)
    if carried is None or key is None:
        return redirect("incidents:case-export", reference=found.reference)
    opened = open_case(found, key)
    if opened is None or opened.internal is None:
        raise Http404
    try:
        return _hand_out(request, opened, carried, form.cleaned_data["part"])
    except Busy:
        notice = gettext("Gerade ist zu viel los. Versuch es gleich noch einmal.")
    except (ConsentMissing, NotEntitled):
        notice = gettext("Das geht so nicht mehr: Das Einverständnis hat sich geändert.")
    return _page(request, opened, notice=notice)


@freshly_confirmed
def _ask(request: StaffRequest, found: Case) -> HttpResponseBase:
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking)
    return _page(request, open_or_404(found, unlocking))


def _choose(request: StaffRequest, found: Case) -> HttpResponse:
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking)
    opened = open_or_404(found, unlocking)
    form = ExportForm(request.POST, consents=consents_of(found, opened.shared))
    if "basis" not in request.POST and PassphraseForm.FIELD in request.POST:
        return redirect("incidents:case-export", reference=found.reference)
    if opened.internal is None or not form.is_valid():
        return _page(request, opened, form)
    basis, password = form.chosen(), new_passphrase()
    ticket = {
        "password": password,
        "once": str(uuid4()),
        "reason": basis.reason or "",
        "consent": str(basis.consent_id or ""),
    }
    parts = enumerate(_copy(opened, basis).parts, start=1)
    context = {
        "case": found,
        "words": password.split(),
        "ticket": carry(_purpose(request, found), ticket),
        "leaves": basis.leaves_the_office,
        "parts": [(number, len(files), sum(one.size for one in files)) for number, files in parts],
    }
    return render(request, "incidents/export_ready.html", context)


def _hand_out(
    request: StaffRequest, opened: OpenCase, carried: dict[str, Any], number: int
) -> FileResponse:
    basis = Basis(
        reason=ExportReason(carried["reason"]) if carried["reason"] else None,
        consent_id=UUID(carried["consent"]) if carried["consent"] else None,
    )
    copy = _copy(opened, basis)
    if number > len(copy.parts):
        raise Http404
    paper = locked_paper(copy, part=number, password=carried["password"])
    assert opened.internal
    record_export(
        case=opened.case,
        basis=basis,
        once=UUID(carried["once"]),
        part=number,
        by=request.user,
        shared=opened.shared,
        internal=opened.internal,
    )
    name = f"{opened.case.reference}-{number}.pdf"
    return FileResponse(paper, as_attachment=True, filename=name, content_type="application/pdf")


def _copy(opened: OpenCase, basis: Basis) -> CaseCopy:
    return copy_for_others(opened) if basis.leaves_the_office else copy_for_office(opened)


def _page(
    request: StaffRequest, opened: OpenCase, form: ExportForm | None = None, *, notice: str = ""
) -> HttpResponse:
    """Show the choice; it names what the reporter was asked, and so is an opening."""
    form = form or ExportForm(consents=consents_of(opened.case, opened.shared))
    work.record_opening(case=opened.case, by=request.user)
    context = {"case": opened.case, "form": form, "notice": notice}
    return render(request, "incidents/export.html", context)


def _purpose(request: StaffRequest, case: Case) -> str:
    """Bind a ticket to one person and one case."""
    return f"export {request.user.pk} {case.pk}"
