"""The own certificates, hours and consents, for everybody with an account: also after the term."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, signed_in
from trainings.consents import lines_of, may_agree_alone
from trainings.forms.people import ChosenNameForm, ScopeForm
from trainings.papers import hours_paper
from trainings.people import own_certificates
from trainings.services import give_consent, note_about_person, withdraw_consent
from trainings.views.certificates import paper_of
from trainings.views.pdf import pdf


@require_safe
@signed_in
def own(request: StaffRequest) -> HttpResponse:
    """Show what somebody can prove, under which name, and what they agreed to."""
    return _show(request, ChosenNameForm(person=request.user))


@require_POST
@signed_in
def name(request: StaffRequest) -> HttpResponse:
    """Set the own name for papers."""
    form = ChosenNameForm(request.POST, person=request.user)
    if not form.is_valid():
        return _show(request, form)
    note_about_person(
        person=request.user, chosen_name=form.cleaned_data["chosen_name"], by=request.user
    )
    messages.success(
        request,
        _("Gespeichert. Auf Zertifikaten, die es schon gibt, ändert ihn die Beratungsstelle."),
    )
    return redirect("trainings:own")


@require_POST
@signed_in
def consent(request: StaffRequest) -> HttpResponse:
    """Agree to something, for oneself."""
    form = ScopeForm(request.POST)
    if form.is_valid():
        try:
            give_consent(person=request.user, scope=form.cleaned_data["scope"], by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Danke, das ist eingetragen."))
    return redirect("trainings:own")


@require_POST
@signed_in
def withdraw(request: StaffRequest) -> HttpResponse:
    """Take something back; nobody has to be asked."""
    form = ScopeForm(request.POST)
    if form.is_valid() and withdraw_consent(
        person=request.user, scope=form.cleaned_data["scope"], by=request.user
    ):
        messages.success(
            request, _("Zurückgenommen. Wer sich darum kümmern muss, bekommt Bescheid.")
        )
    return redirect("trainings:own")


@require_safe
@signed_in
def certificate(request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """Hand out an own certificate."""
    return paper_of(get_object_or_404(own_certificates(request.user), pk=certificate_id))


@require_safe
@signed_in
def proof(request: StaffRequest) -> HttpResponse:
    """Hand out the own proof of hours."""
    rows = list(request.user.approved_hours.all())
    if not rows:
        raise Http404
    return pdf(lambda: hours_paper(request.user, rows), name=_("nachweis.pdf"))


def _show(request: StaffRequest, form: ChosenNameForm) -> HttpResponse:
    context = {
        "form": form,
        "certificates": own_certificates(request.user),
        "hours": request.user.approved_hours.all(),
        "lines": lines_of(request.user),
        "agrees_alone": may_agree_alone(request.user),
    }
    return render(request, "trainings/own.html", context)
