"""What the list of cases can be narrowed to."""

from uuid import UUID

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.enums import State
from incidents.models.case import CaseQuerySet

# What comes first is on top; databases differ in where they put what has no date.
NEXT_FIRST = (F("reply_due_on").asc(nulls_last=True), F("next_date").asc(nulls_last=True))


class QueueForm(BaseForm):
    """State and ownership; anything else in the address is ignored."""

    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("open", _("Offene")), ("all", _("Alle")), *State.choices],
    )
    mine = forms.BooleanField(label=_("Nur meine"), required=False)

    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def apply(self, cases: CaseQuerySet, user_id: UUID) -> CaseQuerySet:
        """Return the cases that the form asks for; the open ones unless it says otherwise."""
        asked = self.cleaned_data if self.is_valid() else {}
        state = asked.get("state") or "open"
        if state == "open":
            cases = cases.open()
        elif state != "all":
            cases = cases.filter(state=state)
        if asked.get("person"):
            cases = cases.filter(responsible_id=asked["person"])
        return cases.filter(responsible_id=user_id) if asked.get("mine") else cases


def queue_order(cases: CaseQuerySet) -> CaseQuerySet:
    """Put urgent ones first, then unread ones, then by the date that comes next."""
    return cases.order_by("-urgent", "-unread", *NEXT_FIRST, "received_at")
