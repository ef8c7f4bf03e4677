"""Starts the program: its window, or a command."""

import sys

from ljfpa_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
