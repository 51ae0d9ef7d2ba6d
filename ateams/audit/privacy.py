"""What the audit log stores, column by column."""

from ateams.privacy import Holding, audit, technical

HOLDINGS = (
    Holding(
        model="audit.Entry",
        title="Eintrag im Protokoll",
        purpose="nachvollziehen, wer was wann getan hat, etwa einen Fall geöffnet",
        readers="die Leitung",
        kept=(
            "über die Löschung eines Falls oder Kontos hinaus, dann nur noch mit Kennungen, zu "
            "denen es nichts mehr gibt; wie lange, ist zu klären mit der*dem "
            "Datenschutzbeauftragten"
        ),
        columns={
            **technical("id", "previous", "digest"),
            **audit(
                at="Zeitpunkt",
                actor="Kennung des Kontos; leer für meldende Personen",
                action="Handlung aus einer Liste",
                subject_kind="woran: Fall, Konto, Mail",
                subject_id="dessen Kennung",
            ),
        },
    ),
    Holding(
        model="audit.ChainHead",
        title="Ende der Protokollkette",
        purpose="zeigen, dass am Protokoll nichts geändert wurde",
        readers="niemand",
        kept="dauerhaft",
        columns=technical("id", "newest"),
    ),
)
