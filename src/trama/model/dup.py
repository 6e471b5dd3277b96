"""The missions and programmes by which Italian local bodies divide their budget and their DUP.

They are those of annex 14 to D.Lgs. 118/2011 that comuni, their unions and metropolitan cities use; what
the annex keeps for Regions alone is left out. `ontology/dup.ttl` publishes the same list as SKOS, with the
years in which a programme is in use and the names it had before: a plan of any year is read with one list.
"""

from __future__ import annotations

import re

SCHEME = "dup-classification"
SECTIONS = {"SeS": "Sezione Strategica", "SeO": "Sezione Operativa"}

MISSIONS: dict[str, tuple[str, str]] = {
    "01": (
        "Servizi istituzionali, generali e di gestione",
        "Institutional, general and management services",
    ),
    "02": ("Giustizia", "Justice"),
    "03": ("Ordine pubblico e sicurezza", "Public order and safety"),
    "04": ("Istruzione e diritto allo studio", "Education and the right to study"),
    "05": (
        "Tutela e valorizzazione dei beni e delle attività culturali",
        "Protection and promotion of cultural heritage and activities",
    ),
    "06": ("Politiche giovanili, sport e tempo libero", "Youth policy, sport and leisure"),
    "07": ("Turismo", "Tourism"),
    "08": ("Assetto del territorio ed edilizia abitativa", "Spatial planning and housing"),
    "09": (
        "Sviluppo sostenibile e tutela del territorio e dell'ambiente",
        "Sustainable development and protection of land and environment",
    ),
    "10": ("Trasporti e diritto alla mobilità", "Transport and the right to mobility"),
    "11": ("Soccorso civile", "Civil protection"),
    "12": (
        "Diritti sociali, politiche sociali e famiglia",
        "Social rights, social policy and family",
    ),
    "13": ("Tutela della salute", "Protection of health"),
    "14": ("Sviluppo economico e competitività", "Economic development and competitiveness"),
    "15": (
        "Politiche per il lavoro e la formazione professionale",
        "Employment policy and vocational training",
    ),
    "16": (
        "Agricoltura, politiche agroalimentari e pesca",
        "Agriculture, agri-food policy and fisheries",
    ),
    "17": (
        "Energia e diversificazione delle fonti energetiche",
        "Energy and diversification of energy sources",
    ),
    "18": (
        "Relazioni con le altre autonomie territoriali e locali",
        "Relations with other territorial and local authorities",
    ),
    "19": ("Relazioni internazionali", "International relations"),
    "20": ("Fondi e accantonamenti", "Funds and provisions"),
    "50": ("Debito pubblico", "Public debt"),
    "60": ("Anticipazioni finanziarie", "Cash advances"),
    "99": ("Servizi per conto terzi", "Services on behalf of third parties"),
}

