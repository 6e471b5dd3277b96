"""What is wrong with a source, said in Italian: the importer's own sentences are in English."""

from __future__ import annotations

import re

_KINDS = {
    "objective": "obiettivo",
    "mission": "Missione",
    "driver": "Driver",
    "instrument": "strumento",
    "actor": "attore",
    "indicator": "indicatore",
    "passage": "passo del testo",
    "plan": "piano",
    "comune": "comune",
    "programme": "programma",
}
_FORMS = {
    "a code of letters, digits, '-', '.' and '_'": "un codice di lettere, cifre, «-», «.» e «_»",
    "an identifier of small letters, digits and single hyphens": "lettere minuscole, cifre e trattini singoli",
    "an ISTAT code of six digits": "un codice ISTAT di sei cifre",
    "a cadastral code, one letter and three digits": "un codice catastale, una lettera e tre cifre",
    "a passage mark": "il segno di un passo del testo",
}
# Of each sentence its English and its Italian; what stands in (?P<…>) is kept.
_SENTENCES = [
    (re.compile(english), italian)
    for english, italian in (
        (r"column (?P<c>\S+) is empty", "la colonna {c} è vuota"),
        (r"column (?P<c>\S+) holds more than (?P<n>\S+) characters", "la colonna {c} ha più di {n} caratteri"),
        (r"column (?P<c>\S+) is not one of (?P<w>.+)", "la colonna {c} non è uno fra {w}"),
        (r"column (?P<c>\S+) is not a whole number from (?P<n>\S+) up", "la colonna {c} non è un numero intero da {n} in su"),
        (r"column (?P<c>\S+) is not a decimal number with a dot", "la colonna {c} non è un numero con il punto decimale"),
        (r"column (?P<c>\S+) is less than (?P<n>\S+)", "la colonna {c} è minore di {n}"),
        (r"column (?P<c>\S+) is more than (?P<n>\S+)", "la colonna {c} è maggiore di {n}"),
        (r"column (?P<c>\S+) is not a day such as (?P<w>.+)", "la colonna {c} non è un giorno come {w}"),
        (r"column (?P<c>\S+) is not a date such as (?P<a>\S+), (?P<b>\S+) or (?P<d>\S+)", "la colonna {c} non è una data come {a}, {b} o {d}"),
        (r"column (?P<c>\S+) is not «sì» or «no»", "la colonna {c} non è «sì» o «no»"),
        (r"column (?P<c>\S+) is not the code of a (?P<k>\w+), of D\.Lgs\. 118/2011", "la colonna {c} non è il codice di una missione o di un programma del D.Lgs. 118/2011"),
        (r"column (?P<c>\S+) is not a web address", "la colonna {c} non è un indirizzo web"),
        (r"column (?P<c>\S+) is not an identifier", "la colonna {c} non è un identificativo (lettere minuscole, cifre, trattini)"),
        (r"column (?P<c>\S+) is not a list of passage marks such as (?P<w>.+)", "la colonna {c} non è un elenco di passi come {w}"),
        (r"column (?P<c>\S+) is not a list of (?P<k>\w+)s such as (?P<w>.+)", "la colonna {c} non è un elenco di codici come {w}"),
        (r"column (?P<c>\S+) is not a list of quotes such as (?P<w>.+)", "la colonna {c} non è un elenco di citazioni come {w}"),
        (r"column (?P<c>\S+) names an unknown (?P<kind>\w+)", "la colonna {c} nomina un {kind} che non esiste"),
        (r"column (?P<c>\S+) is not (?P<form>.+)", "la colonna {c} non è nella forma attesa ({form})"),
        (r"unknown column", "questa colonna non è prevista"),
        (r"missing column", "manca la colonna"),
        (r"unknown table", "questa tabella non è prevista"),
        (r"the column stands twice", "la colonna c’è due volte"),
        (r"the table has no rows", "la tabella non ha righe"),
        (r"the row has (?P<a>\d+) cells and the header (?P<b>\d+)", "la riga ha {a} celle e l’intestazione {b}"),
        (r"the identifier of this row is already at line (?P<n>\d+)", "il codice di questa riga c’è già alla riga {n}"),
        (r"a package holds one plan, and this is a second one", "il file deve descrivere un piano solo, e questo è il secondo"),
        (r"no row at the top of the sheet holds its headings", "nelle prime righe del foglio non ci sono le intestazioni del modello"),
        (r"the cell stands in a column without a heading", "la cella sta in una colonna senza intestazione"),
        (r"the cell holds the error of a formula", "la cella contiene l’errore di una formula"),
        (r"the cell holds a formula whose value is not saved; write the value", "la cella contiene una formula il cui valore non è salvato: scrivi il valore"),
        (r"the cell should hold a number and does not", "la cella dovrebbe contenere un numero"),
        (r"the workbook has neither a sheet Piano nor a sheet Obiettivi", "nella cartella di lavoro non c’è né il foglio Piano né il foglio Obiettivi"),
        (r"the workbook has none of the sheets (?P<w>.+), or they are empty", "nella cartella di lavoro non c’è nessuno dei fogli {w}, o sono vuoti"),
        (r"sheet (?P<w>'.+') is none of the form's and was left aside", "il foglio {w} non è del modello ed è stato lasciato da parte"),
        (r"(?:sheet .+|the workbook|the archive|the list|the XML) has more than (?P<w>.+)", "il file passa il limite di {w}"),
        (r"the file is larger than (?P<n>\S+) bytes", "il file è più grande di {n} byte"),
        (r"the file is empty", "il file è vuoto"),
        (r"no file was sent", "non è stato scelto nessun file"),
        (r"the file is not in UTF-8; save it as «CSV UTF-8»", "il file non è in UTF-8: salvalo come «CSV UTF-8»"),
        (r"the (?:file|list) is not in UTF-8", "il testo non è in UTF-8"),
        (r"this is a PDF.*", "questo è un PDF, che non contiene tabelle: copia l’elenco degli obiettivi nel riquadro del testo"),
        (r"this is an RTF.*", "questo è un documento RTF: copia l’elenco degli obiettivi nel riquadro del testo"),
        (r"this is an old Office file.*", "questo è un vecchio file di Office (.xls o .doc): salvalo come .xlsx"),
        (r"this is an OpenDocument file; save it as \.xlsx", "questo è un file OpenDocument: salvalo come .xlsx"),
        (r"this is a text document", "questo è un documento di testo, non una cartella di lavoro"),
        (r"this is no workbook", "questa non è una cartella di lavoro"),
        (r"this is not a plan: it has no plan\.csv", "questo non è un piano: manca la tabella plan.csv"),
        (r"the file is not a workbook: it does not start as a ZIP does", "il file ha il nome di una cartella di lavoro ma non lo è"),
        (r"the file is not a whole ZIP archive.*", "l’archivio non è intero"),
        (r"(?P<w>.+) in the (?:archive|workbook) is (?:damaged|not valid).*", "{w} è danneggiato"),
        (r"the archive holds no CSV table", "nell’archivio non c’è nessuna tabella CSV"),
        (r"the archive holds tables in more than one folder", "nell’archivio le tabelle stanno in più di una cartella"),
        (r"the CSV is broken \((?P<w>.+)\)", "il CSV non è leggibile ({w})"),
        (r"the document is not a StratML plan; its root should be StrategicPlan", "il documento non è un piano StratML: la radice dovrebbe essere StrategicPlan"),
        (r"the plan has no Goal", "il piano non ha nessun Goal"),
        (r"the file is not valid XML \((?P<w>.+)\)", "il file non è XML corretto ({w})"),
        (r"the XML declares a document type or an entity, which is not read", "l’XML dichiara un tipo di documento o un’entità, che non si leggono"),
        (r"the list has no objective", "nell’elenco non c’è nessun obiettivo"),
        (r"the plan has no objective", "nel piano non c’è nessun obiettivo"),
        (r"the line holds a control character", "la riga contiene un carattere di controllo"),
        (r"not valid (?P<a>\S+) \((?P<w>.+)\)", "non è {a} corretto ({w})"),
        (r"there is no trama:Plan whose address has /id/ in it", "non c’è nessun trama:Plan con /id/ nell’indirizzo"),
        (r"a plan cannot be checked against itself", "un piano non si confronta con sé stesso"),
        (r"of several files, each must be a CSV table of one plan", "se i file sono più d’uno, devono essere tutti tabelle CSV di un solo piano"),
        (r"two of the files have the same name", "due dei file hanno lo stesso nome"),
        (r"the plan that the page carried is damaged; send the file again", "il piano che la pagina portava con sé è danneggiato: carica di nuovo il file"),
        (r"the build has no plan (?P<a>'.*?') with objectives.*", "fra i piani pubblicati non c’è {a}"),
        (r"there are no tables of the plan (?P<a>'.*?')", "del piano {a} qui non ci sono le tabelle, da cui si fa la matrice"),
        (r"the plan could not be checked", "il piano non si è potuto verificare"),
    )
]  # fmt: skip
_NEAREST = re.compile(r"(?P<reason>.*); the nearest is (?P<near>.+)", re.DOTALL)


def told(sentence: str, lang: str) -> str:
    """Return one of the importer's sentences in a language; in English if it has no other words."""
    if lang != "it":
        return sentence
    near = _NEAREST.fullmatch(sentence)
    reason, ending = (
        (near["reason"], f"; il più vicino è {near['near']}") if near else (sentence, "")
    )
    for english, italian in _SENTENCES:
        found = english.fullmatch(reason)
        if found:
            facts = found.groupdict()
            if "kind" in facts:
                facts["kind"] = _KINDS.get(facts["kind"], facts["kind"])
            if "form" in facts:
                facts["form"] = _FORMS.get(facts["form"], facts["form"])
            return italian.format(**facts) + ending
    return sentence
