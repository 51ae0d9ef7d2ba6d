"""What the audit log stores, column by column."""

from ateams.privacy import Holding, audit, technical

HOLDINGS = (
    Holding(
        model="audit.Entry",
        title="Eintrag im Protokoll",
        purpose="nachvollziehen, wer was wann getan hat, etwa einen Fall geöffnet",
        readers="die Leitung; die Administration nur, was Konten und Einstellungen betrifft",
        kept=(
            "{s.AUDIT_KEPT.days} Tage, auch über die Löschung eines Falls oder Kontos hinaus, dann "
            "nur noch mit Kennungen, zu denen es nichts mehr gibt (Vorschlag, zu klären mit "
            "der*dem Datenschutzbeauftragten)"
        ),
        columns={
            **technical("id", "previous", "digest"),
            **audit(
                at="Zeitpunkt",
                actor="Kennung des Kontos; leer für meldende Personen",
                action="Handlung aus einer Liste",
                subject_kind="woran: Fall, Konto, Mail",
                subject_id="dessen Kennung",
                about="Kennung des Kontos, das es betrifft",
                number="eine Anzahl, etwa die Treffer einer Suche",
            ),
        },
    ),
    Holding(
        model="audit.Cut",
        title="Kürzung des Protokolls",
        purpose="zeigen, dass nur gelöscht wurde, was die Frist erlaubt",
        readers="niemand",
        kept="dauerhaft",
        columns=technical("position", "digest", "removed", "at", "signature"),
    ),
)
