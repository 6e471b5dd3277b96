"""Processes that can be killed: a query or a job goes in, framed answers within limits come out."""
