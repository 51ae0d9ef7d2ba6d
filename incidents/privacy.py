"""What the incidents package stores, column by column."""

from ateams.privacy import Holding, organisational, sealed, skeleton, statistics, technical

_BASIS = (
    "zu klären mit der*dem Datenschutzbeauftragten: Einwilligung nach Art. 9 Abs. 2 Buchst. a "
    "DSGVO oder § 17 NDSG"
)
_CASE_KEPT = (
    "{s.CASE_KEPT_MONTHS} Monate nach dem Abschluss, bei reinen Meldungen {s.REPORT_KEPT_MONTHS} "
    "Monate; spätestens drei Jahre nach dem Eingang; auf Wunsch der Person sofort"
)
_CASE_READERS = (
    "wer bei der Meldung als lesend genannt war (die Beratungsstelle; A-Team und "
    "Koordinierungsperson nur, wenn die Person das gewählt hat), die Person selbst mit ihrem "
    "Beleg-Code, im Notfall wer beide Hälften des Notfallschlüssels hat"
)

_OFFICE_ALONE = "die Beratungsstelle; weder das Team noch die Person"

HOLDINGS = (
    Holding(
        model="incidents.Case",
        title="Fall (Gerüst)",
        purpose="Meldungen und Anfragen wegen Diskriminierung annehmen, beantworten und beraten",
        basis=_BASIS,
        readers=_CASE_READERS,
        kept=_CASE_KEPT,
        columns={
            **technical("id", "shared_envelope", "internal_envelope", "letter_key", "version"),
            **sealed(
                sealed_news_address=(
                    "Adresse, an die eine Mail ohne Inhalt geht, wenn es Neues gibt"
                ),
                sealed_kept_out="wen die Person vom Lesen ausgeschlossen hat; auch leer versiegelt",
            ),
            **skeleton(
                reference="zufälliges Zeichen des Falls",
                state="Stand der Bearbeitung",
                type="Art: Meldung, Beratung, Begleitung, Anfrage",
                channel="Kontaktweg",
                language="Sprache der Seite",
                urgent="ob es eilt",
                apart="ob der Fall in einer Flut kam und auf dem Stapel liegt",
                team="Team, das die Person als lesend gewählt hat",
                with_members="ob Mitglieder des Teams lesen",
                with_coordinator="ob die Koordinierungsperson liest",
                responsible="zuständige Person der Beratungsstelle",
                received_at="Zeitpunkt des Eingangs",
                reply_due_on="Tag, bis zu dem eine Antwort geschuldet ist",
                first_reply_at="Zeitpunkt der ersten Antwort",
                next_date="nächster Termin",
                closed_at="Zeitpunkt des Abschlusses",
                gone_by="zugesagter Tag, an dem alles gelöscht ist",
                unread="ob die neueste Nachricht ungelesen ist",
                unread_by_reporter="ob die Person die neueste Antwort noch nicht gesehen hat",
                mailbox_opening="Zufallswert; wird er neu gezogen, sind offene Postfächer zu",
                receipt="Prüfwert des Beleg-Codes; der Code selbst ist nirgends gespeichert",
                code_given="ob die Person den Beleg-Code bekommen hat",
            ),
        },
    ),
    Holding(
        model="incidents.Entry",
        title="Eintrag im Verlauf eines Falls",
        purpose="festhalten, was gemeldet, geantwortet, notiert und entschieden wurde",
        basis=_BASIS,
        readers=f"{_CASE_READERS}; interne Notizen weder Team noch Person",
        kept=_CASE_KEPT,
        columns={
            **technical("id", "case", "about"),
            **sealed(sealed="Text der Meldung, Nachricht, Notiz, Arbeit, Begründung; Einordnung"),
            **skeleton(
                kind="Art des Eintrags",
                at="Zeitpunkt",
                author="wer geschrieben hat; leer für die meldende Person",
                author_role="Rolle zu dieser Zeit",
                state="Stand, in den der Fall kam",
                person="wer zuständig wurde",
                date="gesetzter Termin oder Tag, an dem etwas getan wurde",
            ),
        },
    ),
    Holding(
        model="incidents.Addition",
        title="Nachtrag zu einem Gespräch",
        purpose="festhalten, was einem A-Team-Mitglied nach einem Gespräch noch einfällt",
        basis=_BASIS,
        readers=f"{_CASE_READERS}; nicht, wer ihn geschrieben hat",
        kept="bis jemand den Fall öffnet, dann als Eintrag im Verlauf",
        columns={
            **technical("id", "case"),
            **sealed(sealed="Text des Nachtrags", sealed_key="Schlüssel des Textes"),
            **skeleton(
                at="Zeitpunkt",
                author="wer ihn geschrieben hat",
                author_role="Rolle zu dieser Zeit",
            ),
        },
    ),
    Holding(
        model="incidents.Task",
        title="Aufgabe in einem Fall",
        purpose="festhalten, wer bis wann etwas zu tun hat, und daran erinnern",
        basis=_BASIS,
        readers=_OFFICE_ALONE,
        kept=_CASE_KEPT,
        columns={
            **technical("entry"),
            **skeleton(
                due_on="Tag, bis zu dem sie zu erledigen ist",
                person="wer sie zu erledigen hat",
                done_at="Zeitpunkt, zu dem sie erledigt war",
            ),
        },
    ),
    Holding(
        model="incidents.Referral",
        title="Verweis an eine andere Stelle",
        purpose="nur mit Einverständnis weitergeben und wissen, was daraus wurde",
        basis=_BASIS,
        readers=_OFFICE_ALONE,
        kept=_CASE_KEPT,
        columns={
            **technical("entry"),
            **skeleton(state="angeboten, weitergegeben, angenommen, nicht zustande gekommen"),
        },
    ),
    Holding(
        model="incidents.Agreement",
        title="Vereinbarung mit einer Einrichtung",
        purpose="prüfen, ob eine Zusage eingehalten wird, und daran erinnern",
        basis=_BASIS,
        readers=_OFFICE_ALONE,
        kept=_CASE_KEPT,
        columns={
            **technical("entry"),
            **skeleton(
                due_on="Tag, bis zu dem etwas zugesagt ist",
                checked_at="Zeitpunkt, zu dem jemand nachgesehen hat",
            ),
        },
    ),
    Holding(
        model="incidents.CaseLink",
        title="Verknüpfung zweier Fälle",
        purpose="Fälle gemeinsam bearbeiten, die zusammengehören",
        basis=_BASIS,
        readers="wer in der Beratungsstelle beide Fälle öffnen kann",
        kept="bis einer der beiden Fälle gelöscht oder die Verknüpfung gelöst ist",
        columns={
            **technical("id"),
            **sealed(
                sealed_one="Grund, für die Lesenden des einen Falls",
                sealed_other="Grund, für die Lesenden des anderen Falls",
            ),
            **skeleton(
                one="der eine Fall",
                other="der andere Fall",
                at="Zeitpunkt",
                author="wer verknüpft hat",
            ),
        },
    ),
    Holding(
        model="incidents.ReferralBody",
        title="Verweisstelle",
        purpose="Stellen kennen, die weiterhelfen",
        readers="die Beratungsstelle",
        kept="dauerhaft; nicht mehr angebotene erscheinen in keiner Auswahl",
        columns={
            **technical("id"),
            **organisational(
                kind="Art der Stelle",
                name="Name",
                contact="Telefon, Mail, Adresse, Sprechzeiten der Stelle",
                languages="Sprachen",
                area="wofür und wo sie zuständig ist",
                active="ob sie angeboten wird",
            ),
        },
    ),
    Holding(
        model="incidents.Proposal",
        title="Vorschlag einer Koordinierungsperson",
        purpose="wissen, welche Vorschläge noch offen sind",
        basis=_BASIS,
        readers=_CASE_READERS,
        kept=_CASE_KEPT,
        columns={
            **technical("entry"),
            **skeleton(
                outcome="ob er übernommen wurde",
                settled_at="Zeitpunkt der Entscheidung",
                settled_by="wer entschieden hat",
            ),
        },
    ),
    Holding(
        model="incidents.Consent",
        title="Einverständnis mit einem Schritt nach außen",
        purpose="nach außen nur tun, womit die Person einverstanden ist, und es belegen können",
        basis=_BASIS,
        readers=f"{_CASE_READERS}; den Grund einer Entscheidung ohne sie die Beratungsstelle",
        kept=_CASE_KEPT,
        columns={
            **technical("id", "case"),
            **sealed(
                sealed="Art des Schritts und die Frage in Worten",
                sealed_answer="was die Person dazu schrieb",
                sealed_reason="Grund einer Entscheidung ohne Einverständnis",
            ),
            **skeleton(
                state="gefragt, erlaubt, abgelehnt, getan, zurückgenommen",
                way="ob im Postfach, im Gespräch oder ohne Einverständnis",
                asked_at="Zeitpunkt der Frage",
                asked_by="wer gefragt hat",
                answered_at="Zeitpunkt der Antwort",
                talk_on="Tag des Gesprächs",
                done_at="Zeitpunkt des Schritts",
                last_day="letzter Tag, an dem jemand dadurch liest",
                read_only="ob wer dadurch liest, nur lesen und notieren darf",
                ended_at="Zeitpunkt, zu dem es endete",
                opened="ob dadurch jemand mitlesen konnte",
            ),
        },
    ),
    Holding(
        model="incidents.Consent_readers",
        title="wer durch ein Einverständnis liest",
        purpose="weitere Lesende wieder ausschließen können",
        basis=_BASIS,
        readers="niemand; die Technik benutzt es",
        kept=_CASE_KEPT,
        columns={**technical("id"), **skeleton(consent="Einverständnis", keypair="Schlüssel")},
    ),
    Holding(
        model="incidents.Attachment",
        title="Datei in einem Fall",
        purpose="Bilder, Dokumente und Aufnahmen zu einer Nachricht, Antwort oder Notiz bewahren",
        basis=_BASIS,
        readers=f"{_CASE_READERS}; Dateien interner Notizen weder Team noch Person",
        kept=_CASE_KEPT,
        columns={
            **technical("id", "case", "entry"),
            **sealed(sealed="Schlüssel, Name, Art und Größe der Datei"),
            **skeleton(
                internal="ob nur die Beratungsstelle sie öffnen kann",
                number="laufende Nummer im Fall",
                chunks="Größe in Schritten von 64 KiB",
            ),
        },
    ),
    Holding(
        model="incidents.Draft",
        title="Entwurf in einem Fall",
        purpose="nicht verlieren, was jemand in der Beratungsstelle gerade schreibt",
        basis=_BASIS,
        readers="wer ihn geschrieben hat, sonst niemand",
        kept="bis er gespeichert oder verworfen ist, höchstens 14 Tage; nie länger als der Fall",
        columns={
            **technical("id", "case"),
            **sealed(sealed="was getippt wurde", sealed_key="der Schlüssel dazu"),
            **skeleton(
                person="wer schreibt",
                form="in welches Formular",
                saved_at="Zeitpunkt des letzten Tippens",
            ),
        },
    ),
    Holding(
        model="incidents.ClockRule",
        title="Frist der Beratungsstelle",
        purpose="festlegen, bis wann geantwortet und ein Fall durchgesehen wird",
        readers="die Leitung",
        kept="dauerhaft",
        columns={
            **technical("id"),
            **organisational(
                clock="welche Frist",
                number="wie lang sie ist",
                pauses="ob sie stillsteht, solange auf die Person gewartet wird",
                valid_from="Tag, ab dem das gilt",
            ),
        },
    ),
    Holding(
        model="incidents.FactRow",
        title="Zählzeile",
        purpose="jährliche Auswertung für Rat und Öffentlichkeit",
        basis=_BASIS,
        readers="die Beratungsstelle",
        kept=(
            "dauerhaft; die Zeile kennt keinen Fall und keinen Tag und wird jede Nacht in "
            "zufälliger Reihenfolge neu geschrieben"
        ),
        columns={
            **technical("id"),
            **statistics(
                quarter="Quartal",
                channel="Kontaktweg",
                institution_type="Art der Einrichtung",
                district="Stadtteil der Einrichtung",
                codes="Merkmale nach den Listen, etwa der Grund der Diskriminierung",
            ),
        },
    ),
    Holding(
        model="incidents.WithdrawnReceipt",
        title="verbrauchter Beleg-Code",
        purpose="verhindern, dass ein noch offenes Formular eine gelöschte Meldung zurückbringt",
        basis=_BASIS,
        readers="niemand",
        kept="7 Tage nach der Löschung, so lange ein Formular gültig ist",
        columns={
            **technical("id"),
            **skeleton(
                receipt="Prüfwert des Beleg-Codes",
                replaced="ob die Meldung unter einem neuen Code noch da ist",
                withdrawn_on="Tag der Löschung oder des neuen Codes",
            ),
        },
    ),
    Holding(
        model="incidents.ErasureOrder",
        title="Löschauftrag",
        purpose=(
            "überall sonst löschen, was zu einem gelöschten Fall gehört, und nach dem Einspielen "
            "einer Sicherung noch einmal"
        ),
        basis=_BASIS,
        readers="niemand",
        kept="60 Tage, so lange eine Sicherung den Fall noch enthalten kann",
        columns={
            **technical("case_id", "noted_at", "done_at"),
            **skeleton(ordered_on="Tag der Löschung"),
        },
    ),
    Holding(
        model="incidents.MonthlyTally",
        title="Monatszahlen gelöschter Fälle",
        purpose="Entwicklung der Fallzahlen und Dauer der Antworten auswerten",
        basis=_BASIS,
        readers="die Beratungsstelle",
        kept="dauerhaft; nur Summen, ohne Verweis auf einen Fall",
        columns={
            **technical("id"),
            **statistics(
                month="Monat des Eingangs",
                channel="Kontaktweg",
                received="eingegangen",
                replied="beantwortet",
                reply_days="Tage bis zur ersten Antwort, zusammen",
                closed="abgeschlossen",
                open_days="Tage bis zum Abschluss, zusammen",
                withdrawn="auf Wunsch der Person gelöscht",
            ),
        },
    ),
    Holding(
        model="incidents.ReplyTemplate",
        title="Textvorlage",
        purpose="Antworten schreiben, ohne jedes Mal neu anzufangen",
        readers="die Beratungsstelle",
        kept="bis jemand der Beratungsstelle sie ändert; sie enthält nichts über Menschen",
        columns={
            **technical("id"),
            **organisational(
                title="Titel",
                language="Sprache",
                text="Text, ohne Namen und ohne Angaben aus einem Fall",
                active="ob sie angeboten wird",
            ),
        },
    ),
)
