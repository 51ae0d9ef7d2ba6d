"""Links by which a contact answers without an account, for those who keep the contacts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Right, StaffRequest, require
from accounts.models import Contact, Institution
from followups.link_keeping import revoke_links


@require_POST
@require(Right.MANAGE_CONTACTS)
def revoke(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Declare all links void that were mailed to a contact."""
    visible = Contact.objects.filter(institution__in=Institution.objects.visible_to(request.user))
    contact = get_object_or_404(visible, pk=contact_id)
    revoke_links(contact=contact, by=request.user)
    text = _("Die Links an %(name)s gelten nicht mehr. Die nächste Nachfrage bringt einen neuen.")
    messages.success(request, text % {"name": contact.name})
    return redirect("accounts:institution", contact.institution_id)
