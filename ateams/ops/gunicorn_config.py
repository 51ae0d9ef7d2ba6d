"""How gunicorn serves, in both ways to run.

No access log, and of errors only the application's: gunicorn's warnings name client addresses.
Whatever the application itself has to say goes through Django's LOGGING.
"""

import os
from pathlib import Path

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
accesslog = None
loglevel = "error"
logconfig_dict = {
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"discretion": {"()": "ateams.web.logs.Discretion"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["discretion"],
        }
    },
    "loggers": {
        name: {"handlers": ["console"], "level": "ERROR", "propagate": False}
        for name in ("gunicorn.error", "gunicorn.access")
    },
    "root": {"handlers": ["console"], "level": "ERROR"},
}
# Headers of a request: what no browser of ours needs more of.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
timeout = 60
# A worker's sign of life: on a disk it may block under load.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
