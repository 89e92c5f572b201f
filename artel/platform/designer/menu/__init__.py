"""The menu: groups with their names and order, and which section stands where."""
