"""The coherence matrix: who judged what, the matrix, its words, and the files it is written to."""
