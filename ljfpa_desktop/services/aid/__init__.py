"""Aid: cycles along their stages, who is to get what, payments, signing back, registers (DOMAIN.md 1)."""
