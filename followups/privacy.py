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
                school_days="ob Schultage zählen",
                hours="zu welchen Zeiten ihre Mails hinausgehen",
            ),
        },
    ),
    Holding(
        model="followups.AgendaFeed",
        title="Adresse der Agenda für den eigenen Kalender",
        purpose="Fälliges im eigenen Kalender zeigen",
        readers="nur die Person selbst",
        kept="bis die Person sie beendet, oder mit dem Konto",
        columns={
            **technical("id", "digest", "made_at"),
            **personal(user="Konto"),
        },
    ),
    Holding(
        model="followups.ToldDate",
        title="Eintrag, den ein Kalender kennt",
        purpose="Kalendern sagen, dass sich etwas verschoben hat oder erledigt ist",
        readers="nur die Person selbst",
        kept="mit der Adresse; Erledigtes einen Monat",
        columns={
            **technical("id", "feed", "uid", "sequence", "changed_at", "cancelled"),
            **organisational(kind="Anlass, bei Fällen nur „Fall“", due_on="fällig am"),
        },
    ),
    Holding(
        model="followups.Snooze",
        title="Verschobenes",
        purpose="eine Erinnerung auf einen anderen Tag legen, mit Grund",
        readers="wer die Sache auf der Agenda sieht",
        kept="90 Tage nach dem Tag der Wiedervorlage",
        columns={
            **technical("id", "object_id"),
            **organisational(
                kind="Anlass",
                due_on="fällig am",
                until="wieder vorzulegen am",
                reason="Grund aus einer Liste",
                since="erstmals verschoben am",
            ),
            **personal(
                note="ein Satz von höchstens 120 Zeichen, nach dem Hinweis: nichts aus einem Fall",
                by="wer verschoben hat",
            ),
        },
    ),
    Holding(
        model="followups.Delegation",
        title="Abgegebenes",
        purpose="jemand anderen an eine Sache erinnern",
        readers="wer die Sache auf der Agenda sieht",
        kept="12 Monate nach dem Abgeben",
        columns={
            **technical("id", "object_id"),
            **organisational(kind="Anlass", due_on="fällig am"),
            **personal(to="wer es macht", by="wer abgegeben hat", at="wann"),
        },
    ),
)
