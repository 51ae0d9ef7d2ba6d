"""Signing in, and taking up an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.addresses import refuse_look_alike
from accounts.errors import HasAccountError
from accounts.models import Invitation, User
from ateams.web.forms import BaseForm, ReadableText


class SignInForm(ReadableText, LoginForm):  # type: ignore[misc]
    """E-mail and password, and how long this device stays signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page has its own link for a lost one
        self.fields["remember"].label = _("Auf diesem Gerät angemeldet bleiben")
        self.fields["remember"].help_text = _(
            "30 Tage, für Mitglieder und Koordinierungspersonen. Bitte nur auf dem eigenen Handy."
        )

    def clean(self) -> dict[str, Any] | None:
        """Check the password; who works in the office is signed out as the browser closes."""
        cleaned = super().clean()
        if isinstance(self.user, User) and not self.user.works_in_team:
            self.cleaned_data["remember"] = False
        return cleaned


class AcceptInvitationForm(BaseForm):
    """Name and password of a new account."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("So steht er hier für andere. Ein Vorname reicht."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Passwort"),
        strip=False,
        max_length=200,
        help_text=_("Mindestens 10 Zeichen und nichts, was leicht zu erraten ist."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["name"].initial = invitation.name

    def clean_password(self) -> str:
        """Refuse what is easy to guess, the own name and address included."""
        password: str = self.cleaned_data["password"]
        name = self.cleaned_data.get("name", "")
        validate_password(password, User(email=self.invitation.email, name=name))
        return password


class AcceptCardForm(AcceptInvitationForm):
    """The same for the holder of a card, whose address nobody knows yet."""

    email = forms.EmailField(
        label=_("E-Mail"),
        help_text=_(
            "Damit meldest du dich an. Wir schicken dir dorthin einen Link zum Bestätigen."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ("name", "email", "password")

    def clean_email(self) -> str:
        """Refuse an address that can be taken for another, or has an account."""
        email: str = self.cleaned_data["email"].lower()
        refuse_look_alike(email)
        if User.objects.filter(email=email).exists():
            raise ValidationError(str(HasAccountError.text))
        return email

    def clean_password(self) -> str:
        """Refuse what is easy to guess, the own name and address included."""
        password: str = self.cleaned_data["password"]
        user = User(
            email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", "")
        )
        validate_password(password, user)
        return password


def accept_form(invitation: Invitation, data: Any = None) -> AcceptInvitationForm:
    """Return the form that an invitation asks for."""
    form = AcceptCardForm if invitation.is_card else AcceptInvitationForm
    return form(data, invitation=invitation)
