"""Every change to a case, by whom it comes from: reports, staff, reporters."""
