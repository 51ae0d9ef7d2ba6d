"""The product's settings with a test's environment; costs of Argon2id are cut, nothing else."""

import os
from tempfile import mkdtemp

os.environ.setdefault("DATA_DIR", mkdtemp(prefix="ateams-test-"))
os.environ.setdefault("SECRET_KEY", "for-tests-only-" * 4)
os.environ.setdefault("RECEIPT_SALT", "00112233445566778899aabbccddeeff")
os.environ.setdefault("HTTPS", "false")
for name in ("DEMO", "DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)

from ateams.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
VAULT_PASSPHRASE_COST = (1, 8192)
VAULT_RECEIPT_COST = (1, 8192)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {  # no `collectstatic` before a test
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = DATA_DIR / "staticfiles"  # noqa: F405
STATIC_ROOT.mkdir(exist_ok=True)
