"""Actions of the office's own work: interventions, tasks, referrals, agreements, links, reviews."""

from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext

from accounts.access import Right, reading_key
from codelists.enums import CodeList
from codelists.selectors import code_book
from incidents.agg import may_apply
from incidents.enums import EntryKind
from incidents.forms.agg import AggForm
from incidents.forms.agreements import AgreementCheckForm, AgreementForm
from incidents.forms.interventions import InterventionForm
from incidents.forms.links import LinkForm
from incidents.forms.once import OnceForm
from incidents.forms.referrals import ReferralForm, ReferralMoveForm
from incidents.forms.tasks import TaskForm
from incidents.forms.work import DoneForm
from incidents.models import Case, CaseLink, Entry
from incidents.selectors import cases_of, codes_of, consents_in, open_case
from incidents.services import agreements, interventions, links, referrals, tasks
from incidents.services.links import AlreadyLinked
from incidents.services.review import note_review
from incidents.views.case_doing import Action, Doing

_office = partial(Action, Right.WORK_ON_CASES)


def _entries(kind: EntryKind, case: Case) -> QuerySet[Entry]:
    return case.entries.filter(kind=kind)


def _intervene(doing: Doing, form: InterventionForm) -> None:
    told = dict(form.cleaned_data)
    told["consent_id"] = form.consent_id() if form.step else None
    del told["consent"]
    interventions.record_intervention(**doing.for_office, shared=doing.opened.shared, **told)


def _set_task(doing: Doing, form: TaskForm) -> None:
    tasks.set_task(**doing.for_office, **form.cleaned_data)


def _check_two_months(doing: Doing, form: AggForm) -> None:
    if not may_apply(codes_of(doing.opened)):
        raise Http404
    tasks.set_task(
        **doing.for_office,
        text=gettext("AGG: zwei Monate prüfen"),
        due_on=form.cleaned_data["due_on"],
        person=form.cleaned_data["person"],
        once=form.cleaned_data["once"],
        counted=form.two_months(),
    )


def _finish_task(doing: Doing, _form: DoneForm) -> None:
    assert doing.about
    tasks.finish_task(**doing.for_office, task_id=doing.about)


def _offer_referral(doing: Doing, form: ReferralForm) -> None:
    referrals.offer_referral(**doing.for_office, **form.cleaned_data)


def _move_referral(doing: Doing, form: ReferralMoveForm) -> None:
    assert doing.about
    referrals.move_referral(
        **doing.for_office,
        shared=doing.opened.shared,
        referral_id=doing.about,
        to=form.cleaned_data["to"],
        text=form.cleaned_data["text"],
        consent_id=form.consent_id(),
    )


def _agree(doing: Doing, form: AgreementForm) -> None:
    agreements.make_agreement(**doing.for_office, **form.cleaned_data)


def _check_agreement(doing: Doing, form: AgreementCheckForm) -> None:
    assert doing.about
    agreements.check_agreement(**doing.for_office, agreement_id=doing.about, **form.cleaned_data)


def _link(doing: Doing, form: LinkForm) -> None:
    key = reading_key(doing.request)
    assert key
    other = open_case(form.cleaned_data["reference"], key)
    if other is None or other.internal is None:
        form.add_error("reference", gettext("Diesen Fall kannst du nicht ganz öffnen."))
        return
    try:
        links.link_cases(
            **doing.for_office,
            other=other.case,
            other_internal=other.internal,
            reason=form.cleaned_data["reason"],
            once=form.cleaned_data["once"],
        )
    except AlreadyLinked:
        form.add_error("reference", gettext("Die beiden Fälle sind schon verknüpft."))


def _unlink(doing: Doing, _form: DoneForm) -> None:
    assert doing.about
    links.unlink_cases(case=doing.opened.case, link_id=doing.about, by=doing.request.user)


def _review(doing: Doing, form: OnceForm) -> None:
    note_review(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


WORK: dict[str, Action] = {
    "intervention": _office(
        lambda sent: InterventionForm(
            sent.data,
            consents=consents_in(sent.opened),
            book=code_book(CodeList.INTERVENTION),
            auto_id="intervention_%s",
        ),
        _intervene,
    ),
    "task": _office(lambda sent: TaskForm(sent.data, case=sent.case, auto_id="task_%s"), _set_task),
    "agg": _office(
        lambda sent: AggForm(sent.data, case=sent.case, auto_id="agg_%s"), _check_two_months
    ),
    "referral": _office(
        lambda sent: ReferralForm(sent.data, auto_id="referral_%s"), _offer_referral
    ),
    "agreement": _office(lambda sent: AgreementForm(sent.data, auto_id="agreement_%s"), _agree),
    "link": _office(
        lambda sent: LinkForm(
            sent.data, case=sent.case, cases=cases_of(sent.request.user), auto_id="link_%s"
        ),
        _link,
    ),
    "review": _office(lambda sent: OnceForm(sent.data, auto_id="review_%s"), _review),
}
# What one thing in a case is done with, and where it is sent to.
ABOUT_ONE: dict[str, Action] = {
    "task-done": _office(
        lambda sent: DoneForm(sent.data),
        _finish_task,
        about=partial(_entries, EntryKind.TASK),
        address="tasks/<uuid:task_id>/done/",
    ),
    "referral-move": _office(
        lambda sent: ReferralMoveForm(
            sent.data, consents=consents_in(sent.opened), auto_id="referral_move_%s"
        ),
        _move_referral,
        about=partial(_entries, EntryKind.REFERRAL),
        address="referrals/<uuid:referral_id>/move/",
    ),
    "agreement-check": _office(
        lambda sent: AgreementCheckForm(sent.data, auto_id="agreement_check_%s"),
        _check_agreement,
        about=partial(_entries, EntryKind.AGREEMENT),
        address="agreements/<uuid:agreement_id>/check/",
    ),
    "link-remove": _office(
        lambda sent: DoneForm(sent.data),
        _unlink,
        about=lambda case: CaseLink.objects.of(case.pk),
        address="links/<uuid:link_id>/remove/",
    ),
}
