"""The recovery key on its way to paper and back. Its secret half is stored nowhere."""

from __future__ import annotations

from io import StringIO

import segno

from ateams.ops.terminal import Terminal
from vault.errors import NoRecoveryKey, WrongHalf
from vault.passphrases import normalise
from vault.recovery import draw, secret_from_halves
from vault.sharing import recovery_key_of

_INTRODUCTION = """
The recovery key opens every case when nobody else can. It is made now and stored nowhere.
It comes in two halves for two safes; each is worth nothing alone. You need two sheets of paper,
or two people. Each half is shown once, and typed back from the paper.
Until the end nothing is stored: after Ctrl-C, simply start again.
"""


def hold_ceremony(terminal: Terminal) -> bytes:
    """Draw a recovery key, show its halves, have them typed back; return the public half."""
    terminal.write(_INTRODUCTION)
    terminal.wait("Press Enter when you are ready.")
    secret = draw()
    for number, half in enumerate(secret.halves, start=1):
        terminal.clear()
        terminal.write(f"Half {number} of 2:\n\n    {half}\n")
        terminal.write(qr_code(half))
        terminal.wait("Write it down, the word at the end included, then press Enter.")
    terminal.clear()
    for number, half in enumerate(secret.halves, start=1):
        _have_typed_back(terminal, number, half)
    terminal.clear()
    return secret.public_key


def ask_for_halves(terminal: Terminal) -> bytes:
    """Ask until both halves are those of a recovery key of this installation; return its secret."""
    terminal.write("\nThe two halves from the two safes, each with the word at its end.")
    while True:
        halves = [terminal.read(f"Half {number} of 2: ") for number in (1, 2)]
        terminal.clear()
        try:
            secret = secret_from_halves(halves[0], halves[1])
            recovery_key_of(secret)
        except WrongHalf as wrong:
            terminal.write(_slip(wrong.number))
        except NoRecoveryKey:
            terminal.write("These halves do not belong together, or to another installation.")
        else:
            return secret


def qr_code(text: str) -> str:
    """Return a text as a QR code for a dark or light terminal, two rows to a line."""
    drawn = StringIO()
    segno.make(text, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


def _have_typed_back(terminal: Terminal, number: int, half: str) -> None:
    question = f"Type half {number} from the paper: "
    while normalise(terminal.read(question)) != normalise(half):
        terminal.write("That is not the same. Look at the paper, or begin anew (Ctrl-C).")


def _slip(number: int) -> str:
    if number == 0:
        return "That was the same half twice."
    return f"Half {number} is mistyped: its letters do not fit the word at its end."
