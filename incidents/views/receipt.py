"""The receipt, and the files that can go along with a report right after sending.

The page sets no cookie: its form carries the receipt code, sealed as in the report's ticket.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ateams.web.origin import same_origin_post
from ateams.web.uploads import accepts_files
from incidents.carried import carry, fetch
from incidents.forms.mailbox import ReceiptFilesForm
from incidents.models import Case
from incidents.services import mailbox as services
from incidents.services.files import CaseFull
from incidents.services.mailbox import TooManyMessages
from incidents.uploads import MOST_REQUEST_BYTES, SealingHandler
from vault.receipts import format_code

# The page may be left lying open; later the mailbox takes files.
VALID = timedelta(hours=1)


def receipt_page(
    request: HttpRequest,
    case: Case,
    code: str,
    *,
    form: ReceiptFilesForm | None = None,
    added: int = 0,
) -> HttpResponse:
    """Show the code, and offer to add files; `added` is how many have just come."""
    context = {
        "case": case,
        "groups": format_code(code).split(),
        "form": form or ReceiptFilesForm(),
        "ticket": carry("receipt", {"code": code}),
        "added": added,
        "unfolded": form is not None or added,
    }
    return render(request, "incidents/receipt.html", context)


# Anybody can send to it, as to the report itself; without a ticket nothing stays.
@accepts_files(
    most_bytes=MOST_REQUEST_BYTES, handler=partial(SealingHandler, may=lambda _request: True)
)
@same_origin_post
@require_POST
def files(request: HttpRequest) -> HttpResponse:
    """Add files to the report that the ticket belongs to, and show the receipt again."""
    ticket = fetch("receipt", request.POST.get("ticket", ""), valid=VALID)
    opened = services.find_mailbox(ticket["code"]) if ticket else None
    if ticket is None or opened is None:
        return redirect("public:mailbox")
    form = ReceiptFilesForm(request.POST, request.FILES)
    if form.is_valid():
        uploads, once = form.cleaned_data["uploads"], form.cleaned_data["once"]
        try:
            case = services.write_message(mailbox=opened, text="", once=once, uploads=uploads)
        except CaseFull:
            form.refuse_files("full")
        except TooManyMessages:
            form.add_error("uploads", _wait())
        except Case.DoesNotExist:  # withdrawn at this moment
            return redirect("public:mailbox")
        else:
            return receipt_page(request, case, ticket["code"], added=len(uploads))
    return receipt_page(request, opened.case, ticket["code"], form=form)


def _wait() -> str:
    return gettext(
        "In der letzten Stunde kamen hier sehr viele Nachrichten. "
        "Die Dateien sind nicht angekommen. Sende sie bitte später noch einmal."
    )
