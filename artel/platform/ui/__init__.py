"""Page objects of Python and their templates; the base page, icons, formatting."""
