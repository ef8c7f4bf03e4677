"""The dialogs, one file per subject."""
