"""A plan in whatever form: files go in, one package of typed elements, each with its place, comes out, and its statements."""
