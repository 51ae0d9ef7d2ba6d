"""Who can sign in to the demo: printed, shown at /demo/ and written to $DATA_DIR/demo.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from django.conf import settings

from accounts.access import current_membership, key_state
from accounts.enums import KeyState, Role
from ateams.ops.demo.people import Cast
from ateams.ops.demo.stories import PASSWORD


class SignIn(TypedDict):
    """One person of the demo, enough to sign in and to unlock."""

    role: str
    email: str
    password: str
    case_passphrase: str | None
    institution: str | None


def sign_ins_file() -> Path:
    """Return where the sign-ins stand; the file exists once the demo is complete."""
    return Path(settings.DATA_DIR) / "demo.json"


def receipts_file() -> Path:
    """Return where some receipt codes stand, for looking into a mailbox."""
    return Path(settings.DATA_DIR) / "demo-receipts.json"


def write_sign_ins(cast: Cast) -> None:
    """Write one person per role down, in the order of the roles."""
    entries: list[SignIn] = []
    for role in Role:
        user = next(user for user in cast.people.values() if user.role == role)
        user.refresh_from_db()
        membership = current_membership(user)
        reads = key_state(user) == KeyState.ACTIVE
        entries.append(
            SignIn(
                role=role.value,
                email=user.email,
                password=PASSWORD,
                case_passphrase=cast.passphrase if reads else None,
                institution=str(membership.team.institution) if membership else None,
            )
        )
    text = json.dumps(entries, ensure_ascii=False, indent=2)
    sign_ins_file().write_text(text + "\n", encoding="utf-8")


def read_sign_ins() -> list[SignIn]:
    """Return the sign-ins of the loaded demo; none before it is loaded."""
    path = sign_ins_file()
    entries: list[SignIn] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return entries


def write_receipts(codes: list[str]) -> None:
    """Write receipt codes down, as they are printed on a receipt."""
    receipts_file().write_text(json.dumps(codes, indent=2) + "\n", encoding="utf-8")


def read_receipts() -> list[str]:
    """Return the receipt codes of the loaded demo."""
    path = receipts_file()
    codes: list[str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return codes
