"""What staff does with a case. `version` says which state of the case the page showed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import with_absence
from ateams.web.forms import BaseForm
from codelists.enums import CodeList
from codelists.selectors import CodeBook
from incidents.classification import LABELS
from incidents.enums import State
from incidents.forms.days import not_past
from incidents.forms.files import WithFiles
from incidents.forms.once import OnceForm
from incidents.forms.people import ColleagueField
from incidents.forms.report import LONGEST
from incidents.languages import SPOKEN
from incidents.models import Case, Referral
from incidents.transitions import TRANSITIONS
from vault.models import Grant

# Acknowledging and closing have buttons of their own; erasure is nobody's choice.
OTHERWISE = frozenset({State.ACKNOWLEDGED, State.CLOSED, State.ANONYMISED})
REFERRED = f"{State.REFERRED}:"  # followed by the consent that allows it

NO_REFERRAL = _("Weitervermitteln geht erst, wenn die Person dem zugestimmt hat.")


def colleagues(case: Case) -> QuerySet[User]:
    """Return whom of the office something in the case can be given to: who can open all of it."""
    able = Grant.objects.usable().filter(envelope=case.internal_envelope_id)
    readers = User.objects.office().filter(key_pair__in=able.values("key_pair"))
    return with_absence(readers.order_by("name"))


class DoneForm(BaseForm):
    """A button without fields."""


class VersionedForm(BaseForm):
    """Carries the version of the case that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MessageForm(WithFiles, VersionedForm, OnceForm):
    """An answer to the reporter."""

    field_order = ("version", "once", "text", "uploads")

    text = forms.CharField(
        label=_("Antwort"),
        help_text=_("Die meldende Person liest das in ihrem Postfach."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-key": "r"}),
        error_messages={"required": _("Die Antwort ist leer.")},
    )


class NoteForm(WithFiles, OnceForm):
    """A note that the reporter does not get."""

    field_order = ("once", "text", "uploads")

    text = forms.CharField(
        label=_("Notiz"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-key": "a"}),
        error_messages={"required": _("Die Notiz ist leer.")},
    )


class AssignForm(VersionedForm):
    """Who is responsible."""

    person = ColleagueField(label=_("Zuständig"), queryset=User.objects.none())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(case)


class LanguageForm(VersionedForm):
    """In which language the person writes or speaks."""

    language = forms.ChoiceField(label=_("Sprache der Person"), choices=list(SPOKEN.items()))


class DateForm(VersionedForm):
    """The day on which somebody looks at the case again."""

    next_date = forms.DateField(
        label=_("Nächster Termin"),
        help_text=_("Die meldende Person sieht den Tag im Postfach, wenn keine Antwort aussteht."),
        widget=forms.DateInput(attrs={"type": "date", "data-key": "t"}, format="%Y-%m-%d"),
    )

    def clean_next_date(self) -> Any:
        """Refuse a day that has passed."""
        return not_past(self.cleaned_data["next_date"])


class MoveForm(DateForm):
    """A new state from the transition table; an open case keeps a next date or gets one.

    A case is referred by a consent: each usable one is a choice of its own.
    """

    to = forms.ChoiceField(label=_("Neuer Status"))

    field_order = ("version", "to", "next_date")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_date"].required = case.next_date is None
        self.fields["next_date"].widget.attrs.pop("data-key")  # that is the date's own form
        moves = TRANSITIONS[State(case.state)]
        self._may_refer = State.REFERRED in moves
        self._passed_on = self._may_refer and Referral.objects.passed_on(case).exists()
        self._others = [
            (state.value, str(state.label))
            for state in moves
            if state not in OTHERWISE | {State.REFERRED}
        ]
        # What was sent is kept while the case is locked; it is judged once the case is open.
        self.offer_referrals([(sent, "") for sent in _consents_sent(self)])

    def offer_referrals(self, consents: Iterable[tuple[UUID, str]]) -> None:
        """Offer exactly these consents, each by the words in which it was asked for.

        None is needed once a body was told by one.
        """
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        label = str(State.REFERRED.label)
        referrals = [
            (f"{REFERRED}{pk}", f"{label}: {words}" if words else label) for pk, words in consents
        ]
        if self._passed_on:
            referrals = [(State.REFERRED.value, label)]
        field.choices = self._others + (referrals if self._may_refer else [])
        field.help_text = NO_REFERRAL if self._may_refer and not referrals else ""

    def clean(self) -> dict[str, Any]:
        """Tell state and consent apart."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        state, _colon, consent_id = cleaned.get("to", "").partition(":")
        return cleaned | {"to": state, "consent_id": UUID(consent_id) if consent_id else None}

    def clean_next_date(self) -> Any:
        """Let a move leave the date as it is."""
        return super().clean_next_date() if self.cleaned_data["next_date"] else None


def _consents_sent(form: MoveForm) -> list[UUID]:
    sent = str(form.data.get(form.add_prefix("to"), ""))
    with suppress(ValueError):
        return [UUID(sent.removeprefix(REFERRED))] if sent.startswith(REFERRED) else []
    return []


class CloseForm(VersionedForm):
    """The end of a case, with the reason that only the office reads."""

    closing_reason = forms.ChoiceField(
        label=_("Grund"),
        error_messages={"required": _("Wähle bitte, warum der Fall abgeschlossen wird.")},
    )
    reason = forms.CharField(
        label=_("Anmerkung für die Beratungsstelle"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, book: CodeBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["closing_reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *book.choices(CodeList.CLOSING_REASON)]

    def say_missing(self, names: Iterable[str]) -> None:
        """Name what must be known before the case can be closed for this reason."""
        missing = ", ".join(f"„{LABELS[name]}“" for name in names)
        self.add_error(
            "closing_reason",
            _("Für diesen Grund fehlt noch die Einordnung: %(missing)s.") % {"missing": missing},
        )
