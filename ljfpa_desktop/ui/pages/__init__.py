"""The pages of the window, one file per subject."""
