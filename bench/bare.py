"""What the product is measured against: the least that Django can do with the same data.

Served by the same processes, under the same middleware, from the same database.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

PAGE_SIZE = 50

_FORM = engines["django"].from_string(
    '<form method="post"><textarea name="what"></textarea><input name="place"><button>Go</button>'
)
_FOUND = engines["django"].from_string("{% for row in rows %}<li>{{ row.text }}{% endfor %}")
_FIVE = engines["django"].from_string(
    "<p>{{ count }}{% for row in rows %}<li>{{ row.reference }} {{ row.due_on }}{% endfor %}"
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


class PlainText(models.Model):
    """A text of a case, in clear; `among` says of which person's."""

    among = models.IntegerField(db_index=True)
    text = models.TextField()

    objects: ClassVar[models.Manager[PlainText]] = models.Manager()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return str(self.pk)


def create_tables() -> None:
    """Make the counterparts' tables as the owner of the database, for the web server's role."""
    with connection.schema_editor() as editor:
        for model in (Received, PlainRow, PlainText):
            editor.create_model(model)
            table = model._meta.db_table  # noqa: SLF001 - how else does one name it
            editor.execute(f"GRANT ALL ON {table} TO ateams_web")
        editor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ateams_web")


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


@login_required
def start(_request: HttpRequest, among: int) -> HttpResponse:
    """Count plain rows three times, and list the first five of each."""
    found = PlainRow.objects.filter(among=among).order_by("received_at")
    late = found.filter(due_on__lte=timezone.localdate())
    kinds = [found, late, found.filter(state="new")]
    pages = [_FIVE.render({"count": kind.count(), "rows": kind[:5]}) for kind in kinds]
    return HttpResponse("".join(pages))


@login_required
def timeline(_request: HttpRequest, among: int) -> HttpResponse:
    """List all texts of one case."""
    return HttpResponse(_FOUND.render({"rows": PlainText.objects.filter(among=among)}))


@login_required
def texts(request: HttpRequest, among: int) -> HttpResponse:
    """Find plain texts that hold a word, as the database compares letters."""
    found = PlainText.objects.filter(among=among, text__icontains=request.GET["q"])
    return HttpResponse(_FOUND.render({"rows": found[:50]}))
