"""Journeys go through the real window and dialogs, with the keyboard alone."""

from __future__ import annotations

from tests.journeys.seats import hand as hand
from tests.journeys.seats import sit as sit
from tests.ui.conftest import qapp as qapp
