"""The server itself: settings go in, processes that answer HTTP come out."""
