"""Who is one person: records that look alike, merged or said to be two people (EXCHANGE.md 2.6)."""