PROGRAMMES: dict[str, tuple[str, str]] = {
    "0101": ("Organi istituzionali", "Governing bodies"),
    "0102": ("Segreteria generale", "General secretariat"),
    "0103": (
        "Gestione economica, finanziaria, programmazione e provveditorato",
        "Economic and financial management, programming and procurement",
    ),
    "0104": (
        "Gestione delle entrate tributarie e servizi fiscali",
        "Management of tax revenue and fiscal services",
    ),
    "0105": (
        "Gestione dei beni demaniali e patrimoniali",
        "Management of public property and assets",
    ),
    "0106": ("Ufficio tecnico", "Technical office"),
    "0107": (
        "Elezioni e consultazioni popolari - Anagrafe e stato civile",
        "Elections and popular consultations - Population and civil registers",
    ),
    "0108": ("Statistica e sistemi informativi", "Statistics and information systems"),
    "0109": (
        "Assistenza tecnico-amministrativa agli enti locali",
        "Technical and administrative assistance to local bodies",
    ),
    "0110": ("Risorse umane", "Human resources"),
    "0111": ("Altri servizi generali", "Other general services"),
    "0201": ("Uffici giudiziari", "Judicial offices"),
    "0202": ("Casa circondariale e altri servizi", "Prison and other services"),
    "0301": ("Polizia locale e amministrativa", "Local and administrative police"),
    "0302": ("Sistema integrato di sicurezza urbana", "Integrated system of urban safety"),
    "0401": ("Istruzione prescolastica", "Pre-school education"),
    "0402": (
        "Altri ordini di istruzione non universitaria",
        "Other levels of non-university education",
    ),
    "0404": ("Istruzione universitaria", "University education"),
    "0405": ("Istruzione tecnica superiore", "Higher technical education"),
    "0406": ("Servizi ausiliari all'istruzione", "Ancillary services to education"),
    "0407": ("Diritto allo studio", "Right to study"),
    "0501": (
        "Valorizzazione dei beni di interesse storico",
        "Promotion of heritage of historical interest",
    ),
    "0502": (
        "Attività culturali e interventi diversi nel settore culturale",
        "Cultural activities and other measures in the cultural field",
    ),
    "0601": ("Sport e tempo libero", "Sport and leisure"),
    "0602": ("Giovani", "Young people"),
    "0701": ("Sviluppo e valorizzazione del turismo", "Development and promotion of tourism"),
    "0801": ("Urbanistica e assetto del territorio", "Town planning and land use"),
    "0802": (
        "Edilizia residenziale pubblica e locale e piani di edilizia economico-popolare",
        "Public and local housing and low-cost housing plans",
    ),
    "0901": ("Difesa del suolo", "Soil protection"),
    "0902": (
        "Tutela, valorizzazione e recupero ambientale",
        "Environmental protection, enhancement and restoration",
    ),
    "0903": ("Rifiuti", "Waste"),
    "0904": ("Servizio idrico integrato", "Integrated water service"),
    "0905": (
        "Aree protette, parchi naturali, protezione naturalistica e forestazione",
        "Protected areas, nature parks, nature conservation and forestry",
    ),
    "0906": (
        "Tutela e valorizzazione delle risorse idriche",
        "Protection and enhancement of water resources",
    ),
    "0907": (
        "Sviluppo sostenibile territorio montano piccoli Comuni",
        "Sustainable development of mountain areas and small comuni",
    ),
    "0908": (
        "Qualità dell'aria e riduzione dell'inquinamento",
        "Air quality and reduction of pollution",
    ),
    "1001": ("Trasporto ferroviario", "Rail transport"),
    "1002": ("Trasporto pubblico locale", "Local public transport"),
    "1003": ("Trasporto per vie d'acqua", "Transport by water"),
    "1004": ("Altre modalità di trasporto", "Other means of transport"),
    "1005": ("Viabilità e infrastrutture stradali", "Roads and road infrastructure"),
    "1101": ("Sistema di protezione civile", "Civil protection system"),
    "1102": (
        "Interventi a seguito di calamità naturali",
        "Measures after natural disasters",
    ),
    "1201": (
        "Interventi per l'infanzia e i minori",
        "Measures for children and minors",
    ),
    "1202": ("Interventi per la disabilità", "Measures for disability"),
    "1203": ("Interventi per gli anziani", "Measures for older people"),
    "1204": (
        "Interventi per soggetti a rischio di esclusione sociale",
        "Measures for people at risk of social exclusion",
    ),
    "1205": ("Interventi per le famiglie", "Measures for families"),
    "1206": ("Interventi per il diritto alla casa", "Measures for the right to a home"),
    "1207": (
        "Programmazione e governo della rete dei servizi sociosanitari e sociali",
        "Programming and steering of the network of health and social services",
    ),
    "1208": ("Cooperazione e associazionismo", "Cooperation and associations"),
    "1209": ("Servizio necroscopico e cimiteriale", "Mortuary and cemetery service"),
    "1211": ("Interventi per asili nido", "Measures for nurseries"),
    "1307": ("Ulteriori spese in materia sanitaria", "Further health expenditure"),
    "1401": ("Industria, PMI e Artigianato", "Industry, small firms and crafts"),
    "1402": (
        "Commercio - reti distributive - tutela dei consumatori",
        "Commerce - retail networks - consumer protection",
    ),
    "1403": ("Ricerca e innovazione", "Research and innovation"),
    "1404": (
        "Reti e altri servizi di pubblica utilità",
        "Networks and other public utility services",
    ),
    "1501": (
        "Servizi per lo sviluppo del mercato del lavoro",
        "Services for the development of the labour market",
    ),
    "1502": ("Formazione professionale", "Vocational training"),
    "1503": ("Sostegno all'occupazione", "Support for employment"),
    "1601": (
        "Sviluppo del settore agricolo e del sistema agroalimentare",
        "Development of farming and of the agri-food system",
    ),
    "1602": ("Caccia e pesca", "Hunting and fishing"),
    "1701": ("Fonti energetiche", "Energy sources"),
    "1801": (
        "Relazioni finanziarie con le altre autonomie territoriali",
        "Financial relations with other territorial authorities",
    ),
    "1901": (
        "Relazioni internazionali e Cooperazione allo sviluppo",
        "International relations and development cooperation",
    ),
    "2001": ("Fondo di riserva", "Reserve fund"),
    "2002": ("Fondo crediti di dubbia esigibilità", "Fund for doubtful receivables"),
    "2003": ("Altri fondi", "Other funds"),
    "5001": (
        "Quota interessi ammortamento mutui e prestiti obbligazionari",
        "Interest on loans and bonds",
    ),
    "5002": (
        "Quota capitale ammortamento mutui e prestiti obbligazionari",
        "Repayment of principal of loans and bonds",
    ),
    "6001": ("Restituzione anticipazione di tesoreria", "Repayment of treasury advances"),
    "9901": (
        "Servizi per conto terzi e Partite di giro",
        "Services on behalf of third parties and clearing entries",
    ),
}

_MISSION = re.compile(r"(?:M|Missione)?\s*0*([1-9][0-9]?)", re.IGNORECASE)
_PROGRAMME = re.compile(r"0*([1-9][0-9]?)\s*[./-]\s*0*([1-9][0-9]?)")


def mission_code(raw: str) -> str:
    """Return the code of a mission written as `4`, `04`, `M04` or `Missione 4`, or `raw` itself."""
    found = _MISSION.fullmatch(raw.strip())
    return found[1].zfill(2) if found else raw.strip()


def programme_code(raw: str) -> str:
    """Return the code of a programme written as `0402`, `402`, `04.02` or `4.2`, or `raw` itself."""
    found = _PROGRAMME.fullmatch(raw.strip())
    if found:
        return found[1].zfill(2) + found[2].zfill(2)
    bare = raw.strip()
    return bare.zfill(4) if len(bare) == 3 and bare.isascii() and bare.isdigit() else bare
