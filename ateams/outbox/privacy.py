"""What the outbox stores, column by column."""

from ateams.privacy import Holding, personal, technical

HOLDINGS = (
    Holding(
        model="outbox.Mail",
        title="Mail",
        purpose="Einladungen und Erinnerungen verschicken, jede einmal",
        readers="Leitung und Administration sehen Art, Stand und Zeit, nie den Text",
        kept=(
            "der Text bis zum Versand, höchstens {s.MAIL_TEXT_KEPT_DAYS} Tage; die Zeile "
            "{s.MAIL_KEPT_MONTHS} Monate, oder bis das Konto gelöscht wird"
        ),
        columns={
            **technical(
                "id",
                "hours",
                "state",
                "queued_at",
                "not_before",
                "sending_at",
                "finished_at",
                "attempts",
                "reply_code",
                "blames_address",
                "firm",
            ),
            **personal(
                kind="Art der Mail",
                recipient_key="Kennung des Kontos oder der Kontaktperson",
                address="E-Mail-Adresse",
                language="Sprache",
                subject="Betreff",
                text="Text; über einen Fall steht nie etwas darin",
                html="derselbe Text, gestaltet",
            ),
        },
    ),
)
