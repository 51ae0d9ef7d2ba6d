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
timeout = 60
# A worker's sign of life: on a disk it may block under load.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
