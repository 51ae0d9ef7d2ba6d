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
from accounts.models import User
from ateams.web.forms import BaseForm
from codelists.enums import CodeList
from codelists.selectors import code_book
from incidents.classified import in_words
from incidents.consent_cards import cards_for_staff, cards_for_team
from incidents.drafts import OpenDraft, drafts_of
from incidents.enums import Clock, Show, State
from incidents.forms.agreements import AgreementCheckForm
from incidents.forms.referrals import ReferralMoveForm
from incidents.forms.timeline import TimelineForm
from incidents.guests import only_reads
from incidents.kept_out import kept_out_of
from incidents.lines import Line
from incidents.linked import linked_cases
from incidents.models import Agreement, Case, Referral
from incidents.openings import newest_openings
from incidents.presenters import readers_of
from incidents.running_clocks import Running, clocks_of
from incidents.selectors import OpenCase, consents_of, interpreter_wish, open_work
from incidents.services import work
from incidents.timeline import LISTS, timeline_page
from incidents.transitions import TRANSITIONS
from incidents.undo import offered
from incidents.views.case_doing import DRAFTED
from incidents.views.case_forms import Forms, Shown, forms_of, insert_form, offer_referrals
from incidents.walk import walk_from


@dataclass(frozen=True, slots=True)
class Quick:
    """One of the quick actions above the timeline: what its buttons say, where it is sent to."""

    name: str
    title: str | Promise
    send: str | Promise

    def shown(
        self,
        case: Case,
        form: BaseForm,
        draft: OpenDraft | None,
        *,
        unfolded: str,
        unasked: bool = False,
    ) -> dict[str, object]:
        """Return what the template needs of it."""
        address = reverse(f"incidents:case-{self.name}", args=[case.reference])
        drafts = reverse("incidents:draft-save", args=[case.reference, self.name])
        return {
            "action": self,
            "form": form,
            "unfolded": self.name == unfolded,
            "unasked": unasked and self.name == unfolded,
            "address": address,
            "draft_address": drafts if self.name in DRAFTED else "",
            "draft": None if form.is_bound else draft,
        }


QUICK = (
    Quick("message", _("Antwort"), _("Antwort senden")),
    Quick("note", _("Notiz"), _("Notiz speichern")),
    Quick("intervention", _("Maßnahme"), _("Maßnahme eintragen")),
    Quick("task", _("Aufgabe"), _("Aufgabe stellen")),
    Quick("date", _("Termin"), _("Termin speichern")),
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
    shown = Shown(
        request,
        opened,
        bound or {},
        consents_of(opened.case, opened.shared),
        code_book(*LISTS, CodeList.INCIDENT_KIND, CodeList.GROUND),
        is_guest=only_reads(opened.case, request.user),
    )
    context = {
        "case": opened.case,
        "bound": shown.bound,
        "notice": notice,
        "undo": offered(request),
        "walk": walk_from(request, opened.case),
        **_timeline(shown),
        **_actions(shown),
        **_facts(shown),
    }
    return render(request, "incidents/case.html", context)


def _timeline(shown: Shown) -> dict[str, object]:
    asked = shown.request.GET
    form = TimelineForm(asked)
    page, lines = timeline_page(shown.opened, form.shown, asked.get("page"), shown.book)
    return {
        "page": page,
        "entries": [_with_form(line, shown) for line in lines],
        "show": form.shown,
        "shows": Show,
        "query": f"show={form.shown}",
    }


def _with_form(line: Line, shown: Shown) -> Line:
    """Give a referral or an agreement the form that says how it went on."""
    if line.thing is None:
        return line
    pk = str(line.thing.pk)
    form: BaseForm | None = shown.bound.get(pk)
    if form is None and isinstance(line.thing, Referral):
        form = ReferralMoveForm(consents=shown.consents, auto_id=f"{pk}_%s")
    elif form is None and isinstance(line.thing, Agreement):
        form = AgreementCheckForm(auto_id=f"{pk}_%s")
    return replace(line, form=form)


def _actions(shown: Shown) -> dict[str, object]:
    case, user = shown.case, shown.request.user
    forms = forms_of(shown)
    drafts = _fill_in_drafts(shown, forms)
    forms |= shown.bound
    offer_referrals(forms, shown.consents)
    told = TimelineForm(shown.request.GET).unfolded
    unfolded = next(iter(shown.bound), "") or told or next(iter(drafts), "")
    unasked = not unfolded
    unfolded = unfolded or _done_next(case, user)
    return {
        "forms": forms,
        "quick": [
            quick.shown(
                case,
                forms[quick.name],
                drafts.get(quick.name),
                unfolded=unfolded,
                unasked=unasked,
            )
            for quick in QUICK
            if quick.name in forms
        ],
        "insert": insert_form(shown),
        "may_close": State.CLOSED in TRANSITIONS[State(case.state)],
        "may_acknowledge": has_right(user, Right.ACKNOWLEDGE_CASES) and not shown.is_guest,
        "may_propose": has_right(user, Right.PROPOSE_STEPS) and not shown.is_guest,
        "note_title": gettext("Interne Notiz, nur für die Beratungsstelle")
        if shown.opened.internal
        else gettext("Notiz für alle, die den Fall lesen"),
    }


def _done_next(case: Case, user: User) -> str:
    """Return what this person most likely does now: the answer that is owed, if one is."""
    owes = case.reply_due_on is not None or not has_right(user, Right.WORK_ON_CASES)
    return "message" if owes else ""


def _fill_in_drafts(shown: Shown, forms: Forms) -> dict[str, OpenDraft]:
    """Put what the person had typed into the forms; return which of them have a draft.

    A form that comes back says itself what was typed.
    """
    key = reading_key(shown.request)
    drafts = drafts_of(shown.case, shown.request.user, key) if key else {}
    wanted = forms.keys() - shown.bound.keys()
    found = {name: draft for name, draft in drafts.items() if name in wanted}
    for name, draft in found.items():
        forms[name].initial = {**forms[name].initial, **draft.values}
    return found


def _facts(shown: Shown) -> dict[str, object]:
    case, opened, may_ask = shown.case, shown.opened, shown.works_on_it
    cards = cards_for_staff if may_ask else cards_for_team
    undone = open_work(case) if may_ask else {"tasks": 0, "proposals": 0}
    return {
        "interpreter": interpreter_wish(opened),
        "readers": readers_of(case),
        "kept_out": kept_out_of(case, opened.shared) if opened.internal else None,
        "openings": newest_openings(case),
        "consents": cards(shown.consents),
        "may_ask": may_ask,
        "is_guest": shown.is_guest,
        "open_proposals": undone["proposals"],
        "classification": opened.classified and in_words(opened.classified, shown.book),
        "linked": linked_cases(opened, shown.request.user),
        "clocks": _shown_clocks(case) if may_ask else [],
        "open_tasks": undone["tasks"],
    }


def _shown_clocks(case: Case) -> list[Running]:
    """Return the clocks worth telling; that nothing has happened for long, only once it is so."""
    today = timezone.localdate()
    return [
        one for one in clocks_of(case) if one.clock != Clock.SILENCE or (one.due or today) <= today
    ]
