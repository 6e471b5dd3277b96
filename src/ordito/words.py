"""What a result says where its shape says nothing, in Italian and in English."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from ordito.vocabulary import SH, Node

_WORDS = {
    "MinCount": ("mancano valori: ne servono almeno {}", "there are too few values: at least {}"),
    "MaxCount": ("ci sono troppi valori: al più {}", "there are too many values: {} at most"),
    "Class": ("il valore non è della classe {}", "the value is not an instance of {}"),
    "Datatype": ("il valore non è un {} ben scritto", "the value is not a well-formed {}"),
    "NodeKind": ("il valore non è del genere {}", "the value is not of the kind {}"),
    "MinExclusive": ("il valore non è maggiore di {}", "the value is not greater than {}"),
    "MinInclusive": ("il valore è minore di {}", "the value is less than {}"),
    "MaxExclusive": ("il valore non è minore di {}", "the value is not less than {}"),
    "MaxInclusive": ("il valore è maggiore di {}", "the value is greater than {}"),
    "MinLength": ("il valore ha meno di {} caratteri", "the value has fewer than {} characters"),
    "MaxLength": ("il valore ha più di {} caratteri", "the value has more than {} characters"),
    "Pattern": ("il valore non ha la forma {}", "the value does not match {}"),
    "LanguageIn": (
        "la lingua del valore non è ammessa",
        "the language of the value is not allowed",
    ),
    "UniqueLang": ("una lingua ha più di un valore", "a language has more than one value"),
    "Equals": ("i valori non sono quelli di {}", "the values are not those of {}"),
    "Disjoint": ("il valore è anche di {}", "the value is one of {} too"),
    "LessThan": ("il valore non è minore di quello di {}", "the value is not less than that of {}"),
    "LessThanOrEquals": (
        "il valore è maggiore di quello di {}",
        "the value is greater than that of {}",
    ),
    "HasValue": ("manca il valore {}", "the value {} is missing"),
    "In": ("il valore non è fra quelli ammessi", "the value is not among those allowed"),
    "Closed": ("la proprietà non è ammessa", "the property is not allowed"),
    "Node": ("il valore non è conforme a {}", "the value does not conform to {}"),
    "Not": ("il valore è conforme a ciò che è escluso", "the value conforms to what is ruled out"),
    "And": (
        "il valore non è conforme a tutte le forme",
        "the value does not conform to all shapes",
    ),
    "Or": ("il valore non è conforme a nessuna forma", "the value conforms to none of the shapes"),
    "Xone": (
        "il valore non è conforme a una sola delle forme",
        "the value does not conform to exactly one of the shapes",
    ),
    "QualifiedMinCount": (
        "mancano valori conformi: ne servono almeno {}",
        "there are too few values that conform: at least {}",
    ),
    "QualifiedMaxCount": (
        "ci sono troppi valori conformi: al più {}",
        "there are too many values that conform: {} at most",
    ),
}


def message_of(component: NamedNode, argument: Node | None) -> tuple[Literal, ...]:
    """Return what to say of a constraint's result in Italian and in English; nothing if not known."""
    name = component.value.removeprefix(SH).removesuffix("ConstraintComponent")
    if name not in _WORDS:
        return ()
    shown = "" if argument is None else argument.value
    it, en = (words.replace("{}", shown) for words in _WORDS[name])
    return (Literal(it, language="it"), Literal(en, language="en"))
