from vault.models.envelope import Envelope, Grant
from vault.models.key_pair import KeyPair
from vault.models.recovery_key import RecoveryKey

__all__ = ["Envelope", "Grant", "KeyPair", "RecoveryKey"]
