"""Steps outside: the page of a case on which consent is asked for and used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from ateams.web.forms import BaseForm
from incidents.consent_cards import cards_for_staff
from incidents.enums import Step
from incidents.forms.consents import AskForm, OverrideForm, RecallForm, StepForm, TalkForm
from incidents.further_readers import FurtherReaders, further_readers
from incidents.kept_out import kept_out_of
from incidents.models import Case, Consent
from incidents.selectors import OpenCase, consents_of
from incidents.services import consents, outward, work
from incidents.services.consents import ConsentMissing, NotEntitled
from incidents.services.outward import NobodyToLetIn
from incidents.transitions import ForbiddenMove
from incidents.views.opening import case_or_404, locked, open_or_404

Readers = dict[str, FurtherReaders]


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def steps(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what is allowed, asked, refused and taken back, and what can be asked for."""
    found = case_or_404(request, reference)
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking)
    if request.method == "POST":
        return redirect("incidents:case-steps", reference=found.reference)
    return _page(request, open_or_404(found, unlocking))


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that was sent: in which case, about which consent if any, and by whom."""

    opened: OpenCase
    consent_id: UUID | None
    request: StaffRequest


@dataclass(frozen=True, slots=True)
class Action:
    """Something that staff does about a consent: who may, with which form, by which service."""

    form: Callable[[Any, Readers], BaseForm]
    do: Callable[[Doing, Any], object]
    right: Right = Right.WORK_ON_CASES


def _ask(doing: Doing, form: AskForm) -> None:
    consents.ask(
        case=doing.opened.case,
        wish=form.wish(),
        once=form.cleaned_data["once"],
        by=doing.request.user,
        shared=doing.opened.shared,
    )


def _record_talk(doing: Doing, form: TalkForm) -> None:
    consents.record_talk(
        case=doing.opened.case,
        wish=form.wish(),
        talk_on=form.cleaned_data["talk_on"],
        how=form.cleaned_data["how"],
        once=form.cleaned_data["once"],
        by=doing.request.user,
        shared=doing.opened.shared,
    )


def _override(doing: Doing, form: OverrideForm) -> None:
    assert doing.opened.internal
    consents.override(
        case=doing.opened.case,
        wish=form.wish(),
        reason=form.cleaned_data["reason"],
        once=form.cleaned_data["once"],
        by=doing.request.user,
        shared=doing.opened.shared,
        internal=doing.opened.internal,
    )


def _take(doing: Doing, form: StepForm) -> None:
    opened = doing.opened
    told = {told.consent.id: told for told in consents_of(opened.case, opened.shared)}
    if doing.consent_id not in told:
        raise Http404
    assert opened.internal
    about: dict[str, Any] = {
        "case": opened.case,
        "consent_id": doing.consent_id,
        "once": form.cleaned_data["once"],
        "by": doing.request.user,
        "shared": opened.shared,
        "internal": opened.internal,
    }
    step = told[doing.consent_id].step
    if step is None:
        raise ConsentMissing
    if step == Step.READERS:
        outward.open_to(**about)
    else:
        outward.take_step(
            step=step, on=form.cleaned_data["on"], note=form.cleaned_data["note"], **about
        )


def _recall(doing: Doing, _form: RecallForm) -> None:
    assert doing.consent_id
    consents.recall(case=doing.opened.case, consent_id=doing.consent_id, by=doing.request.user)


ACTIONS: dict[str, Action] = {
    "ask": Action(lambda data, who: AskForm(data, readers=who, auto_id="ask_%s"), _ask),
    "talk": Action(lambda data, who: TalkForm(data, readers=who, auto_id="talk_%s"), _record_talk),
    "override": Action(
        lambda data, who: OverrideForm(data, readers=who, auto_id="override_%s"),
        _override,
        Right.OVERRIDE_CONSENT,
    ),
}
ABOUT_ONE: dict[str, Action] = {
    "take": Action(lambda data, _who: StepForm(data), _take),
    "recall": Action(lambda data, _who: RecallForm(data), _recall),
}


@require_POST
@require(Right.WORK_ON_CASES)
def act(
    request: StaffRequest, reference: str, action: str, consent_id: UUID | None = None
) -> HttpResponse:
    """Do one thing about a consent. What was typed survives a lock, a mistake and a change."""
    try:
        return _act(request, reference, action, consent_id)
    except (Case.DoesNotExist, Consent.DoesNotExist, NotEntitled):
        raise Http404 from None


def _act(
    request: StaffRequest, reference: str, action: str, consent_id: UUID | None
) -> HttpResponse:
    wanted = (ABOUT_ONE if consent_id else ACTIONS)[action]
    found = case_or_404(request, reference)
    if not has_right(request.user, wanted.right):
        raise Http404
    if consent_id and not found.consents.filter(pk=consent_id).exists():
        raise Http404
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        form = wanted.form(request.POST, further_readers(found))
        return locked(request, found, unlocking, form=form)
    opened = open_or_404(found, unlocking)
    form = wanted.form(request.POST, _who(opened))
    notice = ""
    if form.is_valid():
        try:
            wanted.do(Doing(opened, consent_id, request), form)
        except (ConsentMissing, ForbiddenMove):
            notice = gettext("Das geht so nicht mehr: Das Einverständnis hat sich geändert.")
        except NobodyToLetIn:
            notice = gettext("Von diesen Personen kann gerade niemand neu mitlesen.")
        else:
            return redirect("incidents:case-steps", reference=found.reference)
    return _page(request, opened, bound={str(consent_id or action): form}, notice=notice)


def _who(opened: OpenCase) -> Readers:
    """Return who could be let in: nobody whom the reporter shut out."""
    return further_readers(opened.case, kept_out_of(opened.case, opened.shared))


def _page(
    request: StaffRequest,
    opened: OpenCase,
    *,
    bound: dict[str, BaseForm] | None = None,
    notice: str = "",
) -> HttpResponse:
    """Show the page; what it tells of the case is an opening, and recorded as one."""
    work.record_opening(case=opened.case, by=request.user)
    cards = cards_for_staff(consents_of(opened.case, opened.shared, opened.internal))
    bound = bound or {}
    today = {"on": timezone.localdate()}
    sent = {name: form for name, form in bound.items() if isinstance(form, StepForm)}
    step_forms = {
        card.id: sent.get(str(card.id)) or StepForm(initial=today, auto_id=f"{card.id}_%s")
        for card in cards
    }
    who = _who(opened)
    context = {
        "case": opened.case,
        "cards": [(card, step_forms[card.id]) for card in cards],
        "forms": {
            name: bound.get(name) or action.form(None, who)
            for name, action in ACTIONS.items()
            if has_right(request.user, action.right)
        },
        "bound": bound,
        "notice": notice,
    }
    return render(request, "incidents/steps.html", context)
