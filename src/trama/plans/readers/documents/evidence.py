"""Which lines of a document are objectives by what speaks for them together.

No sign is enough by itself: what the captions above say, what the sentence before leads to, in which form the
items of one kind speak, and how often that kind comes back under the same caption are weighed for all lines of
a kind at once, so that sections which are laid out alike are read alike.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from trama.plans.readers.documents import forms
from trama.plans.readers.documents.blocks import Block, Line
from trama.plans.readers.documents.candidates import Candidate, Verdict, candidates

TAKEN, GUESSED, REFUSED, FAINT = 2.5, 0.5, -1.0, -2.5
MINDED = 0.3
ENOUGH = 4
Key = tuple[str, float, float, str, int]


def weigh(blocks: Sequence[Block], start: str = "", *, eager: bool = False) -> Verdict:
    """Return which lines are objectives; `start` is the year in which the plan begins, if it says so.

    Where `eager`, lists that nothing speaks against are weighed together too: for a plan in which nothing else was found.
    """
    verdict = Verdict()
    every = list(candidates(blocks, start, verdict))
    titles = [item for item in every if item.sign == "head"]
    _name_chapters(titles, every, blocks)
    # What comes back word for word heads something else each time.
    again = Counter(item.words for item in titles)
    titles = [item for item in titles if again[item.words] < 3]
    _weigh(titles, verdict)
    if eager:
        _guess_titles(titles, verdict)
    # What stands below a title that is an objective is part of it.
    items = [item for item in candidates(blocks, start, verdict) if item.sign != "head"]
    _weigh(items, verdict)
    _level_chapters(items, verdict)
    if eager:
        opening = [" ".join(one.text.split()) for one in blocks[:12] if isinstance(one, Line)]
        _guess(items, verdict, promising=any(_PROMISES.search(text) for text in opening))
    _nest(items, verdict)
    return verdict


_THEME = re.compile(r"\W*[^\W\d_]+(?:\s*[:–—]|\s-\s|(?:\s+[^\W\d_]+)?$)")


def _name_chapters(
    titles: Sequence[Candidate], every: Sequence[Candidate], blocks: Sequence[Block]
) -> None:
    """Hold titles for names that are but a verb, or go on after a colon, where the lists below them say what will be done.

    «Custodire: acqua, prati, clima» is what the objectives below it have in common.
    """
    below: dict[int, list[Candidate]] = {}
    for item in every:
        if item.sign in ("•", "1"):
            below.setdefault(id(blocks[item.stood]), []).append(item)
    for title in titles:
        listed = below.get(id(title.line), [])
        if len(listed) > 1 and _THEME.match(title.words) and _share(listed, forms.INTENTION) > 0.7:
            title.form = forms.OTHER


def _weigh(items: Sequence[Candidate], verdict: Verdict) -> None:
    """Judge all items of a kind together."""
    repeated = Counter(caption for _, caption in {(item.stood, item.caption) for item in items})
    kinds: dict[Key, list[Candidate]] = {}
    for item in items:
        named = item.leaning != 0 or repeated[item.caption] > 1
        key = (item.caption if named else "", item.above, item.lead, item.sign, item.depth)
        kinds.setdefault(key, []).append(item)
    scores = {key: _score(found) for key, found in kinds.items()}
    captioned = sum(
        len(found)
        for key, found in kinds.items()
        if scores[key] >= TAKEN and found[0].leaning == forms.STRONG and _kept(found)
    )
    for key, found in kinds.items():
        _judge(found, scores[key], captioned, verdict)


def _kept(found: Sequence[Candidate]) -> bool:
    """Whether a caption is kept throughout a plan, or heads the one long list that it has."""
    return len({item.section for item in found}) > 1 or len(found) > 2 * ENOUGH


def _judge(found: list[Candidate], score: float, captioned: int, verdict: Verdict) -> None:
    ids = [id(item.line) for item in found]
    strong = found[0].leaning == forms.STRONG
    # Where the plan has a caption for its objectives, what stands under another is none.
    if score <= REFUSED or (captioned >= ENOUGH and not strong and found[0].leaning < 0):
        verdict.refused.update(ids)
    elif score >= TAKEN + (1.5 if captioned >= ENOUGH and not strong else 0):
        sure = min(0.95, 0.6 + 0.06 * score)
        ids = [id(item.line) for item in (found if strong else _of_one_mind(found))]
        verdict.taken.update(dict.fromkeys(ids, round(sure, 2)))
        if not strong and found[0].above != forms.STRONG and found[0].lead <= 0:
            verdict.weak.update(ids)


def _level_chapters(items: Sequence[Candidate], verdict: Verdict) -> None:
    """Take the one list of a chapter that stands between chapters laid out alike, whose lists are objectives."""
    levels: dict[tuple[int, int], dict[int, list[Candidate]]] = {}
    for item in items:
        if item.sign in ("•", "1"):
            place, rank, parent = item.chapter
            levels.setdefault((rank, parent), {}).setdefault(place, []).append(item)
    for chapters in levels.values():
        full = [
            place
            for place, found in chapters.items()
            if sum(id(item.line) in verdict.taken for item in found) > 0.6 * len(found)
        ]
        looks = {
            (item.stood > item.chapter[0], item.sign) for place in full for item in chapters[place]
        }
        for place, found in chapters.items():
            between = len(full) > 1 and full[0] < place < full[-1] and place not in full
            alike = {(item.stood > item.chapter[0], item.sign) for item in found} <= looks
            one = len({item.section for item in found}) == 1
            if between and alike and one and not _spoken_against(found):
                ids = [id(item.line) for item in found]
                verdict.taken.update(dict.fromkeys(ids, 0.7))
                verdict.refused.difference_update(ids)
        for found in chapters.values():
            # A sentence leads to what is to be done, in a chapter where nothing else does.
            if len(full) > 1 and not any(id(item.line) in verdict.taken for item in found):
                _take_led(found, verdict)


def _take_led(found: Sequence[Candidate], verdict: Verdict) -> None:
    """Take the first list of a chapter that a sentence leads to, though its items name things rather than what is done."""
    told = (item for item in found if item.lead >= 2.0 or _captioned(item))
    first = next(told, found[0])
    led = [item for item in found if item.section == first.section]
    words = sum(len(item.words.split()) for item in led) / len(led)
    sure = first.lead >= 2.0 or _captioned(first)
    if sure and len(led) > 1 and words > 3.5 and not _spoken_against(led):
        ids = [id(item.line) for item in led]
        verdict.taken.update(dict.fromkeys(ids, 0.6))
        verdict.refused.difference_update(ids)


def _captioned(item: Candidate) -> bool:
    """Whether a caption within its chapter leads to an item, if but weakly: «Entro il 2035:»."""
    return item.leaning >= forms.WEAK and item.stood > item.chapter[0]


def _spoken_against(found: Sequence[Candidate]) -> bool:
    """Whether anything says that the items are no objectives: what stands above them, or what they tell."""
    first = found[0]
    told = _share(found, frozenset([forms.DONE, forms.COUNT, forms.NORM]))
    return (
        first.leaning < 0 or first.lead < 0 or (first.above < 0 and not first.leaning) or told > 0.3
    )


def _guess_titles(titles: Sequence[Candidate], verdict: Verdict) -> None:
    """Take the titles of a look that nearly all say what will be done, if nothing speaks against them."""
    kinds: dict[tuple[int, int], list[Candidate]] = {}
    for item in titles:
        if not (item.leaning < 0 or item.above < 0):
            kinds.setdefault((item.depth, item.chapter[1]), []).append(item)
    for found in kinds.values():
        if len(found) > 1 and _share(found, frozenset([forms.FUTURE, forms.INFINITIVE])) > 0.8:
            ids = [id(item.line) for item in found]
            verdict.taken.update(dict.fromkeys(ids, 0.5))
            verdict.guessed.update(ids)


# What a document may call itself that is but a list of what will be done.
_PROMISES = re.compile(
    r"^(?:il\s+)?(?:linee\s+programmatiche|programma\s+(?:di\s+mandato|amministrativo)|piano\s+strategico|agenda\s+urbana)",
    re.IGNORECASE,
)


def _guess(items: Sequence[Candidate], verdict: Verdict, *, promising: bool) -> None:
    """Take the lists that nothing speaks against, if all of them together speak of what will be done.

    In a document that is `promising` by its title, lists under several titles need say less.
    """
    kinds: dict[tuple[str, int], list[Candidate]] = {}
    sections: dict[int, list[Candidate]] = {}
    for item in items:
        if item.sign in ("•", "1"):
            sections.setdefault(item.section, []).append(item)
    for found in sections.values():
        if not _spoken_against(found):
            for item in found:
                kinds.setdefault((item.sign, item.depth), []).append(item)
    for found in kinds.values():
        leaning = sum(item.leaning + item.lead for item in found) / len(found)
        score = _score(found) - (found[0].leaning or 0.7 * found[0].above) - found[0].lead + leaning
        does = _share(found, forms.INTENTION)
        several = promising and len({item.section for item in found}) > 1 and does > 0.15
        if (score >= GUESSED and does > 0.25) or (several and score >= FAINT):
            # A list of bodies, places or people between those that say what to do is none of them.
            under: dict[str, list[Candidate]] = {}
            for item in found:
                under.setdefault(item.caption, []).append(item)
            minded = [one for one in under.values() if _share(one, forms.INTENTION) > MINDED]
            told = [item for one in minded for item in one]
            ids = [id(item.line) for item in told]
            verdict.taken.update(dict.fromkeys(ids, 0.5 if score >= GUESSED else 0.35))
            verdict.guessed.update(ids)


def _of_one_mind(found: list[Candidate]) -> list[Candidate]:
    """Return the items of a kind without those that say nothing to do, where nearly all others do.

    A list is one: it goes out as a whole, if nothing in it is an intention.
    """
    if _share(found, forms.INTENTION) < 0.7:
        return found
    minded = {item.section for item in found if item.form in forms.INTENTION}
    single = found[0].sign in ("head", "lead", "plain")
    return [
        item
        for item in found
        if item.form in forms.INTENTION or (not single and item.section in minded)
    ]


def _nest(items: list[Candidate], verdict: Verdict) -> None:
    """Let only one level of a list be objectives: the first that is, unless it but names what those below do."""
    sections: dict[int, list[Candidate]] = {}
    for item in items:
        if item.sign not in ("head", "plain", "lead"):
            sections.setdefault(item.section, []).append(item)
    for section in sections.values():
        depths = sorted({item.depth for item in section})
        for upper, lower in itertools.pairwise(depths):
            high = [item for item in section if item.depth == upper]
            low = [item for item in section if item.depth == lower]
            if not any(id(item.line) in verdict.taken for item in low):
                continue
            says, does = _share(high, forms.INTENTION), _share(low, forms.INTENTION)
            gathers = says < 0.5 and does - says > 0.3
            bold = all(item.line.bold for item in high) and not any(item.line.bold for item in low)
            gathers = gathers or (bold and does > 0.6)
            if not gathers and not any(id(item.line) in verdict.taken for item in high):
                continue
            for item in high if gathers else [one for one in section if one.depth > upper]:
                verdict.taken.pop(id(item.line), None)
                (verdict.groups if gathers else verdict.refused).add(id(item.line))
            if not gathers:
                break


def _share(items: Sequence[Candidate], wanted: frozenset[str]) -> float:
    return sum(item.form in wanted for item in items) / max(1, len(items))


def _score(found: list[Candidate]) -> float:
    first = found[0]
    count = Counter(item.form for item in found)
    share = {form: number / len(found) for form, number in count.items()}
    score = (
        3.0 * share.get(forms.FUTURE, 0)
        + 1.5 * share.get(forms.INFINITIVE, 0)
        + 1.0 * share.get(forms.QUESTION, 0)
        + 0.7 * share.get(forms.DEVERBAL, 0)
        - 5.0 * share.get(forms.DONE, 0)
        - 4.0 * share.get(forms.COUNT, 0)
        - 4.0 * share.get(forms.NORM, 0)
        - 1.0 * share.get(forms.OTHER, 0)
    )
    score += first.leaning or 0.7 * first.above
    if first.leaning > 0 > first.above:
        score += 0.5 * first.above
    score += first.lead
    words = sum(len(item.words.split()) for item in found) / len(found)
    if words < 3.5:
        score -= 1.5
    if first.budget:
        score += 0.5
    sections = len({item.section for item in found})
    score += 0.7 if sections > 2 else 0
    if _share(found, forms.INTENTION) > 0.9:
        score += 0.6 if len(found) > 9 else 0.3 if len(found) > 3 else 0
    if first.sign in ("head", "plain", "lead"):
        # A title, or a sentence that has no sign, must be one of several that say what will be done.
        intention = _share(found, forms.INTENTION)
        score -= 0 if intention > 0.7 else 2.0
        if first.sign != "plain" and len(found) < 3:
            score -= 2.0
    return score
