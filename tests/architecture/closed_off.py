"""What every answer of every address carries: headers that close it off, and no lax cookie."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "media-src 'self'", "base-uri 'none'", "manifest-src 'self'", "object-src 'none'",
}  # fmt: skip
# What is handed out as a file may do nothing at all.
SANDBOX = {"sandbox", "default-src 'none'"}
# What a page of ours may do, or does for itself: passkeys, and copying a code.
ALLOWED_FEATURES = {"publickey-credentials-get", "publickey-credentials-create", "clipboard-write"}


def missing(answer: HttpResponse) -> set[str]:
    """Return what is not as it must be."""
    wrong = {f"{name}: {answer.get(name)}" for name in HEADERS if answer.get(name) != HEADERS[name]}
    policy = set(answer.get("Content-Security-Policy", "").split("; "))
    features = dict(part.split("=") for part in answer.get("Permissions-Policy", "").split(", "))
    if policy != SANDBOX:
        wrong |= {part for part in POLICY ^ policy if part}
    wrong |= {name for name, allowed in features.items() if allowed != "()"}
    wrong |= ALLOWED_FEATURES & set(features)
    return wrong if len(features) > 25 else {*wrong, "features"}


def loose_cookies(client: Client) -> set[str]:
    """Return the cookies that scripts or other sites could use; the session alone may be Lax."""
    return {
        f"{name}: {cookie.OutputString()}"
        for name, cookie in client.cookies.items()
        if cookie.value
        and (
            not cookie["httponly"]
            or cookie["domain"]
            or cookie["path"] != "/"
            or cookie["samesite"] != ("Lax" if name in {"sessionid", "messages"} else "Strict")
        )
    }
