"""The public report: form, receipt, and the page that is left on the screen afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Institution, Team
from ateams.web.origin import same_origin_post
from incidents.carried import carry, fetch
from incidents.enums import CaseType
from incidents.forms.mailbox import CodeForm
from incidents.forms.report import ReportForm
from incidents.readers import ReaderList, reader_list
from incidents.retention import BACKUPS_KEPT, KEPT_AT_MOST, months_kept
from incidents.services.reports import (
    FORM_VALID,
    AlreadyReceived,
    NobodyReads,
    ReadersChanged,
    Sending,
    Withdrawn,
    receive_report,
)
from incidents.views.receipt import receipt_page
from vault.receipts import new_code

NAMED_NOW = _(
    "Noch ist nichts gesendet. Dieses A-Team nennt Personen mit Namen. Kreuz an, wer es nicht "
    "lesen soll, oder sende einfach noch einmal."
)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what a visitor can do: report, open the mailbox, sign in."""
    return render(request, "incidents/start.html")


# Safe to compress: without cookies nobody else can make a browser fetch it together with a secret.
@gzip_page
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the form; store what is sent and show the receipt. The same form gives the same one."""
    team = _team(request.GET.get("team", ""))
    readers = reader_list(team)
    if request.method != "POST":
        at = _institution_name(request.GET.get("institution", ""))
        form = ReportForm(readers=readers, initial={"institution": at})
        return _show(request, form, readers, _drawn(), team)
    form = ReportForm(request.POST, readers=readers)
    ticket = fetch("report", request.POST.get("ticket", ""), valid=FORM_VALID)
    if ticket is None:
        notice = gettext("Die Seite war sehr lange offen. Deine Angaben sind noch da.")
        return _show(request, form, readers, _drawn(), team, notice=notice)
    if not form.is_valid():
        return _show(request, form, readers, ticket, team)
    return _send(request, form, readers, ticket, team)


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Show that all is sent, without the code: what stays on the screen afterwards."""
    return render(request, "incidents/report_done.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell in plain words what is kept, where, how long, and who can read it."""
    context = {
        "months_of_case": months_kept(CaseType.COUNSELLING),
        "months_of_report": months_kept(CaseType.REPORT),
        "years": KEPT_AT_MOST.years,
        "days": BACKUPS_KEPT.days,
    }
    return render(request, "incidents/privacy.html", context)


def _team(slug: str) -> Team | None:
    """Return the team whose QR code brought the visitor here."""
    teams = Team.objects.select_related("institution")
    return teams.filter(slug=slug).first() if slug else None


def _institution_name(slug: str) -> str:
    """Return where it may have been: whoever comes from a training need not look for it."""
    found = Institution.objects.filter(slug=slug, active=True).first() if slug else None
    return found.name if found else ""


def _send(
    request: HttpRequest,
    form: ReportForm,
    readers: ReaderList,
    ticket: dict[str, Any],
    team: Team | None,
) -> HttpResponse:
    sending = Sending(
        code=ticket["code"],
        shown=ticket["shown"],
        language=get_language() or "de",
        drawn_at=datetime.fromtimestamp(ticket.get("drawn", 0), tz=UTC),
    )
    notice = ""
    try:
        case = receive_report(
            answers=form.answers(), choice=form.choice(), readers=readers, sending=sending
        )
    except Withdrawn:
        return render(request, "incidents/withdrawn.html")
    except AlreadyReceived:
        return _sent_long_ago(request, form)
    except ReadersChanged:
        if form.choice().same_people(sending.shown, readers.digests()):
            form.add_error("without", NAMED_NOW)
        else:
            notice = gettext(
                "Inzwischen hat sich geändert, wer lesen kann. Noch ist nichts gesendet."
            )
    except NobodyReads:
        pass  # the page says so, above everything that was typed
    else:
        return receipt_page(request, case, sending.code)
    return _show(request, form, readers, ticket, team, notice=notice)


def _drawn() -> dict[str, Any]:
    """Draw the code of a new form, and note when: it stays the same however often it is shown."""
    return {"code": new_code(), "drawn": timezone.now().timestamp()}


def _show(
    request: HttpRequest,
    form: ReportForm,
    readers: ReaderList,
    drawn: dict[str, Any],
    team: Team | None,
    *,
    notice: str = "",
) -> HttpResponse:
    naming = team.slug if team else form["team"].value()
    unnamed = set(readers.teams) - {naming}
    named = readers.teams[naming].named if naming in readers.teams else ()
    ticked = form.ticked()
    context: dict[str, Any] = {
        "form": form,
        "readers": readers,
        "ticket": carry("report", {**drawn, "shown": readers.digests(unnamed=unnamed)}),
        "notice": notice,
        "team": team,
        "team_readers": readers.teams.get(team.slug) if team else None,
        "named": [(member, str(member.pk) in ticked) for member in named],
        # Whose name has gone since: the tick stays.
        "ticked_unnamed": sorted(ticked - {str(member.pk) for member in named}),
    }
    return render(request, "incidents/report.html", context)


def _sent_long_ago(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Show no code to whom it may not belong; what was typed can go along with it."""
    initial = {"text": form.cleaned_data["what"]}
    context = {"form": CodeForm(initial=initial), "sent_long_ago": True}
    return render(request, "incidents/mailbox_code.html", context)
