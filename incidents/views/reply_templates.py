"""The office's texts for answers, and inserting one into an answer without a script."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from accounts.unlocking import unlock_in_place
from incidents.forms.reply_templates import InsertForm, ReplyTemplateForm
from incidents.forms.work import MessageForm
from incidents.models import ReplyTemplate
from incidents.placeholders import PLACEHOLDERS
from incidents.reply_templates import insertable_into, language_name
from incidents.services import reply_templates as services
from incidents.uploads import FIELD
from incidents.views.case_page import show_page
from incidents.views.opening import case_or_404, locked, open_or_404

PAGE_SIZE = 50


@require_safe
@require(Right.WORK_ON_CASES)
def templates(request: StaffRequest) -> HttpResponse:
    """List all texts by language, hidden ones marked."""
    found = ReplyTemplate.objects.best_first("de")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(template, language_name(template.language)) for template in page]
    return render(request, "incidents/reply_templates.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def new(request: StaffRequest) -> HttpResponse:
    """Write a new text."""
    return _edit(request, None, _("Neue Textvorlage"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def edit(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """Change a text; answers that were sent with it stay as they are."""
    return _edit(
        request, get_object_or_404(ReplyTemplate, pk=template_id), _("Textvorlage bearbeiten")
    )


@require_POST
@require(Right.WORK_ON_CASES)
def hide(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """Offer a text no more."""
    found = get_object_or_404(ReplyTemplate, pk=template_id)
    services.hide_template(template=found, by=request.user)
    messages.success(request, _("Die Vorlage wird nicht mehr angeboten."))
    return redirect("incidents:templates")


@require_POST
@require(Right.WORK_ON_CASES)
def offer(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """Offer a hidden text again."""
    found = get_object_or_404(ReplyTemplate, pk=template_id)
    services.offer_template(template=found, by=request.user)
    messages.success(request, _("Die Vorlage wird wieder angeboten."))
    return redirect("incidents:templates")


@require_POST
@require(Right.WORK_ON_CASES)
def insert(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the case again, with the chosen text below what was typed. Nothing is stored."""
    found = case_or_404(request, reference)
    form = InsertForm(request.POST, offered=insertable_into(found), auto_id="message_%s")
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking, form=form)
    opened = open_or_404(found, unlocking)
    if request.POST.get(FIELD):  # a name alone: the button sends no files
        messages.warning(request, _("Wähle die Dateien bitte noch einmal aus."))
    begun = {"version": found.version} | form.begun()
    answer = MessageForm(initial=begun, auto_id="message_%s")
    return show_page(request, opened, bound={"message": answer})


def _edit(request: StaffRequest, template: ReplyTemplate | None, title: str) -> HttpResponse:
    initial = None if template else {"language": request.user.language}
    form = ReplyTemplateForm(request.POST or None, instance=template, initial=initial)
    if form.is_valid():
        services.save_template(template=form.save(commit=False), by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("incidents:templates")
    context = {
        "form": form,
        "template": template,
        "title": title,
        "placeholders": [(name, found.meaning) for name, found in PLACEHOLDERS.items()],
    }
    return render(request, "incidents/reply_template.html", context)
