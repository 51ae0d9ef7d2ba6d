"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest

# Neutral, federal, and never in a browser history that somebody would ask about.
QUICK_EXIT_URL = "https://www.dwd.de/"


def product(_request: HttpRequest) -> dict[str, str | bool]:
    """Name the product, the office behind it, the way out, and whether this is the demo."""
    return {
        "product_name": settings.PRODUCT_NAME,
        "office_name": settings.OFFICE_NAME,
        "quick_exit_url": QUICK_EXIT_URL,
        "demo": settings.DEMO,
    }
