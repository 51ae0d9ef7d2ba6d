"""The forms on the page of a case: of everything that this person may do with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import ModelChoiceField

from accounts.access import Right, StaffRequest, has_right
from ateams.web.forms import BaseForm
from codelists.selectors import CodeBook
from incidents.agg import may_apply
from incidents.consent_cards import Told, usable_for
from incidents.enums import State, Step
from incidents.forms.agg import AggForm
from incidents.forms.agreements import AgreementForm
from incidents.forms.interventions import InterventionForm
from incidents.forms.links import LinkForm
from incidents.forms.once import OnceForm
from incidents.forms.referrals import ReferralForm
from incidents.forms.reply_templates import TemplateChoiceForm
from incidents.forms.tasks import TaskForm
from incidents.forms.work import (
    AssignForm,
    CloseForm,
    DateForm,
    LanguageForm,
    MessageForm,
    MoveForm,
    NoteForm,
    VersionedForm,
)
from incidents.models import Case
from incidents.reply_templates import insertable_into
from incidents.selectors import OpenCase, codes_of
from incidents.transitions import TRANSITIONS

Forms = dict[str, BaseForm]


@dataclass(frozen=True)
class Shown:
    """What every part of the page needs: who looks at which case, and what was opened of it.

    `bound` are forms that come back, by the name of their action or the id of what they are about.
    """

    request: StaffRequest
    opened: OpenCase
    bound: Forms
    consents: list[Told]
    book: CodeBook
    is_guest: bool

    @property
    def case(self) -> Case:
        """The case that is shown."""
        return self.opened.case

    @property
    def works_on_it(self) -> bool:
        """Whether this person does the office's work."""
        return has_right(self.request.user, Right.WORK_ON_CASES)


def forms_of(shown: Shown) -> Forms:
    """Return the empty form of everything that may be done; whoever only reads may note."""
    forms: Forms = {"note": NoteForm(auto_id="note_%s")}
    if shown.is_guest:
        return forms
    initial = {"version": shown.case.version}
    forms |= {
        "message": MessageForm(initial=initial, auto_id="message_%s"),
        "acknowledge": VersionedForm(initial=initial, auto_id=False),
    }
    if shown.works_on_it:
        forms |= _of_every_case(shown, initial)
        if shown.case.is_open:
            forms |= _of_an_open_case(shown, initial)
    return forms


def insert_form(shown: Shown) -> TemplateChoiceForm | None:
    """Return the choice of texts that can go into the answer, if there are any."""
    offered = insertable_into(shown.case) if shown.works_on_it else []
    return TemplateChoiceForm(offered=offered, auto_id="message_%s") if offered else None


def offer_referrals(forms: Forms, consents: list[Told]) -> None:
    """Let the form that moves the case offer the consents as they are now."""
    if isinstance(move := forms.get("move"), MoveForm):
        move.offer_referrals(usable_for(Step.REFERRAL, consents))


def _of_every_case(shown: Shown, initial: dict[str, int]) -> Forms:
    case, book = shown.case, shown.book
    language = {"language": case.language}
    forms: Forms = {
        "move": MoveForm(case=case, initial=initial, auto_id="move_%s"),
        "language": LanguageForm(initial=initial | language, auto_id="language_%s"),
        "link": LinkForm(case=case, cases=Case.objects.none(), auto_id="link_%s"),
        "review": OnceForm(auto_id="review_%s"),
        "intervention": InterventionForm(
            consents=shown.consents, book=book, auto_id="intervention_%s"
        ),
    }
    if State.CLOSED in TRANSITIONS[State(case.state)]:
        forms["close"] = CloseForm(initial=initial, book=book, auto_id="close_%s")
    return forms


def _of_an_open_case(shown: Shown, initial: dict[str, int]) -> Forms:
    case = shown.case
    me = {"person": shown.request.user.pk}
    person, day = {"person": case.responsible_id}, {"next_date": case.next_date}
    forms: Forms = {
        "assign": AssignForm(case=case, initial=initial | person, auto_id="assign_%s"),
        "date": DateForm(initial=initial | day, auto_id="date_%s"),
        "task": TaskForm(case=case, initial=me, auto_id="task_%s"),
        "referral": ReferralForm(auto_id="referral_%s"),
        "agreement": AgreementForm(auto_id="agreement_%s"),
    }
    if may_apply(codes_of(shown.opened)):
        forms["agg"] = AggForm(case=case, initial=me, auto_id="agg_%s")
    _ask_for_people_once(forms)
    return forms


def _ask_for_people_once(forms: Forms) -> None:
    """Let all forms that name somebody offer the same people, read in one query."""
    asking = [form.fields["person"] for form in forms.values() if "person" in form.fields]
    fields = [field for field in asking if isinstance(field, ModelChoiceField)]
    people = [*fields[0].widget.choices]
    for field in fields:
        field.choices = people
