"""The trash of all sections: what was deleted, by whom it may be taken back, and deleting for good."""
