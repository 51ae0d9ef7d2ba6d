"""Cohorts: who is trained together, and what each still lacks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from trainings import services
from trainings.cohorts import candidates, cohort_page, cohorts_overview
from trainings.forms.certificates import CohortCertificatesForm, SubmissionForm
from trainings.forms.cohorts import AddMembersForm, CohortForm
from trainings.models import BatchEntry, Cohort, Curriculum
from trainings.people import running_batches


@require_safe
@require(Right.MANAGE_COHORTS)
def cohorts(request: StaffRequest) -> HttpResponse:
    """List all cohorts."""
    context = {
        "cohorts": cohorts_overview(),
        "has_curriculum": Curriculum.objects.published().exists(),
    }
    return render(request, "trainings/cohorts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_COHORTS)
def new(request: StaffRequest) -> HttpResponse:
    """Make a cohort; without a published curriculum there is nothing it could be trained in."""
    if not Curriculum.objects.published().exists():
        messages.info(request, _("Zuerst braucht es einen veröffentlichten Lehrplan."))
        return redirect("trainings:curricula")
    return _form_page(request, Cohort())


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_COHORTS)
def edit(request: StaffRequest, cohort_id: UUID) -> HttpResponse:
    """Change a cohort."""
    return _form_page(request, get_object_or_404(Cohort, pk=cohort_id))


@require_safe
@require(Right.MANAGE_COHORTS)
def cohort(request: StaffRequest, cohort_id: UUID) -> HttpResponse:
    """Show a cohort: who is in it, how far they are, what is planned for it."""
    found = get_object_or_404(Cohort.objects.select_related("curriculum"), pk=cohort_id)
    trainings = found.trainings.newest_first().prefetch_related("sessions")
    batches = running_batches().filter(cohort=found)
    context = {
        "page": cohort_page(found),
        "trainings": trainings,
        "batches": batches,
        "is_running": BatchEntry.objects.waiting().filter(batch__cohort=found).exists(),
    }
    return render(request, "trainings/cohort.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.ISSUE_CERTIFICATES)
def certificates(request: StaffRequest, cohort_id: UUID) -> HttpResponse:
    """Choose who gets the certificate of the programme, and begin; nobody gets it twice."""
    found = get_object_or_404(Cohort.objects.select_related("curriculum"), pk=cohort_id)
    data = request.POST if request.method == "POST" else None
    form = CohortCertificatesForm(data, page=cohort_page(found))
    if data and _was_begun(found, data):
        return _to_certificates(found)
    if form.is_valid():
        try:
            services.begin_certificates(
                people=form.certified(),
                facts=form.facts(),
                cohort_id=found.pk,
                submission=form.cleaned_data["submission"],
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return _to_certificates(found)
    return render(request, "trainings/cohort_certificates.html", {"form": form, "cohort": found})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_COHORTS)
def add(request: StaffRequest, cohort_id: UUID) -> HttpResponse:
    """Take people into a cohort."""
    found = get_object_or_404(Cohort, pk=cohort_id)
    form = AddMembersForm(request.POST or None, candidates=candidates(found))
    if form.is_valid():
        people = list(form.cleaned_data["people"])
        count = services.add_to_cohort(cohort=found, people=people, by=request.user)
        told = ngettext("%(count)d Person aufgenommen.", "%(count)d Personen aufgenommen.", count)
        messages.success(request, told % {"count": count})
        return redirect("trainings:cohort", cohort_id)
    return render(request, "trainings/cohort_add.html", {"form": form, "cohort": found})


@require_POST
@require(Right.MANAGE_COHORTS)
def remove(request: StaffRequest, cohort_id: UUID, person_id: UUID) -> HttpResponse:
    """Take somebody out of a cohort."""
    found = get_object_or_404(Cohort, pk=cohort_id)
    if services.remove_from_cohort(cohort=found, person_id=person_id, by=request.user):
        messages.success(request, _("Nicht mehr in diesem Jahrgang."))
    return redirect("trainings:cohort", cohort_id)


def _was_begun(found: Cohort, data: QueryDict) -> bool:
    """Whether the same form has come before: then nobody is left to be ticked."""
    form = SubmissionForm(data)
    if not form.is_valid():
        return False
    return found.certificate_batches.filter(submission=form.cleaned_data["submission"]).exists()


def _to_certificates(found: Cohort) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("trainings:cohort", args=[found.pk]) + "#certificates")


def _form_page(request: StaffRequest, found: Cohort) -> HttpResponse:
    form = CohortForm(request.POST or None, instance=found)
    if form.is_valid():
        services.save_cohort(cohort=form.instance, by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("trainings:cohort", form.instance.pk)
    return render(request, "trainings/cohort_form.html", {"form": form, "cohort": found})
