"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest


def product(_request: HttpRequest) -> dict[str, str | bool]:
    """Name the product, the office behind it, and whether this is the demo."""
    return {
        "product_name": settings.PRODUCT_NAME,
        "office_name": settings.OFFICE_NAME,
        "demo": settings.DEMO,
    }
