"""Plan against plan: a lower and an upper plan go in, findings with both quotes, coverage and editions come out."""
