"""Journeys go through the real window and dialogs, with the keyboard alone."""

from __future__ import annotations

from tests.ui.conftest import qapp as qapp
