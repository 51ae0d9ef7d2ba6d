"""The own account: name, language, and the way to another e-mail. The rest is allauth's pages."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.views import email as email_form
from allauth.account.views import password_change, password_set
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.access import StaffRequest, current_membership, key_state, signed_in
from accounts.forms.people import LanguageForm, ProfileForm
from accounts.models import User
from accounts.second_factor import freshly_confirmed, has_second_factor
from accounts.selectors import providers_of

_email_form = reauthentication_required(email_form, app="allauth.account")
_password_form = freshly_confirmed(password_change)
_first_password_form = freshly_confirmed(password_set)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: StaffRequest) -> HttpResponse:
    """Show the own account and change name, language and keys."""
    user = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)
    if form.is_valid():
        services.change_profile(person=user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Gespeichert."))
        return redirect("accounts:account")
    membership = current_membership(user)
    context = {
        "form": form,
        "membership": membership,
        "key_state": key_state(user),
        "has_second_factor": has_second_factor(user),
        "providers": providers_of(user),
        "absence": user.absences.on(timezone.localdate()).first(),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def email(request: StaffRequest) -> HttpResponseBase:
    """Show the form for another e-mail to somebody who has just confirmed that it is them.

    Left to itself, allauth asks only after the form was sent.
    """
    answer: HttpResponseBase = _email_form(request)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def password(request: StaffRequest) -> HttpResponseBase:
    """Show the form for another password, to the same people."""
    return _password_form(request)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def first_password(request: StaffRequest) -> HttpResponseBase:
    """Show the form for the first password of an account without one, to the same people."""
    return _first_password_form(request)


@require_POST
@signed_in
def language(request: StaffRequest) -> HttpResponse:
    """Change the language of staff pages and return to where the switch was used."""
    user = request.user
    form = LanguageForm(request.POST)
    if form.is_valid():
        services.change_profile(person=user, name=user.name, language=form.cleaned_data["language"])
    return redirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """Return the path in "next" if it is one of ours, and the start page otherwise.

    It begins with a slash: `redirect` would take anything else for the name of an address.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    ours = wanted.startswith("/")
    if ours and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=secure):
        return wanted
    return "/"
