"""The pages: a request goes in, HTML in the reader's language comes out."""
