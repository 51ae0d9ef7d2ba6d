"""Taking the traces of their author out of sealed files, without ever leaving them in clear.

A sealed file is opened chunk by chunk into the pipe of a process that knows no key and can open
nothing (`incidents.cleaner`), and what comes back is sealed again. Both ends are streams.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO

from incidents.cleaner.program import CPU_SECONDS
from incidents.file_types import FileType
from vault.crypto import CHUNK_BYTES
from vault.files import FileWriter, SealedFile

# A picture may grow when it is written anew; more than this is no picture of a phone.
MOST_BYTES = 60 * 1024 * 1024
PATIENCE_SECONDS = 2 * CPU_SECONDS
# What one of them may need in memory is known; two at a time are enough for a city.
_AT_ONCE = BoundedSemaphore(2)
_ROOT = str(Path(__file__).resolve().parents[1])
_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from incidents.cleaner.program import main; sys.exit(main(sys.argv[2]))"
)


class Uncleanable(Exception):  # noqa: N818 - says what happened
    """A picture or a PDF that is broken, a bomb or locked: its traces cannot be taken out."""


def cleaned(file: SealedFile, file_type: FileType) -> SealedFile:
    """Return a new sealed file without traces; the one given stays. Raises `Uncleanable`."""
    writer = FileWriter()
    try:
        with _AT_ONCE:
            _pass_through(file, file_type, writer)
        return writer.finish()
    except BaseException:
        writer.discard()
        raise


def cleaned_bytes(content: bytes, file_type: FileType) -> bytes:
    """Return a file that is sealed nowhere without traces. Raises `Uncleanable`."""
    try:
        with _AT_ONCE:
            done = subprocess.run(  # noqa: S603 - every word of the command is ours
                command(file_type),
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=PATIENCE_SECONDS,
                check=True,
            )
    except subprocess.SubprocessError:
        raise Uncleanable from None
    if not 0 < len(done.stdout) <= MOST_BYTES:
        raise Uncleanable
    return done.stdout


def type_after(file_type: FileType) -> FileType:
    """Return what a file of the type is when it has been cleaned."""
    return FileType.JPEG if file_type == FileType.HEIC else file_type


def command(file_type: FileType) -> list[str]:
    """Return how the program is started: isolated from everything that the environment says."""
    return [sys.executable, "-I", "-B", "-c", _START, _ROOT, file_type.value]


def _pass_through(file: SealedFile, file_type: FileType, writer: FileWriter) -> None:
    with subprocess.Popen(  # noqa: S603 - every word of the command is ours
        command(file_type),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    ) as process:
        timer = Timer(PATIENCE_SECONDS, process.kill)
        timer.start()
        try:
            assert process.stdin
            assert process.stdout
            _feed(file, process.stdin)
            _collect(process.stdout, writer)
            if process.wait() or not writer.size:
                raise Uncleanable
        finally:
            timer.cancel()
            process.kill()


def _feed(file: SealedFile, pipe: IO[bytes]) -> None:
    # A program that has given up reads no further; its exit says so.
    with suppress(BrokenPipeError):
        for content in file.read():
            pipe.write(content)
    with suppress(BrokenPipeError):
        pipe.close()


def _collect(pipe: IO[bytes], writer: FileWriter) -> None:
    while content := pipe.read(CHUNK_BYTES):
        if writer.size + len(content) > MOST_BYTES:
            raise Uncleanable
        writer.write(content)
