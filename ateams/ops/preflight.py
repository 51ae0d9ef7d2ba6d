"""What must hold before anything is installed or started, each answered in one sentence.

`make run` calls this file before there is a virtual environment: standard library alone.
"""

import os
import socket
import sys
import tempfile
from pathlib import Path

_PORTS = range(1, 65536)


def problem(port: str, data_dir: str) -> str:
    """Return why nothing can be started with this port and data folder, or an empty string."""
    return _folder_problem(data_dir) or _port_problem(port)


def _folder_problem(data_dir: str) -> str:
    try:
        Path(data_dir).mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=data_dir).close()
    except OSError as error:
        return f"DATA_DIR {data_dir} cannot be written to: {error.strerror}."
    return ""


def _port_problem(port: str) -> str:
    if not port.isdecimal() or int(port) not in _PORTS:
        return f"PORT must be a number from 1 to 65535, not {port!r}."
    with socket.socket() as probe:
        # As the server does: a port that was in use a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return f"Port {port} may not be used without more rights; set PORT to another one."
        except OSError:
            return f"Port {port} is in use: end what runs there, or set PORT to another one."
    return ""


if __name__ == "__main__":
    sys.exit(problem(os.environ.get("PORT", "8000"), os.environ.get("DATA_DIR", "data")) or 0)
