"""Certificates: issued for a training, looked up, printed, issued anew and revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from trainings.access import may_issue
from trainings.certificate_codes import shown_code
from trainings.enums import CertificateState
from trainings.forms.certificates import CertificateFilter, IssueForm
from trainings.models import Certificate, CertificateBatch, Training
from trainings.papers import certificates_paper, check_address
from trainings.people import certificates_found, certificates_of, entries_of, running_batches
from trainings.services import begin_certificates, reissue_certificate, revoke_certificate
from trainings.views.pdf import pdf

PER_PAGE = 50
BATCHES_SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.ISSUE_CERTIFICATES)
def issue(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Choose who gets a certificate of a training, and begin."""
    trainings = Training.objects.visible_to(request.user).with_details()
    training = get_object_or_404(trainings, pk=training_id)
    if not may_issue(request.user, training):
        raise Http404
    form = IssueForm(request.POST if request.method == "POST" else None, training=training)
    if request.method == "POST" and form.is_valid():
        try:
            batch = begin_certificates(
                people=form.certified(),
                facts=form.facts(),
                training_id=training.pk,
                submission=form.cleaned_data["submission"],
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return redirect("trainings:batch", batch.pk)
    return render(request, "trainings/issue.html", {"training": training, "form": form})


@require_safe
@require(Right.ISSUE_CERTIFICATES)
def batch(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Show how far a batch is, and who has what."""
    found = get_object_or_404(running_batches(), pk=batch_id)
    context = {"batch": found, "entries": entries_of(found)}
    return render(request, "trainings/batch.html", context)


@require_safe
@require(Right.ISSUE_CERTIFICATES)
def batch_paper(_request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Hand out all certificates of a batch as one PDF to print."""
    certificates = certificates_of(get_object_or_404(CertificateBatch, pk=batch_id))
    if not certificates:
        raise Http404
    named = [(certificate, certificate.holder.name) for certificate in certificates]
    return pdf(lambda: certificates_paper(named), name=_("zertifikate.pdf"))


@require_safe
@require(Right.ISSUE_CERTIFICATES)
def certificates(request: StaffRequest) -> HttpResponse:
    """List certificates, newest first, and the latest batches."""
    form = CertificateFilter(request.GET or None)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(certificates_found(q), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "query": urlencode({"q": q}) if q else "",
        "is_narrowed": bool(q),
        "batches": running_batches()[:BATCHES_SHOWN],
    }
    return render(request, "trainings/certificates.html", context)


@require_safe
@require(Right.ISSUE_CERTIFICATES)
def certificate(request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """Show one certificate and what can be done with it."""
    return _show(request, _found(certificate_id))


@require_safe
@require(Right.ISSUE_CERTIFICATES)
def certificate_paper(_request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """Hand out one certificate; none whose name is gone."""
    return paper_of(_found(certificate_id))


@require_POST
@require(Right.ISSUE_CERTIFICATES)
def reissue(request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """Issue a certificate anew, with the name as it may stand there today."""
    old = _found(certificate_id)
    try:
        new = reissue_certificate(certificate_id=old.pk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("trainings:certificate", old.pk)
    messages.success(request, _("Neu ausgestellt. Das alte Zertifikat gilt nicht mehr."))
    return redirect("trainings:certificate", new.pk)


@require_POST
@require(Right.ISSUE_CERTIFICATES)
def revoke(request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """Say that a certificate is not valid any more."""
    found = _found(certificate_id)
    if revoke_certificate(certificate_id=found.pk, by=request.user):
        messages.success(request, _("Das Zertifikat ist widerrufen."))
    return redirect("trainings:certificate", found.pk)


def paper_of(found: Certificate) -> HttpResponse:
    """Return a valid certificate's PDF. Raises Http404 for any other."""
    holder = getattr(found, "holder", None)
    if holder is None or found.state != CertificateState.VALID:
        raise Http404
    return pdf(lambda: certificates_paper([(found, holder.name)]), name=_("zertifikat.pdf"))


def _found(certificate_id: UUID) -> Certificate:
    rows = Certificate.objects.select_related("holder__user", "issued_by")
    return get_object_or_404(rows, pk=certificate_id)


def _show(request: StaffRequest, found: Certificate) -> HttpResponse:
    context: dict[str, Any] = {
        "certificate": found,
        "holder": getattr(found, "holder", None),
        "code": shown_code(found.code),
        "address": check_address(found),
    }
    return render(request, "trainings/certificate.html", context)
