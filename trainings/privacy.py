"""What the trainings package stores, column by column."""

from ateams.privacy import Holding, organisational, personal, technical

_READERS = "die Beratungsstelle und das Team der Einrichtung"
_NAMES_KEPT = (
    "{s.ATTENDANCE_NAMES_KEPT_MONTHS} Monate nach der Schulung (Vorschlag, zu klären mit der*dem "
    "Datenschutzbeauftragten); dass jemand da war, bleibt"
)
_SIGN_UPS_KEPT = (
    "{s.SIGN_UPS_KEPT_DAYS} Tage nach dem letzten Termin (Vorschlag, zu klären mit der*dem "
    "Datenschutzbeauftragten)"
)

HOLDINGS = (
    Holding(
        model="trainings.Training",
        title="Schulung",
        purpose="Schulungen planen, eintragen, bestätigen und auswerten",
        readers=_READERS,
        kept="dauerhaft, für die Auswertung; Namen gehen mit den Konten",
        columns={
            **technical("id", "submission", "sequence", "changed_at", "sign_up_key"),
            **organisational(
                capacity="Plätze",
                materials="Material",
                kind="Art",
                institution="Einrichtung",
                team="Team",
                cohort="Jahrgang",
                title="Titel",
                place="Ort",
                link="Link",
                note="Notiz ohne Vorfälle",
                state="Stand",
                logged_at="Zeitpunkt des Eintrags",
                confirmed_at="Zeitpunkt der Bestätigung",
            ),
            **personal(logged_by="wer eingetragen hat", confirmed_by="wer bestätigt hat"),
        },
    ),
    Holding(
        model="trainings.TrainingTopic",
        title="Thema einer Schulung",
        purpose="Themen auswerten",
        readers=_READERS,
        kept="mit der Schulung",
        columns={**technical("id", "training"), **organisational(code="Thema")},
    ),
    Holding(
        model="trainings.Session",
        title="Termin einer Schulung",
        purpose="Tage und Dauer festhalten",
        readers=_READERS,
        kept="mit der Schulung",
        columns={
            **technical("id", "training"),
            **organisational(date="Tag", starts_at="Beginn", minutes="Dauer"),
        },
    ),
    Holding(
        model="trainings.Trainer",
        title="wer eine Schulung hält",
        purpose="Schulungen zuordnen",
        readers=_READERS,
        kept=_NAMES_KEPT,
        columns={
            **technical("id", "training"),
            **personal(user="Konto", name="Name ohne Konto", email="E-Mail-Adresse dazu"),
        },
    ),
    Holding(
        model="trainings.Attendance",
        title="Anwesenheit",
        purpose="Teilnahme nachweisen, Reichweite zählen",
        readers=_READERS,
        kept=_NAMES_KEPT,
        columns={
            **technical("id", "session"),
            **personal(
                user="Konto",
                name="Name ohne Konto",
                status="anwesend, entschuldigt, spät",
                minutes="Minuten",
            ),
        },
    ),
    Holding(
        model="trainings.HeadCount",
        title="Kopfzahl nach Gruppe",
        purpose="Reichweite zählen",
        readers=_READERS,
        kept="mit der Schulung",
        columns={
            **technical("id", "training"),
            **organisational(group="Gruppe", count="Anzahl"),
        },
    ),
    Holding(
        model="trainings.FollowUpAnswer",
        title="Antwort auf die Nachfrage nach einer Schulung",
        purpose="sehen, wie es nach der Schulung weiterging, und unterstützen",
        readers=_READERS,
        kept=(
            "die Nachricht {s.FOLLOW_UP_TEXT_KEPT_MONTHS} Monate (Vorschlag, zu klären mit "
            "der*dem Datenschutzbeauftragten); die Antwort aus der Liste mit der Schulung"
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
                handled_by="wer sich gekümmert hat",
            ),
        },
    ),
    Holding(
        model="trainings.SignUp",
        title="Anmeldung zu einer Schulung",
        purpose="Plätze vergeben, über Änderungen informieren",
        readers="die Beratungsstelle, die Koordinierungsperson und wer die Schulung hält",
        kept=_SIGN_UPS_KEPT,
        columns={
            **technical("id", "training", "submission", "mailed_at"),
            **organisational(at="angemeldet am", excused_at="abgemeldet am"),
            **personal(
                user="Konto",
                name="Name, freiwillig",
                email="E-Mail-Adresse, freiwillig",
                language="Sprache",
            ),
        },
    ),
    Holding(
        model="trainings.TrainingRequest",
        title="Anfrage einer Einrichtung nach einer Schulung",
        purpose="Schulungen mit Einrichtungen vereinbaren",
        readers="die Beratungsstelle",
        kept=(
            "{s.TRAINING_REQUESTS_KEPT_MONTHS} Monate nach der Anfrage (Vorschlag, zu klären mit "
            "der*dem Datenschutzbeauftragten)"
        ),
        columns={
            **technical("id", "submission", "training"),
            **organisational(
                institution_name="Einrichtung",
                topics="Themen",
                group="für wen",
                heads="wie viele",
                at="angefragt am",
                state="Stand",
                answered_at="beantwortet am",
            ),
            **personal(
                name="wer fragt",
                email="E-Mail-Adresse",
                phone="Telefon, freiwillig",
                language="Sprache",
                wish="Wünsche",
                answered_by="wer beantwortet hat",
            ),
        },
    ),
    Holding(
        model="trainings.CalendarFeed",
        title="Adresse eines Kalenders",
        purpose="Termine im eigenen Kalender zeigen",
        readers="nur die Person selbst",
        kept="bis die Person sie beendet, oder mit dem Konto",
        columns={
            **technical("id", "key", "shows", "made_at"),
            **personal(user="Konto"),
        },
    ),
    Holding(
        model="trainings.DroppedSession",
        title="Termin, der aus einer Schulung gestrichen ist",
        purpose="Kalendern sagen, dass er ausfällt",
        readers=_READERS,
        kept="mit der Schulung",
        columns={
            **technical("id", "training"),
            **organisational(date="Tag", starts_at="Beginn", minutes="Dauer"),
        },
    ),
    Holding(
        model="trainings.ChangeNotice",
        title="Änderung, von der noch niemand weiß",
        purpose="alle Änderungen in einer Mail sagen",
        readers="niemand",
        kept="bis die Mails geschrieben sind, wenige Minuten",
        columns={
            **technical("id", "training", "changed_at"),
            **organisational(before="Termine, Ort und Link davor"),
            **personal(by="wer geändert hat"),
        },
    ),
    Holding(
        model="trainings.Curriculum",
        title="Lehrplan",
        purpose="sagen, wie viele Stunden welches Thema braucht",
        readers="die Beratungsstelle",
        kept="dauerhaft; eine veröffentlichte Fassung bleibt, wie sie ist",
        columns={
            **technical("id"),
            **organisational(
                version="Fassung", percent="so viel Prozent genügen", published_at="veröffentlicht"
            ),
            **personal(published_by="wer veröffentlicht hat"),
        },
    ),
    Holding(
        model="trainings.CurriculumTopic",
        title="Thema eines Lehrplans",
        purpose="sagen, wie viele Stunden welches Thema braucht",
        readers="die Beratungsstelle",
        kept="mit dem Lehrplan",
        columns={
            **technical("id", "curriculum"),
            **organisational(code="Thema", minutes="Dauer", mandatory="ob es Pflicht ist"),
        },
    ),
    Holding(
        model="trainings.Cohort",
        title="Jahrgang",
        purpose="Mitglieder gemeinsam ausbilden",
        readers="die Beratungsstelle; den Namen, wer dazugehört",
        kept="dauerhaft, für die Auswertung",
        columns={
            **technical("id"),
            **organisational(name="Name", school_year="Schuljahr", curriculum="Lehrplan"),
        },
    ),
    Holding(
        model="trainings.CohortMember",
        title="wer zu einem Jahrgang gehört",
        purpose="sehen, was jemandem in der Ausbildung noch fehlt",
        readers="die Beratungsstelle, die Koordinierungsperson und die Person selbst",
        kept="mit dem Konto",
        columns={
            **technical("id", "cohort"),
            **personal(user="Konto", added_at="aufgenommen am"),
        },
    ),
)
