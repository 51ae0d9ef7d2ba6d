"""One form per intention: reports, the mailbox, staff's work."""
