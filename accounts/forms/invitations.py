"""Inviting one person, or a pasted list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.addresses import refuse_look_alike
from accounts.enums import TEAM_ROLES, Role
from accounts.forms.terms import InvitedTermForm
from accounts.invitees import LONGEST_LIST, Invitee, LineError, read_invitees
from accounts.models import Team
from accounts.selectors import known_addresses
from ateams.web.forms import BaseForm

LANGUAGES = [("de", "Deutsch"), ("en", "English")]


class TeamChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Teams, named together with their institution."""

    def label_from_instance(self, obj: Team) -> str:
        return f"{obj.institution} – {obj.name}"


class RoleAndTeamForm(BaseForm):
    """A role, and for the roles of a team also the team."""

    role = forms.ChoiceField(label=gettext_lazy("Rolle"), choices=Role.choices)
    team = TeamChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("kein Team"),
        help_text=gettext_lazy("Nur für Mitglieder und Koordinierungspersonen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team_field = self.fields["team"]
        assert isinstance(team_field, TeamChoiceField)
        team_field.queryset = Team.objects.select_related("institution").order_by(
            "institution__name", "name"
        )

    def clean_role(self) -> Role:
        """Return the role itself instead of its code."""
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        """Ask for a team where the role has one, and forget it where the role has none."""
        cleaned: dict[str, Any] = self.cleaned_data
        if "role" in cleaned and cleaned["role"] not in TEAM_ROLES:
            cleaned["team"] = None
        elif "role" in cleaned and "team" in cleaned and cleaned["team"] is None:
            self.add_error("team", _("Bitte das Team wählen."))
        return cleaned


class InviteForm(InvitedTermForm, RoleAndTeamForm):
    """One invitation."""

    email = forms.EmailField(
        label=gettext_lazy("E-Mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Sprache der Einladung"), choices=LANGUAGES)

    field_order = ("email", "name", "role", "team", "term_ends_on", "language")
    mark_optional = True

    def clean_email(self) -> str:
        """Refuse an address that has an account or an open invitation, and say which."""
        email: str = self.cleaned_data["email"].lower()
        refuse_look_alike(email)
        if reason := known_addresses([email]).get(email):
            raise ValidationError(str(reason))
        return email


class InviteManyForm(InvitedTermForm, RoleAndTeamForm):
    """Many invitations with the same role, team and term, from pasted lines."""

    people = forms.CharField(
        label=gettext_lazy("Personen, eine je Zeile"),
        max_length=20_000,
        help_text=gettext_lazy(
            "„Name <mail@schule.de>“, „mail@schule.de; Name“ oder nur die Adresse."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Sprache der Einladungen"), choices=LANGUAGES)

    field_order = ("role", "team", "term_ends_on", "people", "language")

    def clean_people(self) -> list[Invitee]:
        """Return everybody on the list; every line that is wrong is named by its number."""
        invitees, errors = read_invitees(self.cleaned_data["people"])
        if len(invitees) > LONGEST_LIST:
            raise ValidationError(
                ngettext(
                    "Höchstens %(limit)d Person auf einmal.",
                    "Höchstens %(limit)d Personen auf einmal.",
                    LONGEST_LIST,
                )
                % {"limit": LONGEST_LIST}
            )
        known = known_addresses([invitee.email for invitee in invitees])
        errors += [
            LineError(invitee.line, invitee.email, str(known[invitee.email]))
            for invitee in invitees
            if invitee.email in known
        ]
        if errors:
            raise ValidationError(
                [_line_error(error) for error in sorted(errors, key=lambda error: error.line)]
            )
        if not invitees:
            raise ValidationError(_("Hier fehlt mindestens eine Adresse."))
        return invitees


def _line_error(error: LineError) -> ValidationError:
    return ValidationError(
        _("Zeile %(line)d („%(text)s“): %(reason)s"),
        params={"line": error.line, "text": error.text[:60], "reason": error.reason},
    )
