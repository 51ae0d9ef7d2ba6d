"""What the product is measured against: the least that Django can do with the same data.

Served by the same processes, under the same middleware, from the same database.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

PAGE_SIZE = 50

_FORM = engines["django"].from_string(
    '<form method="post"><textarea name="what"></textarea><input name="place"><button>Go</button>'
)
_LIST = engines["django"].from_string(
    "<p>{{ page.paginator.count }}<table>{% for row in page %}<tr><td>{{ row.reference }}"
    "<td>{{ row.state }}<td>{{ row.received_at }}<td>{{ row.due_on }}<td>{{ row.next_date }}"
    "<td>{{ row.person }}{% endfor %}</table>"
)


class Received(models.Model):
    """One form as it came."""

    body = models.BinaryField()

    objects: ClassVar[models.Manager[Received]] = models.Manager()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return str(self.pk)


class PlainRow(models.Model):
    """What a list of cases shows, in one table without relations; `among` says of which list."""

    among = models.IntegerField(db_index=True)
    reference = models.CharField(max_length=9)
    state = models.CharField(max_length=20)
    received_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(default=timezone.localdate)
    next_date = models.DateField(default=timezone.localdate)
    person = models.CharField(max_length=120)

    objects: ClassVar[models.Manager[PlainRow]] = models.Manager()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.reference


@csrf_exempt
def receive(request: HttpRequest) -> HttpResponse:
    """Show a form; store what is sent as it is, in one row."""
    if request.method != "POST":
        return HttpResponse(_FORM.render({}))
    row = Received.objects.create(body=request.body)
    return HttpResponse(f"<p>{row.pk}")


@login_required
def rows(_request: HttpRequest, among: int) -> HttpResponse:
    """List plain rows, a page at a time, as the list of cases does."""
    found = PlainRow.objects.filter(among=among).order_by("received_at")
    return HttpResponse(_LIST.render({"page": Paginator(found, PAGE_SIZE).get_page(1)}))
