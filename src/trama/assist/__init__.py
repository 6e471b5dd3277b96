"""A door for assistants: what a model asks goes in, short answers with IRIs and quotes come out."""
