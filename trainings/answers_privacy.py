"""What is stored of the answers to follow-ups, column by column."""

from ateams.privacy import Holding, organisational, personal, technical

_READERS = "die Beratungsstelle und das Team der Einrichtung"

ANSWER = Holding(
    model="trainings.FollowUpAnswer",
    title="Antwort auf die Nachfrage nach einer Schulung",
    purpose="sehen, wie es nach der Schulung weiterging, und unterstützen",
    readers=_READERS,
    kept=(
        "die Nachricht {s.FOLLOW_UP_TEXT_KEPT_MONTHS} Monate (Vorschlag, zu klären mit "
        "der*dem Datenschutzbeauftragten); wer jetzt zuständig ist, bis jemand es erledigt "
        "hat; die Antwort aus der Liste mit der Schulung"
    ),
    columns={
        **technical("id", "training"),
        **organisational(
            months="Monate danach",
            answer="Antwort aus der Liste",
            at="Zeitpunkt",
            superseded_at="ersetzt am",
            handled_at="erledigt am",
        ),
        **personal(
            contact="wer geantwortet hat",
            text="Nachricht",
            successor_name="wer jetzt zuständig ist, mit Einverständnis dieser Person",
            successor_email="E-Mail-Adresse dieser Person",
            successor_function="Funktion dieser Person",
            handled_by="wer sich gekümmert hat",
        ),
    },
)
