"""The dialogs of 帮扶: a cycle, its steps, its list, paying, signing back, receipts and papers."""
