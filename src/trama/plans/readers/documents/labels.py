"""The labels beside which plans tell the facts of an objective, and as which they head columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from trama.plans.readers.documents.shortened import spelled
from trama.plans.readers.documents.values import LAST

_FLAGS = re.IGNORECASE

LABELS: dict[str, str] = {
    "period": r"(?:durata|temp[io]|tempistica|arco\s+temporale|orizzonte(?:\s+temporale)?|periodo|annualità)\s+(?:previst[aio]|di\s+riferimento|di\s+(?:completamento|conclusione|esecuzione|sviluppo)|dell['’](?:obiettivo|azione))|orizzonte|triennio(?:\s+di\s+riferimento)?|termini|inizio\s*(?:e|[-–—/])\s*(?:fine|conclusione|termine)|data\s+inizio\s*[-–—/]\s*(?:data\s+)?fine|quando|entro\s+quando|in\s+quanto\s+tempo|anni(?:\s+di\s+attuazione)?|annualità|calendario|temp[io](?:stica|stiche)?|durata|period[oi](?:\s+di\s+(?:attuazione|riferimento|realizzazione))?|arco\s+temporale|orizzonte\s+temporale|cronoprogramma|temp[io]\s+di\s+(?:attuazione|realizzazione)|dal\s*[-–—]\s*al|inizio\s*[-–—/]\s*fine",
    "start": r"decorrenza|(?:data\s+(?:di\s+)?)?(?:inizio|avvio)|dal",
    "end": r"(?:data|termine)\s+(?:ultim[oa]|final[ei]|di\s+(?:completamento|ultimazione|fine|chiusura))|scadenza\s+finale|da\s+concludere\s+entro|(?:data\s+(?:di\s+)?)?(?:fine|conclusione|termine|scadenza)(?:\s+previst[oa])?|entro(?:\s+il)?|al|tempi\s+di\s+conclusione|data\s+prevista",
    "responsible": r"(?:struttura|settore|area|direzione|servizio|ufficio|dipartimento|unità|dirigente)\s+(?:organizzativ[oa]\s+)?(?:di\s+riferimento|referente)|(?:responsabile|dirigente)\s+(?:di\s+(?:riferimento|procedimento)|del\s+conseguimento|della\s+misura)|(?:servizio|settore|area|ufficio|direzione)\s*/\s*(?:responsabile|dirigente)|titolare(?:\s+(?:dell['’]obiettivo|del\s+centro.{0,20}|incaricat[oa]))?|(?:funzionario|dirigente|responsabile)\s+(?:assegnatari[oa]|attuator[ei])|unità\s+(?:organizzativa\s+)?(?:titolare|di\s+riferimento|assegnataria)|assegnatari[oa]|centro\s+di\s+costo|(?:titolare|incaricat[oa])\s+(?:di\s+)?(?:incarico\s+(?:di\s+)?)?(?:p\.?\s?o\.?|e\.?\s?q\.?|posizion[ei]\s+organizzativ[ae]|elevat[ae]\s+qualificazion[ei])|(?:p\.?\s?o\.?|e\.\s?q\.?|eq)(?:\s+(?:responsabile|di\s+riferimento|referente|competente))?|dirigent[ei](?:\s*/\s*(?:responsabile|p\.?\s?o\.?|e\.?\s?q\.?|titolare\s+(?:di\s+)?(?:p\.?o\.?|e\.?q\.?)))+(?:\s+(?:responsabile|referente|competente))?|responsabil[ei]\s*/\s*(?:dirigente|referente|p\.?o\.?|e\.?q\.?)|responsabil[ei]\s+(?:apicale|unico|generale|(?:dell['’]|di\s+|del\s+|della\s+)?(?:area|settore|servizio|ufficio|unità|struttura|direzione|cdr|obiettivo|azione|scheda|gestione|linea)|e\.?\s?q\.?|p\.?\s?o\.?|principale|operativo|amministrativ[oa])|direttore(?:\s+responsabile)?|funzionario(?:\s+(?:responsabile|incaricato|referente))?|soggetto\s+(?:referente|capofila|competente)|(?:settore|servizio|ufficio|area|direzione|struttura|unità|dirigente)\s+(?:competente|capofila|titolare|incaricat[oa])|chi\s+ne\s+risponde|(?:chi\s+)?ne\s+rispond(?:e|ono)|se\s+ne\s+occupan?o?|chi\s+(?:guida|coordina|attua|realizza)|soggett[oi]\s+responsabil[ei]|chi(?:\s+(?:se\s+ne\s+occupa|lo\s+fa|fa\s+cosa|è\s+responsabile|risponde|lo\s+segue))?|a\s+cura\s+di|affidat[oi]\s+a|assegnat[oi]\s+a|incaricat[oi]|capofila|competenza|competente|in\s+carico\s+a|(?:area|settore|servizio|ufficio|struttura|unità|direzione|dirigente)\s+responsabile|responsabil[ei](?:\s+(?:politico[\s-]+(?:gestionale|amministrativo)|gestionale|tecnico|amministrativo|del\s+(?:programma|procedimento|servizio|progetto)|dell['’](?:obiettivo|azione|attuazione)|di\s+(?:servizio|settore|p\.?o\.?|e\.?q\.?)|attuazione))?|dirigente(?:\s+(?:responsabile|referente))?|referente|centro\s+di\s+responsabilità|c\.?d\.?r\.?|struttura\s+(?:responsabile|competente|organizzativa)|unità\s+organizzativa(?:\s+responsabile)?|ufficio\s+responsabile|settore\s+responsabile|servizio\s+responsabile|direzione\s+responsabile|resp\.?",
    "office": r"(?:responsabile|referente|riferimento)\s+politico|amministratore(?:\s+(?:responsabile|di\s+riferimento))?|(?:settor[ei]|struttura|unità|corpo|comando|servizi[oi]|uffici[oi]?|direzione|area|dipartimento)(?:\s*/\s*(?:settore|struttura|unità|servizio|ufficio|direzione|area|dipartimento))*(?:\s+(?:di\s+riferimento|di\s+appartenenza|proponente|interessat[oa]|assegnatari[oa]|organizzativ[oa]))?|assessorat[oi](?:\s+(?:di\s+riferimento|competente))?|(?:sindac[oa]\s*/\s*)?assessor[ei](?:\s+(?:di\s+riferimento|competente|delegat[oi]|al\s+ramo|referente|proponente))?|delega(?:\s+assessorile|\s+politica)?|referente\s+politico|organo\s+politico(?:\s+di\s+riferimento)?",
    "actors": r"(?:altri\s+)?(?:uffici|strutture|unità|settori|servizi)\s+(?:coinvolt[ie]|interessat[ie]|trasversali)|utenti|beneficiari|utenza(?:\s+di\s+riferimento)?|collaborazioni|attori\s+(?:esterni|interni|chiave)|con\s+chi|insieme\s+a(?:\s+chi)?|in\s+collaborazione\s+con|attor[ei](?:\s+coinvolti)?|soggett[oi](?:\s+(?:coinvolt[oi]|attuator[ei]|partecipant[ei]|interessat[oi]))?|stakeholder(?:s)?(?:\s+(?:finali|coinvolti))?|portator[ei]\s+di?\s*['’]?\s*interess[ei]|partner|altri\s+(?:settori|enti|soggetti|servizi)(?:\s+coinvolti)?|destinatar[io]i?|enti\s+coinvolti|settori\s+coinvolti|servizi\s+coinvolti",
    "description": r"(?:la\s+)?sfida|(?:la\s+)?situazione(?:\s+di\s+oggi)?|descrizion[ei]\s+(?:analitica|completa|delle\s+attività|del\s+progetto|dei\s+contenuti)|finalità\s+(?:e\s+motivazioni|dell['’]obiettivo|perseguit[ae]|del\s+programma)|motivazioni?\s*(?:e\s+finalità|/\s*finalità)|bisogno(?:\s+(?:rilevato|a\s+cui\s+risponde))?|premessa|problema|ambito\s+di\s+intervento|programmazione(?:\s+20\d\d\s*[-–/]\s*20\d\d)?|attività\s+programmat[ae]|perch[ée]|che\s+cosa|in\s+cosa\s+consiste|come|contesto|descrizion[ei](?:\s+(?:dell['’](?:obiettivo|azione|intervento)|estesa|sintetica|dettagliata))?|contenut[oi]|finalit(?:à|a['’])(?:\s+da\s+conseguire)?|motivazion[ei](?:\s+dell[ae]\s+scelt[ae])?|sintesi|modalità\s+(?:di\s+)?(?:attuazione|realizzazione)|dettaglio",
    "results": r"risultat[oi](?:\s+attes[oi])?|output(?:\s+attes[oi])?|prodott[oi]|esit[oi](?:\s+attes[oi])?|impatt[oi](?:\s+attes[oi])?|valore\s+pubblico",
    "indicator": r"indicator[ei]\s+(?:\d{1,2}|[A-Da-d]\b)|indicator[ei]\s+(?:misurabil[ei]|quantitativ[oi]|qualitativ[oi])|indicator[ei]\s*(?:,|/|\be\b)\s*unità\s+di\s+misura|criteri[o]?\s+di\s+misurazione|misura\s+di\s+(?:risultato|performance)|indicator[ei](?:\s+di\s+\w+)?\s*(?:,|/|\be\b|\bed\b|\bcon\b|\+)\s*(?:i\s+|il\s+)?(?:relativ[oi]\s+)?(?:target|valor[ei]|risultat[oi]|traguard[oi])(?:\s+(?:attes[oi]|obiettivo|target|previst[oi]|programmat[oi]|annual[ei]|da\s+raggiungere|di\s+riferimento))?(?:\s+(?:nel\s+triennio|annual[ei]|per\s+anno))?|come\s+(?:capiremo|sapremo|vedremo|verificheremo|valuteremo|si\s+(?:verifica|valuta|misurerà))(?:\s+.{2,30})?|(?:prove?|segnali|misure)\s+di\s+successo|quanto(?:\s+\(misura\))?|(?:nome|denominazione|descrizione|titolo)\s+(?:dell['’]\s*)?indicatore|indicator[ei]\s*/\s*(?:target|misura|unità\s+di\s+misura)|indicator[ei]\s+(?:di\s+)?(?:attività|realizzazione|qualità|quantità|tempo|costo|gradimento|valutazione|verifica|monitoraggio|output|outcome|esito|stato|processo)(?:\s+e\s+target)?|elementi\s+di\s+misurazione|metric[ah]e?|(?:il\s+)?risultat[oi]\s+(?:sarà|saranno|è|sono|viene)\s+misurat[oi]\s+(?:da|con|tramite|attraverso)|ci\s+misuriamo\s+con|indicator[ei]\s+di\s+(?:\w+\s+)?\w+|(?:lo\s+|la\s+)?misur(?:iamo|eremo|ato)(?:\s+con)?|come\s+(?:lo\s+|la\s+|si\s+)?misur\w+(?:\s+(?:i\s+risultati|il\s+risultato|i\s+progressi))?|misurazione|come\s+lo\s+verific\w+|si\s+misura\s+con|indicator[ei](?:\s+(?:di\s+(?:risultato|performance|outcome|output|efficacia|efficienza|impatto|misurazione)|scelt[oi]|n\.?\s*\d+|e\s+target))?|kpi|misurator[ei]|parametr[oi]",
    "unit": r"(?:tipo\s+di\s+)?unità(?:\s+mis(?:ura|\.))?|un(?:ità|\.)?\s*(?:di\s+)?mis(?:ura|\.)?|u\.?\s*di\s*m\.?|unità(?:\s+di\s+misura)?|u\.?\s*(?:d\.?)?\s*m\.?|misura",
    "target": r"(?:traguardo|previst[oi]|soglia|meta|target\s+(?:a\s+)?fine|v\.?\s+attes[oi]|valor[ei]\s+(?:a\s+fine|da\s+raggiungere))\s+(?:al\s+|nel\s+|per\s+il\s+)?20\d\d|valore\s+a\s+fine\s+(?:mandato|triennio|periodo)|(?:(?:target|valore|atteso|attesi|previsione|obiettivo)\s+)?(?:[123][°º^]\s+anno|anno\s+[123]|(?:primo|secondo|terzo)\s+anno|I{1,3}\s+anno)|(?:target|valore|atteso)\s+(?:al\s+)?31[./]12[./]20\d\d|(?:31[./]12[./]|fine\s+|entro\s+(?:il\s+)?)20\d\d|(?:al|nel)\s+20(?:2[5-9]|[3-6]\d)|risultat[oi]\s+attes[oi]\s+(?:al\s+|nel\s+|per\s+il\s+|anno\s+)?20\d\d|target\s+(?:di\s+)?(?:fine\s+)?(?:periodo|triennio|mandato|anno)|valor[ei]\s+(?:a\s+regime|final[ei]|da\s+raggiungere)|(?:valori|target)\s+(?:attesi\s+)?(?:per\s+anno|annuali|nel\s+triennio)|meta|traguard[oi]|(?:valor[ei]|risultat[oi]|target)(?:\s+\w+)?\s+(?:al|entro|nel)\s+(?:il\s+)?(?:31[./]12[./])?20\d\d|valor[ei]\s+(?:di\s+)?riferimento|target(?:\s+(?:attes[oi]|finale|triennale|(?:n\.?\s*)?\d{1,2}))?(?:\s+(?:anno\s+)?(?P<y1>20\d\d))?|valor[ei]\s+(?:attes[oi]|obiettivo|target|previst[oi]|programmat[oi])(?:\s+(?:al\s+|nel\s+|anno\s+)?(?P<y2>20\d\d))?|(?:anno|attes[oi]|prev(?:isione|\.)?|obiettivo|al\s+31[./]12[./])\s*(?P<y3>20\d\d)|(?:t\.?|v\.?\s?a\.?|valore|risultato\s+atteso)\s*20\d\d|(?P<y4>20\d\d)(?:\s+(?:target|attes[oi]|previsto))?",
    "baseline": r"base|storico|valore\s+baseline|(?:stato|livello)\s+attuale|rilevat[oi]\s+(?:nel\s+|al\s+)?20(?:1\d|2[0-5])|(?:valore|dato|situazione|stato|base)\s+(?:al\s+)?(?:31[./]12[./])?20(?:1\d|2[0-4])|anno\s+base|valore\s+(?:anno\s+precedente|pregresso|di\s+riferimento\s+20(?:1\d|2[0-4]))|ultimo\s+(?:dato|valore)(?:\s+(?:disponibile|rilevato|noto))?|punto\s+di\s+partenza|situazione\s+(?:iniziale|odierna|di\s+fatto)|oggi|partenza|nel\s+20(?:1\d|2[0-4])|(?:pre)?cons(?:untivo|\.)?\s*20\d\d|base(?:line)?\s+20\d\d|baseline|base\s*line|valor[ei]\s+(?:inizial[ei]|di\s+partenza|attual[ei]|storic[oi]|base)|situazione\s+(?:di\s+partenza|attuale)|dato\s+(?:storico|di\s+partenza)|consuntivo(?:\s+20\d\d)?",
    "direction": r"direzione\s+(?:attesa|dell['’]indicatore)|tendenza|trend|andamento(?:\s+attes[oi])?|verso",
    "title": r"(?:titolo|denominazion[ei]|oggetto|nome|enunciat[oi]|definizione|intitolazione|formulazione|testo|descrizione(?:\s+(?:sintetica|breve))?)(?:\s+(?:sintetic[oa]|breve))?\s+(?:(?:dell['’]|dell[ao]\s+|del\s+|di\s+)?(?:obiettivo|azione|progetto|intervento|scheda|misura|impegno|priorità))(?:\s+(?:operativ[oa]|gestional[ei]|esecutiv[oa]|specific[oa]|annual[ei]|di\s+(?:peg|performance|gestione|sviluppo|mantenimento|miglioramento)))?|obiettiv[oi]\s+(?:di\s+(?:performance|gestione|peg|pdo|piao|settore|servizio|struttura|processo|sviluppo|miglioramento|mantenimento|valore\s+pubblico)|individual[ei]|trasversal[ei]|assegnat[oi]|programmat[oi]|perseguit[oi]|di\s+ente|da\s+(?:conseguire|raggiungere|perseguire|realizzare))|obiettiv[oi]\s+(?:del|della)\s+(?:dup|peg|programma|triennio|servizio)|obiettiv[oi]\s*/\s*azion[ei]|descrizione\s+sintetica|(?:che\s+)?cosa\s+(?:si\s+)?(?:faremo|vuole|vogliamo|intende|intendiamo)(?:\s+(?:fare|ottenere|raggiungere|realizzare))?|cosa(?:\s+(?:si\s+fa|facciamo|si\s+farà))?|enunciato|proposta|titolo(?:\s+(?:dell['’]obiettivo|obiettivo|azione))?|denominazion[ei](?:\s+(?:dell['’])?obiettivo)?|oggetto(?:\s+dell['’]obiettivo)?|nome(?:\s+(?:dell['’])?obiettivo)?|obiettiv[oi](?:\s+(?:operativ[oi]|specific[oi]|gestional[ei]|esecutiv[oi]|annual[ei]|di\s+peg|di\s+performance))?|azion[ei](?:\s+(?:operativ[ae]|previst[ae]))?|intervent[oi]|linea\s+d['’]?\s*(?:i\s+)?azione|progett[oi]|impegn[oi]|priorità|misur[ae]|cosa\s+(?:faremo|vogliamo\s+fare|intendiamo\s+fare)|ob\.?\s*(?:op(?:erativ[oi]|\.)?|gest(?:ional[ei]|\.)?|spec(?:ific[oi]|\.)?)|descrizione\s+(?:sintetica\s+)?(?:dell['’]\s*)?obiettivo(?:\s+operativo)?",
    "code": r"(?:n\.?[°º]?|nr\.?|num(?:ero)?\.?|id\.?|sigla|progr\.?)\s*(?:ob(?:iettivo|b?\.)?|scheda|progr(?:essivo|\.)?|azione|ord(?:ine|\.)?)(?:\s+(?:op(?:erativo|\.)?|gest(?:ionale|\.)?))?|codifica|ob(?:iettivo|\.)?\s*(?:n\.?[°º]?|nr\.?)|(?:codice|cod\.?|numero|n\.?)\s+(?:identificativo|dup|peg|scheda|obiettivo\s+(?:operativo|gestionale|dup|peg))|obiettiv[oi]\s+(?:\w+\s+)?(?:n\.?[°º]?|nr\.?|num(?:ero)?\.?|cod(?:ice)?\.?)|scheda\s+(?:di\s+)?(?:obiettivo|progetto|azione)\s*(?:n\.?[°º]?|nr\.?|cod(?:ice)?\.?)?|identificativo|sigla|progressivo|scheda(?:\s+n\.?)?|cod(?:ice)?\.?(?:\s+(?:ob(?:iettivo|\.)?|azione|op(?:erativo|\.)?))?|n\.?|nr\.?|n[°º]|num(?:ero)?\.?(?:\s+obiettivo)?|id|#|rif\.?|obiettivo\s+n\.?",
    "strategic": r"(?:obiettivo|ob\.)\s+strategico\s+(?:del\s+)?(?:mandato|dup\s*[-–/]\s*ses|dell['’]ente)|finalità\s+strategica|os|obiettiv[oi]\s+strategic[oi](?:\s+(?:di\s+riferimento|collegat[oi]|(?:del\s+)?dup|ses))?|ob\.?\s*strat(?:egico|\.)?|ob\.?\s*s\.|rif(?:erimento|\.)\s+(?:all['’])?ob(?:iettivo|\.)\s+strategico",
    "mission": r"missione\s+di\s+riferimento|bilancio|miss?\.?|missione\s+(?:dup|contabile|d\.?\s?lgs\.?\s*118(?:/\d+)?)|(?:riferimento|codice|collocazione)\s+(?:di|al|in)\s+bilancio|mission[ei](?:\s+(?:di\s+bilancio|e\s+programma|/\s*programma))?",
    "programme": r"(?:mission[ei]|miss?(?:\.|\.?ne)?)\s*(?:[/,–—-]\s*)?prog(?:r?(?:amm[ai]|\.)?)(?:\s+(?:di\s+)?(?:bilancio|riferimento|spesa|dup))?|miss?\.?\s+e\s+prog(?:r\.?|\.)?\s+di\s+bilancio|mission[ei]\s+e\s+programm[ai]\s+di\s+(?:riferimento|bilancio|spesa)|cod(?:ice|\.)\s+(?:di\s+)?bilancio|m\.?\s+e\s+p\.?|programma\s+di\s+riferimento|prog\.?|programma\s+(?:dup|contabile|di\s+spesa)|missione\s+e\s+programma|missioni\s+e\s+programmi|miss\.?\s*e\s*progr\.?|miss?(?:ion[ei]|\.)?\s*[/e–—-]\s*prog(?:r(?:amm[ai]|\.)?|\.)?|miss?\.\s*pro?g?r?\.?|m\.?\s*[./-]?\s*p\.?|progr\.?|programm[ai](?:\s+(?:di\s+bilancio|operativo))?",
    "chapter": r"line[ae](?:\s+(?:di\s+mandato|programmatic[ah]e?|strategic[ah]e?|d['’]indirizzo|di\s+indirizzo))|indirizz[oi](?:\s+strategic[oi])?(?:\s+di\s+mandato)?|tem[ai]|ambit[oi](?:\s+(?:strategic|tematic)[oi])?|area\s+strategica|ass[ei](?:\s+strategic[oi])?|politic[ah]e?",
    "section": r"sezione",
    "upper": r"(?:collegament[oi]|riferiment[oi]|raccordo|coerenza|codice)\s+(?:al|con\s+il|nel|agli\s+obiettivi\s+del|all['’]obiettivo\s+(?:del\s+)?)?\s*(?:dup|ses|seo|mandato|piano\s+strategico)|obiettiv[oi]\s+(?:operativ[oi]\s+|gestional[ei]\s+)?(?:del\s+)?(?:dup|piao|peg|seo|ses)\s+(?:di\s+riferimento|collegat[oi])|obiettiv[oi]\s+operativ[oi]\s+(?:del\s+)?(?:dup|seo)|obiettivo\s+dup|discende\s+da|deriva\s+da|concorre\s+a|obiettivo\s+sovraordinato|valore\s+pubblico\s+di\s+riferimento|v\.\s?p\.?|coerenza\s+con\s+(?:altri\s+piani|gli\s+strumenti.{0,30}|la\s+programmazione.{0,30})|riferim(?:ento|enti|\.)|(?:riferiment[oi]|coerenza|collegament[oi]|raccordo|relazione)\s+(?:al|con|con\s+il|ai?|agli?)?\s*(?:il\s+)?(?:psttm|p\.s\.t\.t\.m\.|piano\s+strategico(?:\s+metropolitano)?|pian[oi]\s+sovraordinat[oi]|strumenti\s+sovraordinati)|obiettivo\s+(?:psttm|del\s+piano\s+strategico)|piano\s+sovraordinato",
    "phase": r"fasi?\s*(?:/|e)\s*(?:attività|tempi)(?:\s+di\s+(?:realizzazione|attuazione|esecuzione|svolgimento))?|attività\s+(?:da\s+svolgere|programmate|e\s+tempi)|descrizione\s+(?:della\s+)?(?:fase|attività)|passi|fas[ei](?:\s+(?:di\s+attuazione|operativ[ae]|e\s+tempi))?|attività(?:\s+previst[ae])?|step|milestone",
    "weight": r"%\s*(?:di\s+)?impegno|percentuale\s+(?:di\s+)?(?:impegno|apporto|partecipazione)|pesatura|peso\s+(?:dell['’])?(?:obiettivo|fase|indicatore)|peso(?:\s*%)?|pes\.?|%",
    "budget": r"risors[ae](?:\s+(?:finanziari[ae]|uman[ae]|strumental[ie]|stanziat[ae]))?|stanziament[oi]|budget|cost[oi](?:\s+previsti)?|import[oi]|spesa(?:\s+prevista)?|copertura\s+finanziaria|fonte\s+(?:di\s+)?finanziamento",
    "place": r"luog[oi]|comun[ei](?:\s+interessat[oi])?|localizzazione|ambito\s+territoriale|territori[oi]\s+interessat[oi]|sede",
    "staff": r"personale(?:\s+(?:coinvolto|assegnato|impiegato|dedicato|interessato))?|dipendenti(?:\s+coinvolti)?|nominativ[oi]|gruppo\s+di\s+lavoro|cognome(?:\s+e\s+nome)?|nome\s+e\s+cognome|dipendente|qualifica|profilo(?:\s+professionale)?|matricola",
    "kind": r"grado\s+di\s+(?:raggiungimento|realizzazione)|stakeholder\s+di\s+riferimento|nota\s+metodologica|(?:termine|data|scadenza)\s+effettiv[oa]|stato\s+di\s+attuazione\s+al\s+.{4,20}|tipologia(?:\s+obiettivo)?|tipo(?:\s+obiettivo)?|categoria|stato(?:\s+di\s+attuazione)?|annotazion[ei]|note|osservazioni|priorità|rilevanza|avanzamento|formula(?:\s+di\s+calcolo)?|fonte(?:\s+(?:dei\s+)?dat[oi])?|frequenza|goal(?:\s+agenda\s+2030)?|agenda\s+2030|sdg",
}


def plain_labels() -> list[tuple[str, str]]:
    """Return the roles and the patterns of the labels, which take no groups of their own."""
    return [(role, re.sub(r"\(\?P<\w+>", "(?:", pattern)) for role, pattern in LABELS.items()]


_LABELS = {role: re.compile(rf"(?:{pattern})", _FLAGS) for role, pattern in LABELS.items()}


_FIELD = {
    role: re.compile(
        rf"(?P<label>{pattern})\s*(?::|[-–—]\s|\s{{2,}}|$)\s*(?P<value>.*)", _FLAGS | re.DOTALL
    )
    for role, pattern in LABELS.items()
}


_ORDER = (
    "strategic", "upper", "period", "responsible", "actors", "results", "indicator", "unit", "target",
    "baseline", "direction", "description", "phase", "start", "end", "budget", "place", "weight", "chapter",
    "mission", "programme", "section", "staff", "office", "title", "code", "kind",
)  # fmt: skip


_OWN: ContextVar[Mapping[str, str] | None] = ContextVar("own", default=None)


def plain_label(text: str) -> str:
    """Return the words of a label as they are compared: in lower case, without signs around them."""
    return " ".join(text.replace("\u00ad", "").split()).strip(" :*.").lower()


@contextmanager
def learnt(roles: Mapping[str, str]) -> Iterator[None]:
    """Let labels of the document at hand, by `plain_label`, have roles of their own."""
    token = _OWN.set(roles)
    try:
        yield
    finally:
        _OWN.reset(token)


def label_of(text: str) -> str:
    """Return the role of a heading of a table or of a label that stands alone; empty if it is none."""
    own = _OWN.get()
    return (own.get(plain_label(text)) if own else None) or _label_of(text)


@lru_cache(maxsize=4_000)
def _label_of(text: str) -> str:
    plain = " ".join(text.replace("\u00ad", "").split()).strip(" :*.")
    plain = re.sub(r"\s+(?=[.)])", "", plain)
    if not plain or len(plain) > 70:
        return ""
    plain = re.sub(r"\s*\([^)]*\)$", "", plain)
    for words in dict.fromkeys((plain, spelled(plain))):
        for role in _ORDER:
            if _LABELS[role].fullmatch(words):
                return role
    return ""


_LOOSE = (
    ("upper", r"psttm|sovraordinat|piano\s+strategico"),
    ("strategic", r"(?:obiettiv[oi]|ob\.)\s+strat"),
    ("programme", r"\bprogramm[ai]\b"),
    ("mission", r"\bmission[ei]\b"),
    ("indicator", r"\bindicator|\bkpi\b|misurator|misurazione|parametr|elemento\s+di\s+(?:misura|verifica)|misura\s+del"),
    ("office", r"politic|assessor|\bdeleg|amministrator"),
    ("responsible", r"responsabil|competen[tz]|(?:uffici|struttura|settor|serviz|area|unità)\w*\s+di\s+riferimento|\brispond|in\s+capo|referent|dirigent|incaricat|capofila|\btitolare\b|\bp\.?\s?o\.?\b|chi\s+(?:risponde|attua)|in\s+carico"),
    ("baseline", r"partenza|baseline|attuale|consuntiv|storico"),
    ("target", r"\btarget\b|valor[ei]\s+(?:attes|obiettiv|previst|programmat)|(?:attes|previst|obiettiv|fine|anno)\w*\s+20\d\d|traguard"),
    ("period", r"\btemp[io]\b|tempistic|scadenz|durata|period|termin[ei]\b|cronoprogramma|annualit|calendari"),
    ("actors", r"stakeholder|portator|destinatar|soggett|\battori\b|partner|coinvolt|collaboraz"),
    ("results", r"risultat|output|\besit|impatt"),
    ("weight", r"\bpeso\b|ponderaz|pesatura"),
    ("budget", r"risors|stanziament|import|\bcost[oi]\b|finanziament|spesa"),
    ("unit", r"unità\s+di\s+misura|\bu\.?\s?m\b"),
    ("phase", r"\bfas[ei]\b|attivit"),
    ("description", r"descri|contenut|motivaz|finalit|spiegaz|\bcome\b|sintesi"),
    ("title", r"obiettiv|\bazion[ei]\b|interven"),
    ("code", r"codic|\bcod\b|\bid\b"),
)  # fmt: skip


def loose_label(text: str) -> str:
    """Return the role of words that are known to be a label, by the one word that tells it; empty if none does."""
    own = _OWN.get()
    return (own.get(plain_label(text)) if own else None) or _loose_label(text)


@lru_cache(maxsize=4_000)
def _loose_label(text: str) -> str:
    plain = " ".join(text.split()).strip(" :*.")
    role = _label_of(plain)
    if role or not plain or len(plain) > 70 or len(plain.split()) > 8:
        return role
    return next((one for one, found in _LOOSE if re.search(found, plain, _FLAGS)), "")


_NTH = re.compile(
    r"\b(?:T\.?\s?(?P<t>[123])|(?P<n>[123])[°º^]\s+anno|anno\s+(?P<m>[123])|(?P<word>primo|secondo|terzo)\s+anno|(?P<roman>I{1,3})\s+anno)\b",
    _FLAGS,
)


_END = re.compile(
    r"\b(?:fin[ei](?:\s+del)?|nel|al\s+termine\s+del|conclusione\s+del|target\s+di)\s+(?:triennio|piano|periodo)\b|\ba\s+regime\b|\b(?:target|valore|obiettivo|atteso)\s+(?:finale|triennale)\b",
    _FLAGS,
)


def year_in_label(text: str) -> str:
    """Return the year of a heading such as «Target 2026» or «2026»; `+0` for the first year of the plan, and so on.

    What is wanted «a fine triennio» or «a regime» has `LAST`.
    """
    found = re.search(r"\b(20[1-6]\d)\b", text)
    if found:
        return found[1]
    nth = _NTH.search(text)
    if not nth:
        return LAST if _END.search(text) else ""
    words = {"primo": 1, "secondo": 2, "terzo": 3}
    number = int(
        nth["n"] or nth["m"] or nth["t"] or words.get((nth["word"] or "").lower(), 0)
    ) or len(nth["roman"])
    return f"+{number - 1}"


_LABELLED = re.compile(r"[A-ZÀ-Ù][^\W\d]+(?: [^\W\d]+){0,3}:(?:\s|$)")


def labelled(text: str) -> bool:
    """Whether a text begins with a known label and its colon, as a part of a cell does: «Finalità: …»."""
    return bool(_LABELLED.match(text) and field_in(text))


def field_in(text: str) -> tuple[str, str, str] | None:
    """Return the role, the label and the value of a line such as «Responsabile: Dirigente»."""
    plain = text.strip()
    head = re.split(r":|\s[-–—]\s|\s{2,}|\n|$", plain, maxsplit=1)[0]
    if len(head) > 60:
        return None
    for role in _ORDER:
        found = _FIELD[role].fullmatch(plain)
        if found:
            label, value = found["label"], found["value"].strip()
            if not value and ":" not in plain and len(plain.split()) > 4:
                continue
            return role, label, value
    head, colon, value = plain.partition(":")
    role = label_of(head) if colon and value.strip() else ""
    return (role, head.strip(), value.strip()) if role else None


def across(text: str) -> tuple[str, str] | None:
    """Return the label and the value that but a tab, or the room of one, parts in a line."""
    parts = re.split(r"\t\s*|\s{2,}", text.strip(), maxsplit=1)
    if len(parts) < 2 or ":" in parts[0] or not label_of(parts[0]):
        return None
    label, value = parts[0].strip(), " ".join(parts[1].split())
    if re.search(r"\b(?:n|nr)[.°º]+$", label, re.IGNORECASE) and value[:1].isdigit():
        return None  # «Obiettivo n.  1 – …»: the number belongs to the word.
    # In a line that fills its column the words of one label may stand as far apart.
    wider = not value[:1].isupper() and label_of(f"{label} {value.split()[0]}")
    return None if wider else (label, value)
