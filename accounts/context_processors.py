"""What every staff page needs to know about the signed-in account."""

from typing import Any

from django.http import HttpRequest


def staff(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation that the account's rights allow."""
    return {}
