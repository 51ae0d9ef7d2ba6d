"""What trainings put on the start page, on the page of an institution and in the navigation."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, has_right
from accounts.enums import OFFICE_ROLES, TEAM_ROLES, Role
from accounts.imports.kinds import add_kind
from accounts.models import Institution, User
from accounts.navigation import Action, Place, add_action, add_place
from accounts.panels import Panel, add_institution_panel, add_start_panel
from accounts.publishing import add_condition
from accounts.searching import add_search
from accounts.second_factor import open_to_everybody, signing_in_is_enough
from trainings.access import may_answer_requests, may_read_answers
from trainings.consents import lacking_to_publish
from trainings.finding import find_trainings
from trainings.imports import TRAININGS
from trainings.models import Training, TrainingRequest
from trainings.own_lists import register as register_list
from trainings.selectors import (
    answers_waiting_for,
    current_team,
    last_answers,
    next_sessions,
    waiting_for,
    without_attendance,
    year_at,
)

SHOWN = 3


def to_confirm(request: StaffRequest) -> Panel | None:
    """Lead to what teams have logged and this person is to confirm."""
    number = waiting_for(request.user).count()
    if not number:
        return None
    context = {"number": number}
    return Panel(_("Schulungen bestätigen"), "trainings/panels/confirm.html", context)


def who_was_there(request: StaffRequest) -> Panel | None:
    """Show a team the trainings that are over and have no attendance."""
    if not request.user.works_in_team or not has_right(request.user, Right.LOG_TRAINING):
        return None
    trainings = without_attendance(request.user).prefetch_related("sessions")[:SHOWN]
    if not trainings:
        return None
    context = {"trainings": trainings}
    return Panel(_("Wer war da?"), "trainings/panels/attendance.html", context)


def answers_to_handle(request: StaffRequest) -> Panel | None:
    """Show which institutions want support or have a new contact, to those who can do something."""
    shown = list(answers_waiting_for(request.user)[:SHOWN])
    if not shown:
        return None
    return Panel(
        _("Antworten von Einrichtungen"), "trainings/panels/answers.html", {"answers": shown}
    )


def requests_to_answer(request: StaffRequest) -> Panel | None:
    """Show the office that institutions ask for trainings."""
    if not may_answer_requests(request.user):
        return None
    number = TrainingRequest.objects.unanswered().count()
    if not number:
        return None
    return Panel(_("Anfragen"), "trainings/panels/requests.html", {"number": number})


def next_training(request: StaffRequest) -> Panel | None:
    """Show a team its next training."""
    team = current_team(request.user) if request.user.works_in_team else None
    if team is None:
        return None
    context = {"session": next_sessions(team.institution).first()}
    return Panel(_("Nächste Schulung"), "trainings/panels/next.html", context, waits=False)


def at_institution(institution: Institution, user: User) -> Panel | None:
    """Show this school year's trainings of an institution, their reach and the last answers."""
    if not has_right(user, Right.LOG_TRAINING):
        return None
    if not Training.objects.visible_to(user).filter(institution=institution).exists():
        return None
    context = {
        "institution": institution,
        "year": year_at(institution, timezone.localdate()),
        "answers": last_answers(institution)[:SHOWN],
        "session": next_sessions(institution).first(),
        "may_read_answers": may_read_answers(user),
        "works_in_office": user.works_in_office,
    }
    return Panel(_("Schulungen"), "trainings/panels/institution.html", context, waits=False)


def waiting_count(request: StaffRequest) -> int:
    """Return how many trainings this person is to confirm."""
    return waiting_for(request.user).count()


def register() -> None:
    """Hand all of it to the registries; called once, when the apps are ready."""
    add_start_panel("trainings:confirm", to_confirm, order=20)
    add_start_panel("trainings:answers", answers_to_handle, order=21)
    add_start_panel("trainings:requests", requests_to_answer, order=21)
    add_start_panel("trainings:attendance", who_was_there, order=22)
    add_start_panel("trainings:next", next_training, order=23)
    add_institution_panel("trainings:year", at_institution, order=20)
    add_place(
        Place(
            "trainings:list",
            _("Schulungen"),
            order=20,
            right=Right.LOG_TRAINING,
            count=waiting_count,
        )
    )
    add_place(Place("trainings:cohorts", _("Jahrgänge"), order=25, right=Right.MANAGE_COHORTS))
    add_action(
        Action(
            "trainings:log",
            _("Wir haben eine Schulung gehalten"),
            icon="checklist",
            text=_("In einer Minute eingetragen"),
            positions={Role.MEMBER: 1, Role.COORDINATOR: 2},
        )
    )
    add_action(
        Action(
            "trainings:plan",
            _("Schulung planen"),
            icon="calendar-today",
            positions={Role.COORDINATOR: 1, Role.COUNSELLOR: 3, Role.LEAD: 3},
        )
    )
    add_kind(TRAININGS, order=30)
    register_list()
    add_search("trainings", find_trainings, order=30)
    signing_in_is_enough("trainings:*")
    open_to_everybody("joining:*", "trainings:feed")
    _register_papers()


def _register_papers() -> None:
    """Lead to certificates, consents and hours; what their codes and links open is public.

    And ask for the guardian's consent before a name is.
    """
    add_condition("trainings:guardian", lacking_to_publish)
    add_place(
        Place(
            "trainings:own",
            _("Meine Nachweise"),
            order=80,
            roles=TEAM_ROLES | OFFICE_ROLES,
            rare=True,
        )
    )
    add_place(
        Place(
            "trainings:people",
            _("Einwilligungen und Stunden"),
            order=81,
            right=Right.KEEP_CONSENTS,
            rare=True,
        )
    )
    add_place(
        Place(
            "trainings:certificates",
            _("Zertifikate"),
            order=82,
            right=Right.ISSUE_CERTIFICATES,
            rare=True,
        )
    )
    open_to_everybody(
        "trainings:certificate-check", "trainings:feedback-form", "trainings:feedback-results"
    )
