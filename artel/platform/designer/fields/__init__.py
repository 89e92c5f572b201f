"""Fields of a section: their table, the form of one, its options by type, and where a field is used."""
