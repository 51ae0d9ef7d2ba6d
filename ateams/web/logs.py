"""What the log keeps of a request that failed."""

from __future__ import annotations

import logging


class RequestFormatter(logging.Formatter):
    """Writes status, name of the view and class of the exception, and nothing else.

    Paths hold tokens and receipts, queries and bodies hold what people write, and a traceback
    may quote any of it; messages of Django's request loggers name the path. None of that is kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        error = record.exc_info[0] if record.exc_info else None
        return " ".join(
            [
                self.formatTime(record),
                record.levelname,
                record.name,
                f"status={getattr(record, 'status_code', '-')}",
                f"view={match.view_name if match else '-'}",
                f"error={error.__name__ if error else '-'}",
            ]
        )
