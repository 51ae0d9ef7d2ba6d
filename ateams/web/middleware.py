"""What happens to every request before a view sees it, and to every answer after."""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_path, get_language_from_request
from whitenoise.middleware import WhiteNoiseFileResponse

from ateams.web.uploads import CountedInput, Input, UploadRule, upload_rule

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "bluetooth",
        "browsing-topics",
        "camera",
        "compute-pressure",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "gamepad",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "keyboard-map",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "otp-credentials",
        "payment",
        "picture-in-picture",
        "private-state-token-issuance",
        "private-state-token-redemption",
        "screen-wake-lock",
        "serial",
        "speaker-selection",
        "storage-access",
        "sync-xhr",
        "usb",
        "web-share",
        "window-management",
        "xr-spatial-tracking",
    )
)


class SecurityHeadersMiddleware:
    """Sets what neither Django nor django-csp sets, and lets nobody keep a page.

    Static files, which are the same for everybody and say nothing, are kept as whitenoise says.
    Stands outside of everything that answers by itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, WhiteNoiseFileResponse):
            response["Cache-Control"] = "no-store"
        response["Cross-Origin-Embedder-Policy"] = "require-corp"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response


_REFUSALS = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "413.html",
    HTTPStatus.SERVICE_UNAVAILABLE: "web/uploads_busy.html",
}


class RequestLimitsMiddleware:
    """Answers what is too large (413) or no text (400) before anything parses it.

    Bodies are limited by `MAX_BODY_BYTES`, or by what a view that takes files says. Path and
    query must be UTF-8 without NUL (of a path that is not, Django has made a readable one, which
    leads nowhere). Text in bodies is judged by the forms, which can keep the rest of what was
    typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._uploads = BoundedSemaphore(settings.CONCURRENT_UPLOADS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request, WSGIRequest)
        length = _declared_length(request)
        if length is None or not _is_text(request):
            return _refuse(request, HTTPStatus.BAD_REQUEST)
        if rule := upload_rule(request):
            return self._answer_upload(request, rule, length)
        if _is_chunked(request):
            return self._answer_chunked(request)
        if length > settings.MAX_BODY_BYTES:
            return _refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer whoever has gone away while sending; nothing of ours is broken."""
        if isinstance(exception, UnreadablePostError):
            return _refuse(request, HTTPStatus.BAD_REQUEST)
        return None

    def _answer_upload(self, request: WSGIRequest, rule: UploadRule, length: int) -> HttpResponse:
        environ, most = request.environ, rule.most_bytes
        if length > most:
            return _refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = CountedInput(environ["wsgi.input"], least=length, most=most)
        if _is_chunked(request):
            if not environ.get("wsgi.input_terminated"):
                return _refuse(request, HTTPStatus.LENGTH_REQUIRED)
            length = most + 1  # one byte more shows that it is too much
        counted = _with_body(request, body, length)
        # Slow uploads hold threads; some are always left for everything else.
        if not self._uploads.acquire(blocking=False):
            return _refuse(request, HTTPStatus.SERVICE_UNAVAILABLE)
        handler = rule.handler(counted)
        counted.upload_handlers = [handler]
        try:
            return self.get_response(counted)
        finally:
            self._uploads.release()
            handler.close()

    def _answer_chunked(self, request: WSGIRequest) -> HttpResponse:
        # Django reads no body of unknown length; the server says whether it knows its end.
        environ = request.environ
        if not environ.get("wsgi.input_terminated"):
            return _refuse(request, HTTPStatus.LENGTH_REQUIRED)
        body = environ["wsgi.input"].read(settings.MAX_BODY_BYTES + 1)
        if len(body) > settings.MAX_BODY_BYTES:
            return _refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(_with_body(request, BytesIO(body), len(body)))


class StaffLanguageMiddleware:
    """Shows people who are signed in their own language, unless the address names one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not get_language_from_path(request.path_info) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        return self.get_response(request)


def _is_text(request: WSGIRequest) -> bool:
    query = unquote_to_bytes(get_bytes_from_wsgi(request.environ, "QUERY_STRING", ""))
    try:
        return "\x00" not in request.path_info + query.decode()
    except UnicodeDecodeError:
        return False


def _declared_length(request: HttpRequest) -> int | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else None


def _is_chunked(request: HttpRequest) -> bool:
    return "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _with_body(request: WSGIRequest, body: Input, length: int) -> WSGIRequest:
    """Return the same request with another body; what others have noted on it stays."""
    known = {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
    changed = WSGIRequest(request.environ | known)
    vars(changed).update(vars(request) | vars(changed))
    return changed


def _refuse(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    language = get_language_from_request(request, check_path=True)
    with translation.override(language):
        return render(request, _REFUSALS.get(status, "400.html"), status=status)
