"""Numbered changes of the database schema."""
