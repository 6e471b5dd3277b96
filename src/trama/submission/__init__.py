"""A plan that somebody sends: its files go in, a report and what to correct come out, and nothing is kept."""
