"""What Django does with what is logged; what a line may say is decided in `ateams.web.logs`."""

from typing import Any

LOGGING_CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "request": {"()": "ateams.web.logs.RequestFormatter"},
    },
    "filters": {"discretion": {"()": "ateams.web.logs.Discretion"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["discretion"],
        },
        "requests": {
            "class": "logging.StreamHandler",
            "formatter": "request",
            "filters": ["discretion"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Tells at its import that it can tell something.
        "pikepdf": {"level": "WARNING"},
        # These two name paths and quote tracebacks, hence a formatter that keeps neither.
        "django.request": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["requests"], "level": "WARNING", "propagate": False},
        # Names every request; Django gives it a handler of its own.
        "django.server": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
    },
}
