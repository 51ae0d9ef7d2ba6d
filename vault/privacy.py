"""What the vault stores, column by column."""

from ateams.privacy import Holding, secret, technical

_KEYS = "niemand; die Technik benutzt es, ohne daraus lesen zu können"

HOLDINGS = (
    Holding(
        model="vault.KeyPair",
        title="Schlüsselpaar eines Kontos",
        purpose="Fälle nur für die lesbar halten, für die sie bestimmt sind",
        readers=_KEYS,
        kept=(
            "mit dem Konto; ein ersetztes, das nichts mehr öffnet, {s.RETIRED_KEY_KEPT_DAYS} Tage"
        ),
        columns={
            **technical(
                "id",
                "public_key",
                "epoch",
                "created_at",
                "activated_at",
                "activated_by",
                "activation_scope",
                "retired_at",
                "successor",
                "failed_attempts",
                "next_attempt_at",
            ),
            **secret(
                wrapped_secret="geheimer Schlüssel unter dem Sechs-Wörter-Satz",
                wrapped_by_recovery_code="geheimer Schlüssel unter dem Ersatzcode",
            ),
        },
    ),
    Holding(
        model="vault.Envelope",
        title="Umschlag",
        purpose="alles, was in einem Fall versiegelt ist, unter einem Schlüssel halten",
        readers=_KEYS,
        kept="mit dem Fall",
        columns=technical("id", "created_on"),
    ),
    Holding(
        model="vault.Grant",
        title="Lesefreigabe eines Umschlags",
        purpose="festlegen, welcher Schlüssel einen Umschlag öffnet",
        readers=_KEYS,
        kept=(
            "mit dem Fall; für Ausgeschiedene {s.LEFT_GRANTS_KEPT_DAYS} Tage, sobald andere den "
            "Fall lesen können"
        ),
        columns={
            **technical("id", "envelope", "key_pair", "recovery_key", "reporter", "scope"),
            **secret(sealed_key="Schlüssel des Umschlags, versiegelt für eine lesende Person"),
        },
    ),
    Holding(
        model="vault.RecoveryKey",
        title="Notfallschlüssel (öffentliche Hälfte)",
        purpose="Fälle öffnen können, wenn alle anderen Schlüssel verloren sind",
        readers=_KEYS,
        kept="dauerhaft; die geheime Hälfte steht nur auf Papier in zwei Tresoren",
        columns=technical("id", "public_key", "created_at", "retired_at"),
    ),
)
