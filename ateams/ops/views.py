"""Pages for machines: is it alive, can it work, how is it doing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ateams.ops.metrics import may_read_metrics, metrics
from ateams.ops.readiness import trouble

_PLAIN = "text/plain; charset=utf-8"


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type=_PLAIN)


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 if database and migrations are there, else 503 and what is missing."""
    missing = trouble()
    return HttpResponse(f"{missing or 'ok'}\n", content_type=_PLAIN, status=503 if missing else 200)


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Answer with the metrics, to machines inside or with the token alone."""
    if not may_read_metrics(request):
        raise Http404
    return HttpResponse(metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")
