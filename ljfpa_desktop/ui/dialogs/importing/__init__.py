"""The steps of the import dialog: pick a file, look at it and mend it, and what came of it."""
