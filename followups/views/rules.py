"""Rules: who is reminded when. Everybody in the office reads them, the lead changes them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, has_right, require
from ateams.school_holidays import calendar, end_is_near
from followups.default_rules import Stage, defaults_of, make_rule
from followups.enums import Counting, Who
from followups.forms.rules import RuleForm
from followups.models import Rule
from followups.preview import DAYS, foresee_rule
from followups.rule_changes import new_stage, reset_rules, save_rule
from followups.rule_pages import Preview, areas, label_of
from followups.rule_words import sentence
from followups.sources import SOURCES

# Who is told when nobody has answered, unless somebody chooses another.
_NEXT = (Who.LEAD, Who.OFFICE)


@require_safe
@require(Right.SEE_RULES)
def rules(request: StaffRequest) -> HttpResponse:
    """Show all rules as sentences, by what they are about."""
    today = timezone.localdate()
    context = {
        "areas": areas(),
        "may_change": has_right(request.user, Right.SET_RULES),
        "holidays": calendar(),
        "holidays_end": end_is_near(today),
    }
    return render(request, "followups/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.SET_RULES)
def rule(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Change one stage: first what would go out, then save."""
    return _edit(request, get_object_or_404(Rule, pk=rule_id))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.SET_RULES)
def new_rule(request: StaffRequest, kind: str) -> HttpResponse:
    """Add a stage: who is told when nobody has answered the ones before."""
    _known(kind)
    return _edit(request, make_rule(Stage(kind, "", 7, Counting.WORKING_DAYS, None, *_NEXT)))


@require_POST
@require(Right.SET_RULES)
def reset(request: StaffRequest, kind: str) -> HttpResponse:
    """Put the rules of one kind back to how the product comes."""
    if not defaults_of(kind):
        raise Http404
    reset_rules(kind=kind, by=request.user)
    told = _("Es gilt wieder, was am Anfang galt: %(kind)s.") % {"kind": label_of(kind)}
    messages.success(request, told)
    return redirect("followups:rules")


def _edit(request: StaffRequest, known: Rule) -> HttpResponse:
    others = Rule.objects.filter(kind=known.kind)
    form = RuleForm(request.POST or None, rule=known, others=others)
    shown, status = known, 200
    if form.is_valid():
        shown = form.rule()
        if "save" in request.POST:
            shown.stage = shown.stage or new_stage()
            try:
                save_rule(rule=shown, by=request.user)
            except ValidationError as error:  # somebody else was quicker
                form.add_error(None, error)
            else:
                messages.success(request, _("Gespeichert: %(rule)s.") % {"rule": sentence(shown)})
                return redirect("followups:rules")
    today = timezone.localdate()
    context = {
        "form": form,
        "rule": known,
        "label": label_of(known.kind),
        "sentence": sentence(shown),
        "days": DAYS,
        "may_reset": bool(known.stage and defaults_of(known.kind)),
        "ready": form.is_bound and form.is_valid(),
        "preview": None
        if form.errors or (known.pk is None and not form.is_bound)
        else Preview.of(foresee_rule(shown, today), shown, request.user, today),
    }
    return render(request, "followups/rule.html", context, status=status)


def _known(kind: str) -> None:
    if kind not in {source.kind for source in SOURCES}:
        raise Http404
