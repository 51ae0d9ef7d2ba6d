"""The page of one case: its timeline, what can be done with it, and facts beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, has_right, reading_key
from ateams.web.forms import BaseForm
from incidents.agg import may_apply
from incidents.consent_cards import Told, cards_for_staff, cards_for_team
from incidents.drafts import OpenDraft, drafts_of
from incidents.enums import Clock, Show, State
from incidents.forms.agg import AggForm
from incidents.forms.agreements import AgreementCheckForm, AgreementForm
from incidents.forms.interventions import InterventionForm
from incidents.forms.links import LinkForm
from incidents.forms.once import OnceForm
from incidents.forms.referrals import ReferralForm, ReferralMoveForm
from incidents.forms.tasks import TaskForm
from incidents.forms.timeline import TimelineForm
from incidents.forms.work import (
    AssignForm,
    CloseForm,
    DateForm,
    MessageForm,
    MoveForm,
    NoteForm,
    VersionedForm,
)
from incidents.lines import Line
from incidents.linked import linked_cases
from incidents.models import Agreement, Case, Referral, Task
from incidents.openings import newest_openings
from incidents.presenters import readers_of
from incidents.running_clocks import Running, clocks_of
from incidents.selectors import OpenCase, codes_of, consents_of
from incidents.services import work
from incidents.timeline import timeline_page
from incidents.transitions import TRANSITIONS
from incidents.views.case_doing import DRAFTED

Forms = dict[str, BaseForm]


@dataclass(frozen=True, slots=True)
class Quick:
    """One of the quick actions above the timeline: what its buttons say, where it is sent to."""

    name: str
    title: str | Promise
    send: str | Promise
    key: str = ""

    def shown(
        self, case: Case, form: BaseForm, draft: OpenDraft | None, *, unfolded: str
    ) -> dict[str, object]:
        """Return what the template needs of it."""
        address = reverse(f"incidents:case-{self.name}", args=[case.reference])
        drafts = reverse("incidents:draft-save", args=[case.reference, self.name])
        return {
            "action": self,
            "form": form,
            "unfolded": self.name == unfolded,
            "address": address,
            "draft_address": drafts if self.name in DRAFTED else "",
            "draft": None if form.is_bound else draft,
        }


QUICK = (
    Quick("message", _("Antwort"), _("Antwort senden"), "a"),
    Quick("note", _("Notiz"), _("Notiz speichern"), "n"),
    Quick("intervention", _("Maßnahme"), _("Maßnahme eintragen"), "m"),
    Quick("task", _("Aufgabe"), _("Aufgabe stellen")),
    Quick("date", _("Termin"), _("Termin speichern"), "t"),
    Quick("referral", _("Verweis"), _("Angebot eintragen")),
    Quick("agreement", _("Vereinbarung"), _("Vereinbarung eintragen")),
    Quick("agg", _("AGG-Frist"), _("Weiter")),
    Quick("link", _("Verknüpfung"), _("Fälle verknüpfen")),
)


def show_page(
    request: StaffRequest, opened: OpenCase, *, bound: Forms | None = None, notice: str = ""
) -> HttpResponse:
    """Show an opened case, which is recorded; `bound` are forms that come back."""
    work.record_opening(case=opened.case, by=request.user)
    consents = consents_of(opened.case, opened.shared)
    context = {
        "case": opened.case,
        "bound": bound or {},
        "notice": notice,
        **_timeline(request, opened, consents, bound or {}),
        **_actions(request, opened, consents, bound or {}),
        **_facts(request, opened, consents),
    }
    return render(request, "incidents/case.html", context)


def _timeline(
    request: StaffRequest, opened: OpenCase, consents: list[Told], bound: Forms
) -> dict[str, object]:
    form = TimelineForm(request.GET)
    query = f"show={form.shown}"
    page, lines = timeline_page(opened, form.shown, request.GET.get("page"))
    lines = [_with_form(line, consents, bound) for line in lines]
    return {"page": page, "entries": lines, "show": form.shown, "shows": Show, "query": query}


def _with_form(line: Line, consents: list[Told], bound: Forms) -> Line:
    """Give a referral or an agreement the form that says how it went on."""
    if line.thing is None:
        return line
    pk = str(line.thing.pk)
    form: BaseForm | None = bound.get(pk)
    if form is None and isinstance(line.thing, Referral):
        form = ReferralMoveForm(consents=consents, auto_id=f"{pk}_%s")
    elif form is None and isinstance(line.thing, Agreement):
        form = AgreementCheckForm(auto_id=f"{pk}_%s")
    return replace(line, form=form)


def _actions(
    request: StaffRequest, opened: OpenCase, consents: list[Told], bound: Forms
) -> dict[str, object]:
    case = opened.case
    forms = _forms(opened, request, consents)
    drafts = _fill_in_drafts(request, case, forms)
    forms |= bound
    asked = (
        next(iter(bound), "")
        or TimelineForm(request.GET).unfolded
        or next(iter(drafts), "")
        or _done_next(case, request)
    )
    return {
        "forms": forms,
        "quick": [
            quick.shown(case, forms[quick.name], drafts.get(quick.name), unfolded=asked)
            for quick in QUICK
            if quick.name in forms
        ],
        "may_close": State.CLOSED in TRANSITIONS[State(case.state)],
        "may_acknowledge": has_right(request.user, Right.ACKNOWLEDGE_CASES),
        "note_title": gettext("Interne Notiz, nur für die Beratungsstelle")
        if opened.internal
        else gettext("Notiz für alle, die den Fall lesen"),
    }


def _done_next(case: Case, request: StaffRequest) -> str:
    """Return what this person most likely does now: the answer that is owed, if one is."""
    owes = case.reply_due_on is not None or not has_right(request.user, Right.WORK_ON_CASES)
    return "message" if owes else ""


def _fill_in_drafts(request: StaffRequest, case: Case, forms: Forms) -> dict[str, OpenDraft]:
    """Put what the person had typed into the forms; return which of them have a draft."""
    key = reading_key(request)
    drafts = drafts_of(case, request.user, key) if key else {}
    found = {name: draft for name, draft in drafts.items() if name in forms}
    for name, draft in found.items():
        forms[name].initial = {**forms[name].initial, **draft.values}
    return found


def _facts(request: StaffRequest, opened: OpenCase, consents: list[Told]) -> dict[str, object]:
    case = opened.case
    may_ask = has_right(request.user, Right.WORK_ON_CASES)
    cards = cards_for_staff if may_ask else cards_for_team
    return {
        "readers": readers_of(case),
        "openings": newest_openings(case),
        "consents": cards(consents),
        "may_ask": may_ask,
        "linked": linked_cases(opened, request.user),
        "clocks": _shown_clocks(case) if may_ask else [],
        "open_tasks": Task.objects.open().filter(entry__case=case).count() if may_ask else 0,
    }


def _shown_clocks(case: Case) -> list[Running]:
    """Return the clocks worth telling; that nothing has happened for long, only once it is so."""
    today = timezone.localdate()
    return [
        one for one in clocks_of(case) if one.clock != Clock.SILENCE or (one.due or today) <= today
    ]


def _forms(opened: OpenCase, request: StaffRequest, consents: list[Told]) -> Forms:
    """Return the forms of everything that this person may do with the case."""
    case = opened.case
    initial = {"version": case.version}
    forms: Forms = {
        "message": MessageForm(initial=initial, auto_id="message_%s"),
        "note": NoteForm(auto_id="note_%s"),
        "acknowledge": VersionedForm(initial=initial, auto_id=False),
    }
    if has_right(request.user, Right.WORK_ON_CASES):
        forms |= _office_forms(case, request, initial)
        if case.is_open and may_apply(codes_of(opened)):
            me = {"person": request.user.pk}
            forms["agg"] = AggForm(case=case, initial=me, auto_id="agg_%s")
        forms["link"] = LinkForm(case=case, cases=Case.objects.none(), auto_id="link_%s")
        forms["review"] = OnceForm(auto_id="review_%s")
        forms["intervention"] = InterventionForm(consents=consents, auto_id="intervention_%s")
    return forms


def _office_forms(case: Case, request: StaffRequest, initial: dict[str, int]) -> Forms:
    person = {"person": case.responsible_id}
    day = {"next_date": case.next_date}
    forms: Forms = {"move": MoveForm(case=case, initial=initial, auto_id="move_%s")}
    if State.CLOSED in TRANSITIONS[State(case.state)]:
        forms["close"] = CloseForm(initial=initial, auto_id="close_%s")
    if case.is_open:
        me = {"person": request.user.pk}
        forms |= {
            "assign": AssignForm(case=case, initial=initial | person, auto_id="assign_%s"),
            "date": DateForm(initial=initial | day, auto_id="date_%s"),
            "task": TaskForm(case=case, initial=me, auto_id="task_%s"),
            "referral": ReferralForm(auto_id="referral_%s"),
            "agreement": AgreementForm(auto_id="agreement_%s"),
        }
    return forms
