"""What packages of other makers store for us, column by column."""

from ateams.privacy import Holding, organisational, personal, secret, technical

_SELF = "die Person selbst"
_NOBODY = "niemand"
_UNUSED = "angelegt von Django, hier nicht benutzt"

THIRD_PARTY = (
    Holding(
        model="account.EmailAddress",
        title="bestätigte E-Mail-Adresse eines Kontos",
        purpose="anmelden, Adresse bestätigen",
        readers=_SELF,
        kept="mit dem Konto",
        columns={
            **technical("id"),
            **personal(
                user="Konto", email="E-Mail-Adresse", verified="ob bestätigt", primary="ob es gilt"
            ),
        },
    ),
    Holding(
        model="account.EmailConfirmation",
        title="Bestätigung einer E-Mail-Adresse",
        purpose="eine neue Adresse bestätigen",
        readers=_SELF,
        kept="mit der Adresse",
        columns={
            **technical("id", "created", "sent"),
            **personal(email_address="Adresse"),
            **secret(key="Schlüssel des Links"),
        },
    ),
    Holding(
        model="mfa.Authenticator",
        title="zweiter Faktor",
        purpose="die Anmeldung sichern",
        readers=_SELF,
        kept="mit dem Konto, oder bis er entfernt wird",
        columns={
            **technical("id"),
            **personal(
                user="Konto", type="Art", created_at="angelegt am", last_used_at="zuletzt benutzt"
            ),
            **secret(data="Geheimnis oder öffentlicher Schlüssel des Faktors"),
        },
    ),
    Holding(
        model="socialaccount.SocialAccount",
        title="Verbindung mit der Anmeldung der Stadt oder Schule",
        purpose="mit einem vorhandenen Konto anmelden",
        readers=_SELF,
        kept="mit dem Konto",
        columns={
            **technical("id"),
            **personal(
                user="Konto",
                provider="Anmeldedienst",
                uid="Kennung dort",
                last_login="letzte Anmeldung",
                date_joined="verbunden am",
                extra_data="was der Anmeldedienst mitteilt",
            ),
        },
    ),
    Holding(
        model="socialaccount.SocialApp",
        title="Anmeldedienst",
        purpose="den Anmeldedienst kennen",
        readers=_NOBODY,
        kept="dauerhaft",
        columns={
            **technical("id", "key", "settings"),
            **organisational(
                provider="Art", provider_id="Kurzname", name="Name", client_id="Kennung"
            ),
            **secret(secret="Geheimnis des Anmeldedienstes"),
        },
    ),
    Holding(
        model="socialaccount.SocialToken",
        title="Zugriffsmarke eines Anmeldedienstes",
        purpose="wird nicht gebraucht und nicht gespeichert",
        readers=_NOBODY,
        kept="mit dem Konto",
        columns={
            **technical("id", "app", "account", "expires_at"),
            **secret(token="Marke", token_secret="Erneuerungsmarke"),
        },
    ),
    Holding(
        model="contenttypes.ContentType",
        title="Verzeichnis der Tabellen",
        purpose=_UNUSED,
        readers=_NOBODY,
        kept="dauerhaft",
        columns=technical("id", "app_label", "model"),
    ),
    Holding(
        model="auth.Permission",
        title="Verzeichnis möglicher Rechte",
        purpose=_UNUSED,
        readers=_NOBODY,
        kept="dauerhaft",
        columns=technical("id", "name", "content_type", "codename"),
    ),
    Holding(
        model="auth.Group",
        title="Gruppe",
        purpose=_UNUSED,
        readers=_NOBODY,
        kept="bleibt leer",
        columns=technical("id", "name"),
    ),
    Holding(
        model="auth.Group_permissions",
        title="Rechte einer Gruppe",
        purpose=_UNUSED,
        readers=_NOBODY,
        kept="bleibt leer",
        columns=technical("id", "group", "permission"),
    ),
)
