"""Publishing: a release goes in, pages, documents, a catalogue and a static site come out."""
