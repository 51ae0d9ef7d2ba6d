"""What the heartbeats store, column by column."""

from ateams.privacy import Holding, technical

HOLDINGS = (
    Holding(
        model="sweeps.Heartbeat",
        title="Lebenszeichen der regelmäßigen Aufgaben",
        purpose="merken, wenn eine Aufgabe nicht mehr läuft",
        readers="Leitung und Administration",
        kept="dauerhaft, nur der letzte Lauf",
        columns=technical("name", "last_started", "last_finished", "last_error"),
    ),
)
