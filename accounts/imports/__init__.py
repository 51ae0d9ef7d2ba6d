"""Taking over lists that exist: institutions, members and, from packages above, other things."""
