"""The unlocked key of one session: half of it on the server, half in the browser.

The secret key is sealed with a random key. The sealed bytes lie in the session store, the random
key exists in a cookie only: neither a copy of the store nor a stolen session cookie opens
anything.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from vault.attempts import unwrap_with_pause
from vault.crypto import Place, new_data_key, seal, unseal
from vault.errors import Unopenable
from vault.models import KeyPair

COOKIE_NAME: str = settings.VAULT_COOKIE_NAME
SESSION_KEY = "vault"
# A session is written at most this often for being in use.
TOUCH_EVERY = timedelta(seconds=15)


@dataclass(frozen=True)
class UnlockedKey:
    """A key pair whose secret half is at hand. Lives as long as a request."""

    key_pair_id: UUID
    secret_key: bytes = field(repr=False)


@dataclass
class _SealedHalf:
    """What the session remembers; times in seconds since 1970."""

    key_pair_id: str
    epoch: int
    sealed: str
    idle: float
    unlocked_at: float
    used_at: float

    @property
    def place(self) -> Place:
        return Place("session", self.key_pair_id, "secret_key")

    @property
    def locks_at(self) -> float:
        longest: timedelta = settings.VAULT_LONGEST_UNLOCK
        return min(self.used_at + self.idle, self.unlocked_at + longest.total_seconds())


class VaultSession:
    """`request.vault`: the key of whoever sends this request, locked or unlocked.

    It knows no account: views compare `key.key_pair_id` with the key pair of who is signed in.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._session = request.session
        self._cookie = request.COOKIES.get(COOKIE_NAME, "")
        self._new_cookie = ""
        self._key: UnlockedKey | None = None
        self._looked = False

    @property
    def key(self) -> UnlockedKey | None:
        """The unlocked key, or nothing. One query at the first look in a request."""
        if not self._looked:
            self._looked = True
            self._key = self._open()
            if self._key is None:
                self.lock()
        return self._key

    @property
    def locks_at(self) -> datetime | None:
        """When the key locks by itself if nothing more is done, or nothing if it is locked."""
        half = self._half() if self.key else None
        return datetime.fromtimestamp(half.locks_at, tz=UTC) if half else None

    def unlock(self, key_pair: KeyPair, passphrase: str, *, idle: timedelta) -> UnlockedKey:
        """Unlock a key pair for this session, until it is idle for so long.

        Raises `WrongPassphrase`, `TooEarly` while a pause after wrong ones lasts, or `Retired`.
        """
        secret_key, epoch = unwrap_with_pause(key_pair=key_pair, passphrase=passphrase)
        return self.keep(UnlockedKey(key_pair.pk, secret_key), epoch=epoch, idle=idle)

    def keep(self, key: UnlockedKey, *, epoch: int, idle: timedelta) -> UnlockedKey:
        """Hold a key that was opened in this very request, as if it had been unlocked."""
        cookie_key = new_data_key()
        now = timezone.now().timestamp()
        half = _SealedHalf(str(key.key_pair_id), epoch, "", idle.total_seconds(), now, now)
        half.sealed = b64encode(seal(key.secret_key, key=cookie_key, place=half.place)).decode()
        self._session[SESSION_KEY] = asdict(half)
        self._new_cookie = b64encode(cookie_key).decode()
        self._key, self._looked = key, True
        return key

    def lock(self) -> None:
        """Forget the key in this session; the browser's half is taken back with the response."""
        if self._cookie or self._new_cookie:
            self._session.pop(SESSION_KEY, None)
        self._new_cookie = ""
        self._key, self._looked = None, True

    def touch(self) -> None:
        """Note that the person is at work, which puts off the idle time. Costs no query."""
        half = self._half()
        now = timezone.now().timestamp()
        if half and now < half.locks_at and now - half.used_at >= TOUCH_EVERY.total_seconds():
            half.used_at = now
            self._session[SESSION_KEY] = asdict(half)

    def write_cookie(self, response: HttpResponseBase) -> None:
        """Hand the browser its half after unlocking, and take it back when nothing is unlocked."""
        if self._new_cookie:
            response.set_cookie(
                COOKIE_NAME,
                self._new_cookie,
                httponly=True,
                secure=settings.VAULT_COOKIE_SECURE,
                samesite="Strict",
            )
        elif self._cookie and SESSION_KEY not in self._session:
            response.delete_cookie(COOKIE_NAME, samesite="Strict")

    def _half(self) -> _SealedHalf | None:
        # Without the cookie the session is not even looked at: reporters have none.
        stored = self._session.get(SESSION_KEY) if self._cookie or self._new_cookie else None
        try:
            return _SealedHalf(**stored) if stored else None
        except TypeError:  # stored by another version of this module: counts as locked
            return None

    def _open(self) -> UnlockedKey | None:
        half = self._half()
        if half is None or timezone.now().timestamp() >= half.locks_at:
            return None
        key_pair_id = UUID(half.key_pair_id)
        if not KeyPair.objects.filter(
            pk=key_pair_id, epoch=half.epoch, retired_at__isnull=True
        ).exists():
            return None
        try:
            cookie_key = b64decode(self._cookie)
            return UnlockedKey(
                key_pair_id, unseal(b64decode(half.sealed), key=cookie_key, place=half.place)
            )
        except (Unopenable, ValueError):
            return None
