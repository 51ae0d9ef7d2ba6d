"""Importing a list: file, columns, a look at every row, and only then the taking over."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.access import StaffRequest, signed_in
from accounts.enums import ImportState
from accounts.forms.imports import ColumnsForm, ConfirmForm, UploadForm
from accounts.imports.kinds import Fate, ImportKind, kind_of, kinds_for
from accounts.imports.rows import Content, open_rows
from accounts.models import ImportRun
from accounts.services.imports import choose_columns, confirm_import, discard_import, start_import
from accounts.tasks import carry_out_one
from accounts.uploads import MOST_REQUEST_BYTES, ListHandler
from ateams.web.sheets.writing import as_csv
from ateams.web.uploads import accepts_files

SHOWN = 50


@accepts_files(most_bytes=MOST_REQUEST_BYTES, handler=ListHandler)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def imports(request: StaffRequest) -> HttpResponse:
    """Ask for the list. Only whoever may import something knows of this page."""
    kinds = kinds_for(request.user)
    if not kinds:
        raise Http404
    bound = request.method == "POST"
    form = UploadForm(*((request.POST, request.FILES) if bound else ()), kinds=kinds)
    if bound and form.is_valid():
        kind = form.kinds[form.cleaned_data["kind"]]
        run = start_import(kind=kind, table=form.cleaned_data["file"], by=request.user)
        return redirect("accounts:import-columns", run.pk)
    return render(request, "accounts/imports/upload.html", {"form": form, "kinds": kinds})


@require_safe
@signed_in
def template(request: StaffRequest, kind_key: str) -> HttpResponse:
    """Hand out an empty list with the headings that are understood at once."""
    kind = next((kind for kind in kinds_for(request.user) if kind.key == kind_key), None)
    if kind is None:
        raise Http404
    answer = HttpResponse(
        as_csv([str(field.label) for field in kind.fields], []), content_type="text/csv"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind.key}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def columns(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Show which column was taken for which field, to be corrected."""
    run, kind, content = _draft(request, run_id)
    if content is None:
        return redirect("accounts:import", run.pk)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, kind=kind, content=content
    )
    if request.method == "POST" and form.is_valid():
        choose_columns(run=run, columns=form.columns())
        return redirect("accounts:import-check", run.pk)
    context = {"form": form, "run": run, "kind": kind, "read": content.read}
    return render(request, "accounts/imports/columns.html", context)


@require_safe
@signed_in
def check(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Show what would become of each row. Nothing is written."""
    run, kind, content = _draft(request, run_id)
    if content is None:
        return redirect("accounts:import", run.pk)
    if any(field.required and field.key not in content.columns for field in kind.fields):
        return redirect("accounts:import-columns", run.pk)
    rows = list(kind.check(content.lines(), request.user))
    fates = Counter(row.fate for row in rows)
    errors = [row for row in rows if row.fate == Fate.ERROR]
    others = [row for row in rows if row.fate in {Fate.NEW, Fate.COMPLETED}]
    context = {
        "run": run,
        "kind": kind,
        "form": ConfirmForm(),
        "errors": errors[:SHOWN],
        "more_errors": max(len(errors) - SHOWN, 0),
        "rows": others[:SHOWN],
        "more_rows": max(len(others) - SHOWN, 0),
        "counts": {fate.value: fates[fate] for fate in Fate},
        "changes": fates[Fate.NEW] + fates[Fate.COMPLETED],
    }
    return render(request, "accounts/imports/check.html", context)


@require_POST
@signed_in
def confirm(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Begin with taking over; the page of the import shows how far it is."""
    run = _own(request, run_id)
    form = ConfirmForm(request.POST)
    if form.is_valid() and confirm_import(run=run, skip_errors=form.cleaned_data["skip_errors"]):
        transaction.on_commit(lambda: _wake_worker(run))
    return redirect("accounts:import", run.pk)


@require_POST
@signed_in
def discard(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Throw the list away."""
    discard_import(run=_own(request, run_id))
    return redirect("accounts:imports")


@require_safe
@signed_in
def one(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Show how far an import is, or what came of it."""
    run = _own(request, run_id)
    if run.state == ImportState.DRAFT:
        if open_rows(run) is not None:
            return redirect("accounts:import-columns", run.pk)
        discard_import(run=run)  # sealed under a key that is gone
        return redirect("accounts:imports")
    kind = kind_of(run.kind)
    context = {
        "run": run,
        "kind": kind,
        "trouble": _trouble(run.trouble) if run.state == ImportState.FAILED else "",
    }
    return render(request, "accounts/imports/one.html", context)


def _own(request: StaffRequest, run_id: UUID) -> ImportRun:
    """Return an import of the person's own, as long as they may import such things."""
    run = get_object_or_404(ImportRun, pk=run_id, person=request.user)
    if run.kind not in {kind.key for kind in kinds_for(request.user)}:
        raise Http404
    return run


def _draft(request: StaffRequest, run_id: UUID) -> tuple[ImportRun, ImportKind, Content | None]:
    run = _own(request, run_id)
    kind = kind_of(run.kind)
    assert kind  # it is one of those that the person may import
    return run, kind, open_rows(run) if run.state == ImportState.DRAFT else None


def _wake_worker(run: ImportRun) -> None:
    """Tell the worker; if the broker is away, the sweep finds the import all the same."""
    with suppress(OperationalError, OSError):
        carry_out_one.delay(str(run.pk))


def _trouble(name: str) -> str:
    return {
        "changed": gettext(
            "Inzwischen hat sich etwas geändert, zum Beispiel hat jemand dieselbe Einrichtung "
            "angelegt. Lade die Liste noch einmal hoch: Was schon da ist, wird nicht doppelt."
        ),
        "gone": gettext("Die Liste war nicht mehr da. Lade sie bitte noch einmal hoch."),
    }.get(name, gettext("Das hat nicht geklappt. Der Fehler ist gemeldet."))
