"""Inviting new members: a QR code to scan at once, or cards to print."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

import accounts.services
from accounts.access import Right, StaffRequest, require
from accounts.errors import RefusedError
from accounts.models import Team
from accounts.services import Invited
from ateams.web.papers.typesetting import Untypesettable
from ateams.web.qr import qr_svg
from contactpoints.access import managed_teams
from contactpoints.cards import cards_paper
from contactpoints.forms.roster import CardsForm


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_TEAM)
def cards(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """Make cards, and show them once: what is stored opens no link."""
    team = get_object_or_404(managed_teams(request.user), pk=team_id)
    form = CardsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = accounts.services.make_cards(team=team, by=request.user, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused.text))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _shown(request, team, made)
    return render(request, "contactpoints/cards.html", {"form": form, "team": team})


def _shown(request: StaffRequest, team: Team, made: list[Invited]) -> HttpResponse:
    if request.POST.get("as") == "pdf":
        try:
            content = cards_paper(team, made)
        except Untypesettable:
            return _screen(request, team, made)  # it can be printed, too
        answer = HttpResponse(content, content_type="application/pdf")
        name = gettext("einladungskarten.pdf")
        answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    else:
        answer = _screen(request, team, made)
    answer["Cache-Control"] = "no-store"
    return answer


def _screen(request: StaffRequest, team: Team, made: list[Invited]) -> HttpResponse:
    shown = [(one, qr_svg(one.link)) for one in made]
    return render(request, "contactpoints/cards_shown.html", {"team": team, "shown": shown})
