"""Questions in Italian without a model: a sentence goes in, a ready query with parameters comes out, or why there is none.

Every word of a question has to be understood: as the name of a thing in the dataset (`names`), as a word of the tables
(`words.csv`, `frames.csv`), or as a filler. A word that is not, or two queries that fit as well, mean that the question
is not understood, for a wrong answer is worse than none.
"""
