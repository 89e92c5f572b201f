"""Solutions: reading a pack from files, planning its difference, applying, exporting."""
