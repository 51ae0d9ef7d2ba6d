"""Versions of the curriculum: looked at, drafted, published."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from trainings import services
from trainings.forms.curriculum import CurriculumForm
from trainings.models import Curriculum


@require_safe
@require(Right.MANAGE_COHORTS)
def curricula(request: StaffRequest) -> HttpResponse:
    """List all versions, the newest first."""
    versions = Curriculum.objects.prefetch_related("topics", "cohorts")
    return render(request, "trainings/curricula.html", {"versions": versions})


@require_POST
@require(Right.MANAGE_COHORTS)
def new(request: StaffRequest) -> HttpResponse:
    """Begin a new version with what the newest says."""
    draft = services.draft_curriculum(by=request.user)
    return redirect("trainings:curriculum-edit", draft.version)


@require_safe
@require(Right.MANAGE_COHORTS)
def curriculum(request: StaffRequest, version: int) -> HttpResponse:
    """Show one version."""
    found = get_object_or_404(Curriculum.objects.prefetch_related("topics"), version=version)
    minutes = sum(topic.minutes for topic in found.topics.all())
    context = {"curriculum": found, "hours": minutes / 60}
    return render(request, "trainings/curriculum.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_COHORTS)
def edit(request: StaffRequest, version: int) -> HttpResponse:
    """Change a draft; a published version has no such page."""
    found = get_object_or_404(Curriculum.objects.prefetch_related("topics"), version=version)
    if not found.is_draft:
        raise Http404
    form = CurriculumForm(request.POST if request.method == "POST" else None, curriculum=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_curriculum(
                curriculum=found,
                percent=form.cleaned_data["percent"],
                topics=form.topics(),
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("trainings:curriculum", version)
    return render(request, "trainings/curriculum_form.html", {"form": form, "curriculum": found})


@require_POST
@require(Right.MANAGE_COHORTS)
def publish(request: StaffRequest, version: int) -> HttpResponse:
    """Let cohorts be trained by a version; from now on it stays as it is."""
    found = get_object_or_404(Curriculum, version=version)
    try:
        services.publish_curriculum(curriculum=found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Die Fassung ist veröffentlicht."))
    return redirect("trainings:curriculum", version)
