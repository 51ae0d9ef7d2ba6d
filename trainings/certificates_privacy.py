"""What is stored of certificates, column by column."""

from ateams.privacy import Holding, organisational, personal, technical

HOLDINGS = (
    Holding(
        model="trainings.CertificateBatch",
        title="Stapel Zertifikate",
        purpose="Zertifikate für viele ausstellen, auch wenn der Rechner zwischendurch ausfällt",
        readers="die Beratungsstelle",
        kept=(
            "{s.ATTENDANCE_NAMES_KEPT_MONTHS} Monate (Vorschlag, zu klären mit der*dem "
            "Datenschutzbeauftragten)"
        ),
        columns={
            **technical("id", "submission", "training", "cohort"),
            **organisational(
                title="Titel",
                topics="Themen",
                first_day="erster Tag",
                last_day="letzter Tag",
                language="Sprache",
                begun_at="begonnen",
            ),
            **personal(issued_by="wer ausgestellt hat"),
        },
    ),
    Holding(
        model="trainings.BatchEntry",
        title="Person eines Stapels",
        purpose="wissen, für wen noch ein Zertifikat auszustellen ist",
        readers="die Beratungsstelle",
        kept="mit dem Stapel oder dem Konto, je nachdem, was früher geht",
        columns={
            **technical("id", "batch", "done", "certificate", "problem"),
            **personal(user="Konto", minutes="Minuten"),
        },
    ),
    Holding(
        model="trainings.Certificate",
        title="Zertifikat",
        purpose="prüfen, ob ein vorgelegtes Zertifikat gültig ist; es neu drucken",
        readers=(
            "die Beratungsstelle und die Person; mit dem Code jede Person: nur Stand und Initialen"
        ),
        kept=(
            "{s.CERTIFICATE_KEPT_MONTHS} Monate nach dem Ausstellen (Vorschlag, zu klären mit "
            "der*dem Datenschutzbeauftragten)"
        ),
        columns={
            **technical("id", "code"),
            **organisational(
                state="Stand",
                title="Titel",
                topics="Themen",
                first_day="erster Tag",
                last_day="letzter Tag",
                language="Sprache",
                issued_on="ausgestellt am",
            ),
            **personal(
                initials="Initialen; leer, wenn ersetzt",
                minutes="Minuten",
                issued_by="wer ausgestellt hat",
            ),
        },
    ),
    Holding(
        model="trainings.CertificateHolder",
        title="Name auf einem Zertifikat",
        purpose="das Zertifikat neu drucken",
        readers="die Beratungsstelle und die Person",
        kept="mit dem Konto; beim Neuausstellen sofort gelöscht",
        columns={
            **technical("certificate"),
            **personal(user="Konto", name="Name, wie er gedruckt ist"),
        },
    ),
)
