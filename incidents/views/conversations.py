"""The note of a conversation: an A-Team member writes, and needs no unlocked key for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, current_membership, require
from accounts.models import Team
from incidents.carried import carry, fetch
from incidents.enums import Channel
from incidents.forms.report import ConversationForm
from incidents.models import Entry
from incidents.readers import Digests, ReaderChoice, ReaderList, reader_list
from incidents.services.reports import (
    FORM_VALID,
    AlreadyReceived,
    NobodyReads,
    ReadersChanged,
    Sending,
    Withdrawn,
    count_conversation,
    note_conversation,
)
from vault.receipts import format_code, new_code


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.NOTE_CONVERSATION)
def new(request: StaffRequest) -> HttpResponse:
    """Note what somebody told: as a case if they agreed, else only counted, without the text."""
    team = _team(request)
    readers = reader_list(team) if team else reader_list()
    form = ConversationForm(request.POST if request.method == "POST" else None)
    # A ticket is of the account that it was drawn for: another one learns no code from it.
    purpose = f"conversation {request.user.pk}"
    carried = fetch(purpose, request.POST.get("ticket", ""), valid=FORM_VALID)
    code = carried["code"] if carried else new_code()
    notice, names = "", []
    if carried and form.is_valid() and not (names := form.names()):
        if form.cleaned_data["agreed"] == "no":
            return _count(request, form, team, code)
        try:
            return _note(request, form, readers, code, carried["shown"])
        except ReadersChanged:
            notice = gettext("Inzwischen hat sich geändert, wer lesen kann. Bitte prüfen.")
        except (Withdrawn, AlreadyReceived):
            return redirect("incidents:conversation-new")
        except NobodyReads:
            notice = gettext("In der Beratungsstelle kann gerade niemand lesen.")
    ticket = carry(purpose, {"code": code, "shown": readers.digests()})
    context = {
        "form": form,
        "ticket": ticket,
        "notice": notice,
        "names": names,
        "team": team,
        "readers": readers,
        "has_notes": Entry.objects.noted_by(request.user).exists(),
        "team_readers": readers.teams.get(team.slug) if team else None,
    }
    return render(request, "incidents/conversation_new.html", context)


def _note(
    request: StaffRequest, form: ConversationForm, readers: ReaderList, code: str, shown: Digests
) -> HttpResponse:
    team = _team(request)
    with_team = form.cleaned_data["with_team"] and team and team.slug in readers.teams
    case = note_conversation(
        answers=form.answers(),
        choice=ReaderChoice(team.slug, with_members=True) if team and with_team else ReaderChoice(),
        readers=readers,
        sending=Sending(code, shown, request.user.language, Channel.A_TEAM_TALK),
        by=request.user,
    )
    context = {"case": case, "groups": format_code(code).split(), "with_team": with_team}
    return render(request, "incidents/conversation_saved.html", context)


def _count(
    request: StaffRequest, form: ConversationForm, team: Team | None, code: str
) -> HttpResponse:
    count_conversation(
        answers=form.answers(),
        institution=team.institution if team else None,
        once=code,
        by=request.user,
    )
    return render(request, "incidents/conversation_counted.html")


def _team(request: StaffRequest) -> Team | None:
    membership = current_membership(request.user)
    return membership.team if membership else None
