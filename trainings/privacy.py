"""What the trainings package stores, column by column."""

from ateams.privacy import Holding, organisational, personal, statistics, technical
from trainings.answers_privacy import ANSWER
from trainings.certificates_privacy import HOLDINGS as CERTIFICATES

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
        model="trainings.MaterialFile",
        title="Datei einer Schulung",
        purpose="Folien, Arbeitsblätter und Bilder allen geben, die an der Schulung beteiligt sind",
        readers=_READERS + "; bei einem Jahrgang auch, wer dazugehört",
        kept=(
            "{s.MATERIALS_KEPT_MONTHS} Monate nach der Schulung (Vorschlag, zu klären mit der*dem "
            "Datenschutzbeauftragten); die Datei selbst liegt unverschlüsselt neben der Datenbank"
        ),
        columns={
            **technical("id", "training", "digest"),
            **organisational(
                name="Name der Datei",
                media_type="Art der Datei",
                size="Größe",
                added_at="Zeitpunkt",
            ),
            **personal(added_by="wer sie dazugelegt hat"),
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
    ANSWER,
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
    Holding(
        model="trainings.AboutPerson",
        title="Angaben für Zertifikate",
        purpose="Zertifikate auf den gewünschten Namen; wissen, wer für sich selbst einwilligt",
        readers="die Person, die Koordinierung ihres Teams, die Beratungsstelle",
        kept="mit dem Konto",
        columns={
            **technical("user"),
            **personal(
                chosen_name="gewünschter Name",
                age_band="unter 16, 16 oder 17, 18 oder älter; kein Geburtsdatum",
            ),
        },
    ),
    Holding(
        model="trainings.PersonConsent",
        title="Einwilligung einer Person",
        purpose="Namen, Fotos und Kontaktdaten nur mit Einwilligung verwenden",
        readers="die Person, die Koordinierung ihres Teams, die Beratungsstelle",
        kept="mit dem Konto",
        columns={
            **technical("id", "user"),
            **organisational(handled_on="Folgen erledigt am"),
            **personal(
                scope="wofür",
                given_on="gegeben am",
                by_guardian="ob Sorgeberechtigte unterschrieben haben",
                noted_by="wer das Papier gesehen hat",
                withdrawn_on="zurückgenommen am",
                handled_by="wer sich gekümmert hat",
            ),
        },
    ),
    *CERTIFICATES,
    Holding(
        model="trainings.ApprovedHours",
        title="Bestätigte ehrenamtliche Stunden",
        purpose="Beiblatt zum Zeugnis",
        readers="die Person, die Koordinierung ihres Teams, die Beratungsstelle",
        kept="mit dem Konto",
        columns={
            **technical("id", "user"),
            **personal(
                first_day="vom",
                last_day="bis",
                minutes="Minuten",
                approved_by="wer bestätigt hat",
                approved_on="bestätigt am",
            ),
        },
    ),
    Holding(
        model="trainings.Feedback",
        title="Anonyme Rückmeldung",
        purpose="Schulungen verbessern",
        readers="wer die Schulung hält, Koordinierung, Beratungsstelle; ab fünf Antworten",
        kept=(
            "die Texte {s.FEEDBACK_TEXT_KEPT_MONTHS} Monate nach der Schulung (Vorschlag, zu "
            "klären mit der*dem Datenschutzbeauftragten); die Zahlen mit der Schulung"
        ),
        columns={
            **technical("id", "training", "shown"),
            **organisational(moment="gleich danach oder nach drei Monaten"),
            **statistics(
                useful="Zustimmung von 1 bis 5",
                understandable="Zustimmung von 1 bis 5",
                safe="Zustimmung von 1 bis 5",
                would_act="Zustimmung von 1 bis 5",
            ),
            **personal(
                good="was gut war, ohne Namen; wer es schrieb, ist nicht bekannt",
                better="was besser ginge, ohne Namen; wer es schrieb, ist nicht bekannt",
            ),
        },
    ),
)
