"""The sections of 设置, each in its own file."""
