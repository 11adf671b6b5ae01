"""Words brought to what their forms share, in Estonian, Russian and English. Pure: text in, keys out.

PostgreSQL before 16 has no Estonian stemmer, and none there knows compounds, so words are cut here and kept
as a plain (`simple`) tsvector. A word is found by the folded form as it stands, by its Snowball stem, and by
a shorter key of ours: Snowball's Estonian stem differs between the cases (leping, lepingu), and every form of
a word must lead to the same guide.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

import snowballstemmer

from desk.ordering import fold

LONGEST = 60  # letters of a word; what is longer is no word
SHORTEST = 2
SHORTEST_KEY = 3
SHORTEST_PREFIX = 4  # letters of a key that also finds the words that begin with it
SHORTEST_COMPOUND = 8
FIRST_PART, LAST_PART = 3, 4  # letters, at least, of the parts of an Estonian compound

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile("[а-яё]")

# Words that say nothing of what is asked.
_SAYS_NOTHING = (
    "aga ainult ega ei et ette ja ju ka kas kes keda kelle kellel kui kuid kuidas kus kust kuhu la ma me meie"
    " mida mille millal millest mis miks minu mu muu nad ning nagu neid nii no oli olema olen oleme olete oli"
    " on ole oma on pea peab peaks peale saab saan saada see seda selle selleks selles seal siin siis ta tema"
    " te teie teile teha tegema veel vaid vist või välja üle üks alla järgi kohta vaja"
    " a an and are as at be by can do does for from has have how i if in is it its my no not of on or our"
    " please the their there this to was we what when where which who why will with you your"
    " а без бы в вам вас вы где для до его ее если есть еще же за и из или их к как кто ли мне мой моя мы на"
    " надо не но нужно о об он она они от по под почему при с со так то тоже у что чтобы это я"
)
STOP = frozenset(_SAYS_NOTHING.split())

# Estonian words whose stem changes more than its end; tried on a word and on the last part of a compound.
_CHANGING = tuple(
    (re.compile(pattern), whole)
    for pattern, whole in (
        (r"^loa(?:|d|le|l|st|ga|ta|ks|na|ni)$|^lub(?:a|e|u|asid|ade\w{0,2})$", "luba"),
        (r"^vea(?:|d|le|l|st|ga|ks)$|^vig(?:a|u|asid|ade\w{0,2})$", "viga"),
        (r"^aja(?:|d|le|l|st|ga|ks)$|^aeg(?:|a|u|ade\w{0,2})$", "aeg"),
        (r"^tahta(?:ja|eg)\w{0,5}$", "tahtaeg"),
        (r"^aruan[nd]e\w{0,5}$", "aruanne"),
        (r"^t[oö]r[kg]e\w{0,5}$", "torge"),
        (r"^noude\w{0,5}$|^noue\w{0,2}$", "noue"),
        (r"^teat?de?\w{0,4}$|^teate(?:|d|id|le|ga|st|te)$", "teade"),
        (r"^lii(?:ge|kme)\w{0,5}$", "liige"),
        (r"^keskkon[nd]a?(?:|d|s|le|st|ga)$", "keskkond"),
        (r"^leh(?:t|e|ele|elt|ed|el|ega|es|te|tede)$", "leht"),
        (r"^koh(?:t|a|ale|alt|ad|al|aga|as|ta|tade|ti|ast)$", "koht"),
        (r"^kir(?:i|ja|jad|jaga|jale|jas|jast|jade|ju|jaks)$", "kiri"),
        (r"^too(?:|d|de|le|ga|st)$", "too"),
    )
)
_DERIVED = re.compile(
    r"(?:[aieu]?mi(?:ne|st|se\w{0,4})|[aiu](?:takse|tud|tav\w{0,4}|nud|da|ma|b)|us(?:|e\w{0,4}|t|te\w{0,3}|i))$"
)
_CASE = re.compile(r"(?:sse|ks|ga|le|lt|st|te|de|id|[stdl]|[aeiou])$")
_RUSSIAN_DERIVED = re.compile(
    r"(?:ительн\w+|(?:ир)?овани\w+|[ае]ни\w+|ость\w*|ост(?:и|ью|ей|ям\w*)|[аиеоя]ть(?:ся)?|[аи](?:ет|ют|ит)(?:ся)?)$"
)
_RUSSIAN_CASE = re.compile(r"(?:[аяео]ми|ых|их|ого|его|ому|ему|[аяиое][мх]|ов|ев|ей|ий|ый|[аеиоуыэюяьй])$")


@cache
def _snowball(language: str) -> Callable[[str], str]:
    name = {"et": "estonian", "ru": "russian", "en": "english"}[language]
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return stem


def words(text: str) -> Iterator[str]:
    """Words and numbers of a text in lower case, in their order."""
    for match in _WORD.finditer(text.lower()):
        if SHORTEST <= len(match[0]) <= LONGEST:
            yield plain(match[0])


def plain(word: str) -> str:
    """Lower case with the Russian ё as people type it."""
    return word.lower().replace("ё", "е")


def languages_of(word: str, written_in: str = "") -> tuple[str, ...]:
    """By its script a word is Russian; else what it was `written_in`, or both others."""
    if _CYRILLIC.search(word):
        return ("ru",)
    return (written_in,) if written_in in {"et", "en"} else ("et", "en")


@lru_cache(maxsize=20_000)
def keys(word: str, language: str) -> tuple[str, ...]:
    """What stands for this word in the index, the shortest last: the word itself, its stem, its key."""
    stem = fold(_snowball(language)(word))
    short = stem
    if language != "en":
        short = _estonian(fold(word)) if language == "et" else _russian(fold(word))
    return tuple(dict.fromkeys((fold(word), stem, short)))


def parts(word: str) -> Iterator[str]:
    """Keys of what may be the last part of an Estonian compound: leping in kasutuslepingu."""
    whole = fold(word)
    if len(whole) < SHORTEST_COMPOUND:
        return
    for start in range(FIRST_PART, len(whole) - LAST_PART + 1):
        yield _estonian(whole[start:])
    if any(pattern.match(whole[-3:]) for pattern, _word in _CHANGING):  # keskkonnaloa
        yield _estonian(whole[-3:])


def _estonian(word: str) -> str:
    """The part of a folded word that its cases, and mostly its derivations, leave alone."""
    for pattern, whole in _CHANGING:
        if pattern.match(word):
            word = whole
            break
    root = _DERIVED.sub("", word)
    if len(root) >= SHORTEST_KEY and root != word:
        return root
    shorter = _shortened(word, _CASE)
    # kirja, kiri; registri, register
    shorter = re.sub(r"(?<=[^aeiou])j$", "", shorter) if len(shorter) > SHORTEST_KEY else shorter
    return re.sub(r"(?<=[^aeiou])e([rl])$", r"\1", shorter)


def _russian(word: str) -> str:
    root = _RUSSIAN_DERIVED.sub("", word)
    if len(root) <= SHORTEST_KEY:
        root = _shortened(word, _RUSSIAN_CASE)
    root = re.sub(r"(?<=[бпвфм])л$", "", root)  # исправление, исправить
    return re.sub(r"(?<=[бвгджзклмнпрстфхцчшщ])[ое]к$", "к", root)  # ошибок, ошибка


def _shortened(word: str, ending: re.Pattern[str]) -> str:
    while (shorter := ending.sub("", word)) != word and len(shorter) >= SHORTEST_KEY:
        word = shorter
    return word


def vector(fields: Iterable[tuple[str, str, str]]) -> str:
    """A tsvector as PostgreSQL reads it, of fields (weight, language, text) in the order of the page.

    The last parts of compounds weigh D whatever their field.
    """
    places: dict[str, set[tuple[int, str]]] = {}
    at = 0
    for weight, language, text in fields:
        for word in words(text):
            at = min(at + 1, 16_000)  # PostgreSQL counts no further
            for spoken in languages_of(word, language):
                for key in keys(word, spoken):
                    places.setdefault(key, set()).add((at, weight))
                if spoken == "et":
                    for part in parts(word):
                        places.setdefault(part, set()).add((at, "D"))
    return " ".join(f"'{key}':{_positions(found)}" for key, found in sorted(places.items()))


def _positions(found: set[tuple[int, str]]) -> str:
    best: dict[int, str] = {}
    for at, weight in found:
        best[at] = min(weight, best.get(at, "D"))
    return ",".join(f"{at}{weight}" for at, weight in sorted(best.items())[:250])  # it keeps 256


def asked(text: str, most: int = 12) -> list[str]:
    """The words of a question that say something, once each, at most so many: the longest tell most."""
    said = list(dict.fromkeys(word for word in words(text) if word not in STOP))
    if len(said) > most:
        kept = set(sorted(said, key=len, reverse=True)[:most])
        said = [word for word in said if word in kept]
    return said


def sought(word: str, also: Iterable[str] = (), *, apart: bool = False) -> str:
    """A tsquery for one word in any of its forms; `also` are words of the index that it may have meant.

    With `apart` the last part of a compound will do: prügivedaja finds jäätmevedaja.
    """
    terms: dict[str, None] = {}
    if apart and languages_of(word) != ("ru",):
        terms.update(dict.fromkeys(f"'{part}'" for part in parts(word) if len(part) > SHORTEST_PREFIX))
    for each in (word, *also):
        for language in languages_of(each):
            found = keys(each, language)
            terms.update(dict.fromkeys(f"'{key}'" for key in found))
            if len(found[-1]) >= SHORTEST_PREFIX:
                terms[f"'{found[-1]}':*"] = None
    return " | ".join(terms)


def alike(typed: str, word: str) -> bool:
    """Whether a typed word and a word of a text are forms of one: what a page marks."""
    there = plain(word)
    for language in languages_of(typed):
        mine, theirs = keys(typed, language), keys(there, language)
        short = mine[-1]
        if set(mine) & set(theirs) or (
            len(short) >= SHORTEST_PREFIX and any(key.startswith(short) for key in theirs)
        ):
            return True
        if language == "et" and any(
            part == short or (len(short) >= SHORTEST_PREFIX and part.startswith(short))
            for part in parts(there)
        ):
            return True
    return False
