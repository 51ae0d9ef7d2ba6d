"""What the accounts package stores, column by column."""

from ateams.privacy import Holding, organisational, personal, secret, technical

_STAFF = "die Person selbst, Leitung und Administration"
_ACCOUNT_KEPT = (
    "solange die Person mitarbeitet, danach {s.ACCOUNT_KEPT_MONTHS} Monate (Vorschlag, zu klären "
    "mit der*dem Datenschutzbeauftragten)"
)

HOLDINGS = (
    Holding(
        model="accounts.User",
        title="Konto",
        purpose="anmelden, Rechte zuordnen, Zuständige nennen",
        readers=f"{_STAFF}; den Namen, wer mit der Person arbeitet",
        kept=_ACCOUNT_KEPT,
        columns={
            **technical("id", "session_epoch", "key_pair", "next_key_pair"),
            **secret(password="Prüfwert des Passworts"),
            **personal(
                email="E-Mail-Adresse",
                name="Name",
                role="Rolle",
                language="Sprache",
                single_keys="ob Tasten ohne Alt wirken",
                mails="wie oft Erinnerungen kommen",
                is_active="ob die Anmeldung offen ist",
                created_at="Zeitpunkt der Anlage",
                left_on="Tag des Ausscheidens",
                last_login="letzte Anmeldung",
            ),
        },
    ),
    Holding(
        model="accounts.Membership",
        title="Mitgliedschaft in einem Team",
        purpose="wissen, wer für ein Team spricht und Fälle des Teams lesen darf",
        readers=(
            f"{_STAFF}; die Beratungsstelle; öffentlich nur der Name, den die Person selbst "
            "veröffentlicht hat, bis sie ihn zurücknimmt oder die Mitgliedschaft endet"
        ),
        kept="mit dem Konto",
        columns={
            **technical("id"),
            **personal(
                user="Konto",
                team="Team",
                starts_on="Beginn",
                term_ends_on="Ende der Amtszeit",
                ended_on="Tag des Ausscheidens",
                end_reason="Grund des Ausscheidens, aus einer Liste",
                published_name="Name im öffentlichen Verzeichnis; nur mit eigenem Einverständnis",
                published_at="Zeitpunkt dieses Einverständnisses",
            ),
        },
    ),
    Holding(
        model="accounts.Absence",
        title="Abwesenheit",
        purpose="niemandem Fälle zuteilen, der nicht da ist; wissen, wer vertritt",
        readers=f"{_STAFF}; die Beratungsstelle, wenn sie Fälle zuweist",
        kept="30 Tage nach dem letzten Tag",
        columns={
            **technical("id"),
            **personal(
                person="Konto",
                first_day="erster Tag",
                last_day="letzter Tag",
                stand_in="wer vertritt; der Grund wird nicht gespeichert",
            ),
        },
    ),
    Holding(
        model="accounts.FormerAccount",
        title="Früheres Konto",
        purpose=(
            "wen jemand beim Melden ausgeschlossen hat, bleibt ausgeschlossen, auch wenn zwei "
            "Konten derselben Person eines geworden sind"
        ),
        readers="die Person selbst",
        kept="mit dem Konto",
        columns={
            **personal(
                id="Kennung des früheren Kontos",
                user="Konto",
                at="Zeitpunkt des Zusammenführens",
            ),
        },
    ),
    Holding(
        model="accounts.Invitation",
        title="Einladung",
        purpose="ein Konto anbieten, per Mail oder auf einer Karte ohne Adresse",
        readers="Leitung und Administration",
        kept=(
            "angenommen: mit dem Konto; sonst {s.INVITATION_KEPT_DAYS} Tage nach Ablauf oder "
            "Rücknahme"
        ),
        columns={
            **technical("id", "from_terminal"),
            **secret(token_hash="Prüfwert des Links"),
            **personal(
                email="E-Mail-Adresse",
                name="Name",
                role="Rolle",
                team="Team",
                language="Sprache",
                term_ends_on="Ende der Amtszeit, die angeboten wird",
                invited_by="wer eingeladen hat",
                created_at="Zeitpunkt",
                expires_at="Ablauf",
                accepted_at="angenommen am",
                account="Konto, das daraus wurde",
                revoked_at="zurückgenommen am",
            ),
        },
    ),
    Holding(
        model="accounts.Institution",
        title="Einrichtung",
        purpose="Schulen, Hochschulen und Jugendzentren mit ihren Teams führen",
        readers="alle mit Konto; Teams nur die eigene",
        kept="solange sie geführt wird",
        columns={
            **technical("id"),
            **organisational(
                name="Name",
                slug="Kurzname",
                type="Art",
                district="Stadtteil",
                address="Adresse",
                agreement_signed_on="seit wann eine Vereinbarung gilt",
                agreement_until="bis wann sie gilt",
                active="ob sie teilnimmt",
            ),
        },
    ),
    Holding(
        model="accounts.Team",
        title="Team",
        purpose="A-Teams führen",
        readers="alle mit Konto; Teams nur das eigene; öffentlich der Name",
        kept="solange es geführt wird",
        columns={
            **technical("id"),
            **organisational(
                institution="Einrichtung", name="Name", slug="Kurzname für den QR-Code"
            ),
        },
    ),
    Holding(
        model="accounts.TeamChannel",
        title="Kontaktweg eines Teams",
        purpose="sagen, wann, wo und wie man ein A-Team erreicht",
        readers="öffentlich",
        kept="solange das Team geführt wird oder bis er geleert wird",
        columns={
            **technical("id"),
            **organisational(team="Team", kind="Art", text="Angabe", text_en="Angabe auf Englisch"),
        },
    ),
    Holding(
        model="accounts.Contact",
        title="Kontaktperson einer Einrichtung",
        purpose="nach Schulungen nachfragen, Termine absprechen",
        readers="Beratungsstelle, Administration, Koordinierungsperson der Einrichtung",
        kept="solange sie Kontaktperson ist; Löschung auf Wunsch mit der Einrichtung",
        columns={
            **technical("id"),
            **organisational(institution="Einrichtung"),
            **personal(
                name="Name",
                function="Funktion",
                email="E-Mail-Adresse",
                language="Sprache",
                responsible="ob sie Nachfragen beantwortet",
                active="ob sie aktuell ist",
            ),
        },
    ),
    Holding(
        model="accounts.Session",
        title="Sitzung",
        purpose="angemeldet bleiben; den entsperrten Schlüssel halten, den nur ein Cookie öffnet",
        readers="niemand; die Person selbst sieht, wann ihre Anmeldungen begannen",
        kept="bis zur Abmeldung, höchstens 30 Tage; abgelaufene werden täglich gelöscht",
        columns={
            **technical("expire_date"),
            **personal(account="Konto", started_at="Zeitpunkt der Anmeldung"),
            **secret(session_key="Kennung der Sitzung", session_data="Konto und Zustand"),
        },
    ),
    Holding(
        model="accounts.ImportRun",
        title="Übernahme einer Liste",
        purpose="vorhandene Listen von Einrichtungen, Mitgliedern und Schulungen übernehmen",
        readers="nur die Person, die die Liste hochgeladen hat",
        kept=(
            "Zeilen bis zum Ende der Übernahme, die Datei selbst nie; "
            "alles zusammen höchstens bis zum Tag nach dem Hochladen"
        ),
        columns={
            **technical("id"),
            **organisational(
                kind="was für eine Liste",
                state="Stand",
                skips_errors="ob fehlerhafte Zeilen ausgelassen werden",
                total="Zeilen",
                checked="geprüfte Zeilen",
                added="neue Zeilen",
                completed="ergänzte Zeilen",
                known="bekannte Zeilen",
                left_out="ausgelassene Zeilen",
                trouble="warum es nicht ging",
            ),
            **personal(
                person="wer die Liste hochgeladen hat",
                created_at="Zeitpunkt",
                sealed="Zeilen der Liste, unter einem Schlüssel des Servers, nur bis zum Ende",
            ),
        },
    ),
)
