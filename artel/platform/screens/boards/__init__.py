"""The board of a section: stages as columns, records as cards, twenty a column and more on demand."""
