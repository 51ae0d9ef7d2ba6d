"""Members from a list: each is invited, and decides alone whether there will be an account."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Right, has_right
from accounts.addresses import refuse_look_alike
from accounts.enums import TEAM_ROLES, Role
from accounts.imports.kinds import Checked, Fate, Field, ImportKind, Line, Text
from accounts.imports.values import NotUnderstoodError, code, day
from accounts.invitees import Invitee
from accounts.models import Institution, Team, User
from accounts.selectors import known_addresses
from accounts.services.invitations import invite, term_problem
from ateams.web.folding import same

MOST_MEMBERS = 500
_EMAIL = forms.EmailField(max_length=254)
_NAME = forms.CharField(max_length=120, required=False)
_LANGUAGES = (("de", gettext_lazy("Deutsch")), ("en", gettext_lazy("Englisch")))

FIELDS = (
    Field("name", gettext_lazy("Name"), ("Vor- und Nachname", "Mitglied", "Person", "Full name")),
    Field("first_name", gettext_lazy("Vorname"), ("First name", "Given name")),
    Field("last_name", gettext_lazy("Nachname"), ("Familienname", "Last name", "Surname")),
    Field(
        "email",
        gettext_lazy("E-Mail"),
        ("Mail", "Mailadresse", "E-Mail-Adresse", "Email", "Email address"),
        required=True,
    ),
    Field(
        "institution",
        gettext_lazy("Einrichtung"),
        ("Schule", "Schulname", "Institution", "School"),
        required=True,
    ),
    Field("team", gettext_lazy("Team"), ("A-Team",)),
    Field("role", gettext_lazy("Rolle"), ("Funktion", "Role")),
    Field("language", gettext_lazy("Sprache"), ("Language",)),
    Field(
        "term_ends_on",
        gettext_lazy("Amtszeit bis"),
        ("Amtszeit", "Ende der Amtszeit", "Mitglied bis", "Term", "Term ends", "Member until"),
    ),
)


def check(lines: Sequence[Line], _by: User) -> Iterator[Checked]:
    """Say of each row whether it leads to an invitation, is known, or is wrong."""
    institutions = {
        same(one.name): one
        for one in Institution.objects.filter(active=True).prefetch_related("teams")
    }
    known = known_addresses([line.get("email").lower() for line in lines])
    seen: dict[str, int] = {}
    for line in lines:
        email = line.get("email").lower()
        title = _name(line) or email or "–"
        if email in seen:
            notes = [_("Diese Adresse steht schon in Zeile %(line)d.") % {"line": seen[email]}]
            yield Checked(line, Fate.ERROR, title, notes)
        elif email in known:
            yield Checked(line, Fate.KNOWN, title, [known[email]])
        else:
            yield _check_one(line, email, title, institutions)
        if email:
            seen.setdefault(email, line.number)


def write(rows: Collection[Checked], by: User) -> None:
    """Invite everybody; the mails leave when all of it is stored."""
    for row in rows:
        person, role, team, language, term_ends_on = row.data
        invite(
            email=person.email,
            name=person.name,
            role=role,
            team=team,
            language=language,
            term_ends_on=term_ends_on,
            by=by,
        )


def _check_one(line: Line, email: str, title: str, institutions: dict[str, Institution]) -> Checked:
    problems: list[Text] = []
    name = _name(line)
    role, language, term_ends_on = Role.MEMBER, "de", None
    try:
        _EMAIL.clean(email)
        refuse_look_alike(email)
        _NAME.clean(name)
    except ValidationError as error:
        problems += error.messages
    try:
        role = _role(line.get("role"))
        if said := line.get("language"):
            language = code(said, _LANGUAGES, field=_("Sprache"))
        term_ends_on = _term(line.get("term_ends_on"), role, problems)
    except NotUnderstoodError as error:
        problems.append(error.text)
    team = _team(line, institutions, problems)
    if problems:
        return Checked(line, Fate.ERROR, title, problems)
    data = (Invitee(line.number, email, name), role, team, language, term_ends_on)
    told: list[Text] = [f"{Role(role).label}, {team}"]
    if term_ends_on:
        until = _("Amtszeit bis %(day)s")
        told.append(until % {"day": date_format(term_ends_on, "SHORT_DATE_FORMAT")})
    return Checked(line, Fate.NEW, title, told, data)


def _name(line: Line) -> str:
    parts = (line.get("first_name"), line.get("last_name"))
    return " ".join((line.get("name") or " ".join(parts)).split())


def _role(text: str) -> Role:
    """Read the role; without one somebody is a member. Whoever may do more is invited by hand."""
    if not text:
        return Role.MEMBER
    words = [(role.value, role.label) for role in Role if role in TEAM_ROLES]
    shorter = [
        (Role.MEMBER.value, gettext_lazy("Mitglied")),
        (Role.COORDINATOR.value, gettext_lazy("Koordinierung")),
    ]
    return Role(code(text, (*words, *shorter), field=_("Rolle")))


def _term(text: str, role: Role, problems: list[Text]) -> date | None:
    """Read the last day of a member's term; without one it ends with the school year.

    Raises `NotUnderstoodError` for what is no day.
    """
    if not text:
        return None
    ends_on = day(text)
    if role != Role.MEMBER:
        problems.append(_("Eine Amtszeit haben nur Mitglieder."))
    elif problem := term_problem(ends_on, timezone.localdate()):
        problems.append(problem)
    return ends_on


def _team(line: Line, institutions: dict[str, Institution], problems: list[Text]) -> Team | None:
    name = line.get("institution")
    institution = institutions.get(same(name)) if name else None
    if institution is None:
        message = _("Die Einrichtung „%(name)s“ gibt es hier nicht.")
        problems.append(message % {"name": name[:60]} if name else _("Hier fehlt die Einrichtung."))
        return None
    teams = list(institution.teams.all())
    if wanted := line.get("team"):
        teams = [team for team in teams if same(team.name) == same(wanted)]
    if len(teams) == 1:
        return teams[0]
    problems.append(
        _("Dort gibt es mehrere Teams. Eine Spalte „Team“ muss sagen, welches gemeint ist.")
        if teams
        else _("Dieses Team gibt es dort nicht.")
    )
    return None


MEMBERS = ImportKind(
    key="members",
    label=gettext_lazy("Mitglieder und Koordinierungspersonen"),
    text=gettext_lazy(
        "Alle bekommen eine Einladung per Mail. Ein Konto entsteht erst, wenn sie zustimmen."
    ),
    fields=FIELDS,
    may=lambda user: has_right(user, Right.MANAGE_PEOPLE),
    check=check,
    write=write,
    most=MOST_MEMBERS,
)
