"""The page on which a case is classified, and closed with it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from accounts.unlocking import unlock_in_place
from codelists.enums import CodeList
from codelists.selectors import CodeBook, code_book
from incidents.classified import classified, proposed
from incidents.enums import ENDED, State
from incidents.forms.classification import ClassificationForm
from incidents.models import Case
from incidents.selectors import OpenCase
from incidents.services import closing, work
from incidents.services.changing import StaleCase
from incidents.timeline import reports_of
from incidents.transitions import TRANSITIONS, ForbiddenMove
from incidents.undo import offer
from incidents.views.opening import case_or_404, locked, open_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def classification(request: StaffRequest, reference: str) -> HttpResponse:
    """Say what happened, in codes. What was chosen survives a lock, a mistake and a colleague."""
    try:
        return _classification(request, reference)
    except Case.DoesNotExist:  # withdrawn at this moment
        raise Http404 from None


def _classification(request: StaffRequest, reference: str) -> HttpResponse:
    found = case_or_404(request, reference)
    book = code_book()
    # What comes without a version are the six words alone.
    sent = request.POST if "version" in request.POST else None
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        form = ClassificationForm(sent, book=book, case_type=found.type) if sent else None
        return locked(request, found, unlocking, form=form)
    if request.method == "POST" and sent is None:
        return redirect("incidents:case-classification", reference=found.reference)
    opened = open_or_404(found, unlocking)
    form = _form(opened, book, sent)
    notice = ""
    if form.is_valid():
        try:
            _save(opened, form, request)
        except (StaleCase, ForbiddenMove):
            notice = gettext("Inzwischen hat jemand anderes den Fall geändert.")
            form = _form(opened, book, _with_newest_version(request.POST, found))
        else:
            return redirect("incidents:case", reference=found.reference)
    return _page(request, opened, book, form, notice)


def _form(opened: OpenCase, book: CodeBook, sent: QueryDict | None) -> ClassificationForm:
    """Return the form with what the office has said before, or with what the report says."""
    if opened.internal is None:
        raise Http404
    case = opened.case
    found = classified(case, opened.internal)
    known = found.classification if found else proposed(case, opened.shared)
    initial = {"version": case.version}
    return ClassificationForm(
        sent,
        book=book,
        known=known,
        case_type=case.type,
        tells_end=_may_close(case) or case.state in ENDED,
        initial=initial,
    )


def _may_close(case: Case) -> bool:
    return State.CLOSED in TRANSITIONS[State(case.state)]


def _save(opened: OpenCase, form: ClassificationForm, request: StaffRequest) -> None:
    assert opened.internal
    said = form.classification()
    version, by = form.cleaned_data["version"], request.user
    if not form.is_closing:
        closing.classify(
            case=opened.case,
            classification=said,
            version=version,
            by=by,
            internal=opened.internal,
        )
        return
    done = closing.close(
        case=opened.case,
        reason=said.one(CodeList.CLOSING_REASON),
        note=form.cleaned_data["note"],
        classification=said,
        version=version,
        by=by,
        internal=opened.internal,
    )
    offer(request, "close", gettext("Der Fall ist abgeschlossen."), changed=[(opened.case, done)])


def _with_newest_version(sent: QueryDict, case: Case) -> QueryDict:
    data = sent.copy()
    data["version"] = str(Case.objects.get(pk=case.pk).version)
    return data


def _page(
    request: StaffRequest, opened: OpenCase, book: CodeBook, form: ClassificationForm, notice: str
) -> HttpResponse:
    """Show the page; it tells what was reported, so showing it is an opening."""
    opened.case.refresh_from_db()
    work.record_opening(case=opened.case, by=request.user)
    context = {
        "case": opened.case,
        "reports": reports_of(opened, book),
        "form": form,
        "may_close": _may_close(opened.case),
        # Whoever comes a second time most likely comes to close.
        "ends_now": form.is_bound or opened.classified is not None,
        "is_closed": opened.case.state in ENDED,
        "notice": notice,
    }
    return render(request, "incidents/classification.html", context)
