"""What the follow-ups store, column by column."""

from ateams.privacy import Holding, organisational, personal, technical

HOLDINGS = (
    Holding(
        model="followups.Reminder",
        title="Erinnerung",
        purpose="jede Person an alles Fällige einmal je Stufe erinnern",
        readers="niemand; Leitung und Administration sehen, was nicht gelingt",
        kept="bis es die Sache, die Kontaktperson oder das Konto nicht mehr gibt",
        columns={
            **technical(
                "id", "object_id", "state", "hours", "planned_at", "not_before", "trouble", "mail"
            ),
            **organisational(kind="Anlass", due_on="fällig am", stage="Stufe"),
            **personal(recipient_key="Kennung des Kontos oder der Kontaktperson"),
        },
    ),
    Holding(
        model="followups.LinkGeneration",
        title="Ungültig gemachte Antwort-Links",
        purpose="Links aus Mails ungültig machen, die in falsche Hände geraten sind",
        readers="wer die Kontaktpersonen der Einrichtung pflegt",
        kept="solange es die Kontaktperson gibt",
        columns={
            **technical("contact", "number"),
            **organisational(revoked_at="wann zuletzt"),
        },
    ),
    Holding(
        model="followups.Rule",
        title="Erinnerungsregel",
        purpose="festlegen, wer woran wann erinnert wird",
        readers="alle mit Konto",
        kept="dauerhaft",
        columns={
            **technical("id"),
            **organisational(
                kind="Anlass",
                stage="Stufe",
                offset="Abstand in Tagen",
                working_days="ob Arbeitstage zählen",
                repeat_days="Wiederholung",
                who="wer erinnert wird",
                otherwise="wer sonst",
                active="ob sie gilt",
            ),
        },
    ),
)
