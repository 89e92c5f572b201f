"""Parts of the kind `dashboard`: how blocks are written, and whether they fit the sections they count."""
