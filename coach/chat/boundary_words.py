"""The words of each boundary topic, as patterns over text in small letters with short forms ("can't", "i'm").

`ANYONE` counts whoever it is about. `OWN` counts only in the asker's own voice: what stands in quotation marks or
after "a customer said" is taken out before.
"""

import re
from collections.abc import Mapping, Sequence

from coach.domain.knowledge import Topic

Patterns = Mapping[Topic, tuple[re.Pattern[str], ...]]


def _compile(rules: Mapping[Topic, Sequence[str]]) -> Patterns:
    return {topic: tuple(re.compile(pattern) for pattern in patterns) for topic, patterns in rules.items()}


_BOSS = r"(?:boss|manager|supervisor|team lead(?:er)?|shift lead(?:er)?|lead|colleague|co-?worker|workmate|employer)"
_MATE = r"(?:colleague|co-?worker|mate|workmate|team ?mate|adviser|picker|driver|engineer|apprentice|one of my team)"
_PERSON = (
    r"(?:customer|client|caller|tenant|man|woman|guy|lad|lady|he|she|they|someone|somebody|colleague|manager|boss)"
)
_ONE_OF_US = rf"(?:me|us|him|her|my \w+|our \w+|an? {_MATE}|one of (?:us|my team|our team))"
_GROUND = (
    r"(?:an? |the only )?(?:woman|man|pregnant|black|white|brown|asian|gay|lesbian|trans|muslim|jewish|christian|"
    r"disabled|deaf|old|too old|foreign\w*|immigrant|age|accent|skin|colou?r|religion|faith|headscarf|hijab|turban|"
    r"race|gender|sex|disability|illness|sexuality|nationality|ethnicity|union)"
)
_KIN = r"(?:husband|wife|partner|mother|father|mum|mom|dad|son|daughter|child|baby|brother|sister|best friend)"
_OUT = r"(?:fired|sacked|dismissed|suspended|laid off|(?:made )?redundant|demoted|kicked out|let go)"
_WEAPON = r"(?:knife|gun|machete|weapon|blade|hammer|baseball bat|iron bar|axe|bottle)"

NOT_NOW = re.compile(
    r"\b(?:last (?:week|month|year|visit)|years? ago|recall(?:ed)?|fire drill|training|a story|nearly|almost|"
    r"advert\w*|poster|reviews|check when|demo)\b"
)
"""Words that say that a danger is over, or that it is only talked about."""

ANYONE: Patterns = _compile(
    {
        "distress": (
            r"\bsuicidal\b|\b(?:commit|attempt\w*|thoughts? of|think\w* (?:of|about)|talk\w* (?:of|about)|"
            r"contemplat\w+) suicide\b|\btried suicide\b",
            r"\bkill(?:ing|ed)? (?:my|him|her|them)sel(?:f|ves)\b|\bself[- ]?harm",
            r"\b(?:want\w*|feel\w* like|think\w* (?:of|about)|urge to|going to|afraid (?:i|he|she|they)(?:'ll| will|"
            r" might)) (?:to )?(?:hurt|harm|cut)(?:ing)? (?:my|him|her|them)sel(?:f|ves)\b",
            r"\b(?:end|ending|ended|take|taking|took) (?:it all|(?:my|his|her|their)(?: own)? li(?:fe|ves))\b",
            r"\bwant(?:s|ed)? to die\b(?! of| for| laugh)|\bwish\w* (?:i was|i were|he was|she was) dead\b|"
            r"\bbetter off dead\b",
            r"\b(?:don't|doesn't|no longer) want(?:s)? to (?:live|be alive|wake up)\b(?! with| in| near| next| there)",
            r"\b(?:don't|doesn't|no longer) want(?:s)? to be here any (?:more|longer)\b",
            r"\bno (?:point|reason|sense) (?:in|to) (?:living|live|going on)\b",
            r"\b(?:taken|took|swallowed) (?:\w+ )?(?:pills|an overdose|too many tablets)\b|\boverdos(?:e|ed|ing)\b",
        ),
        "grievance": (
            rf"\b{_MATE}\b.{{0,20}}\b(?:is|was|gets|are|has been|being)\b.{{0,15}}\b(?:bullied|harassed|groped|"
            rf"molested)\b",
            rf"\b{_BOSS} (?:harass\w*|bull(?:y|ies|ied)|grop\w+) (?:her|him|them|a|an|one|my|our)\b",
            r"\bsexual(?:ly)? (?:harass\w*|assault\w*|abus\w*)",
        ),
        "safety": (
            r"\b(?:i|we|she|he|they|you|can|customer|tenant|neighbour) (?:can )?smells? gas\b|\bsmells? (?:of|"
            r"like) gas (?:in|at|here|everywhere|now|from|and)\b|\bgas (?:is |was )?leak|\bthere(?:'s|"
            r" is) (?:an? )?(?:\w+ )?(?:smell of gas|gas smell)",
            r"\b(?:is|are|'s|set) on fire\b|\bcaught fire\b|\bthere(?:'s| is) (?:a )?fire\b(?! (?:risk|door|exit|"
            r"drill|safety))|\bfire (?:has )?br(?:oke|eaks|oken) out\b|\b(?:there(?:'s| is)|i (?:can )?see) smoke\b|"
            r"\bsmoke (?:is )?(?:com|pour|ris|fill)",
            r"\b(?:isn't|stopped|stops|hardly|barely) breathing\b|\bunconscious\b|\bpassed out\b|\bfainted\b|"
            r"\bheart attack\b|\bhaving an? (?:stroke|seizure|fit)\b",
            rf"\b(?:{_PERSON}|{_MATE}|child|kid|boy|girl|[a-z]+ has|person)\b(?: has| have| just)* collapsed\b",
            r"\b(?:fell|fallen|falls) (?:off|from|down) (?:an?|the|his|her) (?:ladder|roof|stairs|steps|van|lorry|"
            r"scaffold\w*)\b",
            r"\b(?:won't|doesn't|can't|isn't) stop(?:ping)? bleeding\b|\bbleeding (?:heavily|badly|a lot|from)\b"
            r"|\b(?:is|'m|are|'s) bleeding\b|\band is bleeding\b|\bstop bleeding\b",
            r"\belectrocuted\b|\b(?:got|had|gets|received|gave (?:me|him|her)) an? (?:electric |electrical )shock\b",
            r"\b(?:is|'m|are|was|got) (?:trapped|crushed|pinned)\b|\brun over (?:him|her|me|my|his|[a-z]+'s|"
            r"\w+ foot)\b",
            r"\b(?:child|kid|baby|toddler)\b.{0,20}\b(?:locked|stuck|trapped|alone) in\b",
            r"\b(?:carbon monoxide|co) alarm\b.{0,20}\b(?:going|gone|went|beep\w*|ring\w*|sound\w*|off)\b"
            r"|\bcarbon monoxide (?:leak|poisoning)\b",
            r"\bwater\b.{0,30}\b(?:fuse ?box|fuses|socket|consumer unit|electrics)\b",
            rf"\b(?:has|have|got|holding|pulled|waving|carrying) an? (?:{_WEAPON}(?<!hammer)(?<!bottle)(?<!axe))\b",
            rf"\b(?:threaten\w*|attack\w*|came at|comes at|hit)\b.{{0,20}}\bwith an? {_WEAPON}\b",
            r"\bthreat\w*\b.{0,20}\bto (?:hit|stab|kill|hurt|beat|shoot|burn|punch|smash|find|cut|come (?:round|"
            r"to my|after))\b",
            rf"\b{_PERSON}\b(?: has| have| just| had)* (?:attacked|assaulted|punched|hit|slapped|kicked|stabbed|"
            rf"spat (?:on|at)|choked|strangled|headbutted|shoved) {_ONE_OF_US}\b",
            r"\bwon't let (?:me|us|him|her|them) (?:out|go|leave)\b|\blocked (?:me|us|him|her) in\b",
            r"\bthreaten(?:s|ed|ing)? (?:me|us)\b(?! (?:with|to|over|by|that|because))|\bknows where i live\b",
            r"\b(?:need|call|ring|send) an ambulance\b|\b(?:crash|accident)\b.{0,30}\b(?:bleeding|injured|hurt|"
            r"trapped)\b",
        ),
    }
)

OWN: Patterns = _compile(
    {
        "distress": (
            r"(?:^|[.,;:!?]|\bi|\band|\bbut)(?: really| just| simply)? ?can't (?:cope|go on|carry on(?! with)|"
            r"face (?:another|going|work)|take (?:it|this)(?: any (?:more|longer)|$|[.,!])|do this any (?:more|"
            r"longer)|get out of bed|stop crying)",
            r"\bi'm (?:not|barely|hardly|no longer) coping\b|\bi can't (?:get through|survive) (?:a|the|another|"
            r"my) (?:day|shift|week)",
            r"\bcan't get (?:out of bed|through (?:a|the) day)\b",
            r"\bi(?:'m| feel| was|'ve been|'m feeling)(?: \w+){0,2} (?:depressed|burn(?:t|ed) ?out|hopeless|"
            r"worthless|traumati[sz]ed|falling apart|in despair|desperate)\b",
            r"\bi(?:'m| feel)(?: \w+){0,2} at (?:breaking point|the end of my (?:rope|tether)|my wits' end)\b|"
            r"\bat breaking point\b",
            r"\bmy (?:depression|anxiety|panic attacks?|mental health|eating disorder|addiction|drinking)\b|"
            r"\bsevere anxiety\b",
            r"\bi(?:'ve)? (?:had|have|get|'m having|keep having|keep getting)? ?an? panic attacks?\b|"
            r"\bi get panic attacks\b",
            r"\bi'm having an? (?:\w+ )?breakdown\b|\b(?:mental|nervous) breakdown\b",
            r"\bi(?:'m| was|'ve)?(?: just| always| often| keep| started?| end up| only)* (?:cry(?:ing)?|cried|"
            r"sob\w*)\b",
            r"\bdark thoughts\b|\bi hate myself\b|\bi(?:'m| am)? falling apart\b|\bam falling apart\b",
            r"\bi(?:'m| think i'm)(?: \w+)? (?:alcoholic|addicted|addict)\b|\bi relapsed\b|\bi(?:'m| was|"
            r" came)\b.{0,20}\bdrunk\b|\bdrinking (?:every|each) (?:night|day|evening)\b",
            rf"\bmy {_KIN} (?:has |just )?(?:died|passed away|was killed)\b|\bmy {_KIN} (?:has )?left me\b",
        ),
        "legal": (
            r"\b(?:can|could|should|may|shall|want to|going to|how do) (?:i|we)? ?sue\b|\bi(?:'m| want| will|"
            r"'ll)\b.{0,15}\bsu(?:e|ing)\b|\bsue (?:my|larkmoor|the company|them)\b",
            r"\bis it (?:legal|lawful|illegal|against the law)\b(?! guarantee| warranty)|\bagainst the law (?:to|"
            r"that|for) (?:make|them|me)",
            r"\b(?:can|may|could|do|does|is|are) (?:they|he|she|it|larkmoor|the company|my \w+|"
            r"our \w+)\b.{0,20}\b(?:legally|by law)\b",
            r"\b(?:am i|i'm|are we|i could be|will i be)\b.{0,20}\b(?:liable|prosecuted|protected by law|"
            r"entitled by law)\b",
            r"\bpersonally liable\b|\blegally (?:liable|responsible)\b",
            r"\b(?:do i|should i|must i|i|can i|could i)\b.{0,15}\b(?:need|get|see|ring|call|find|hire|want|"
            r"have)\b.{0,10}\b(?:lawyer|solicitor|attorney|barrister)\b",
            r"\blegal (?:advice|claim|options)\b|\bmy (?:legal )?rights\b|\blegal rights\b.{0,15}\bi\b",
            r"\b(?:settlement|severance|termination) (?:agreement|offer|package)\b|\bnon[- ]?compete\b",
            r"\bletter from (?:a|the|his|her|their) (?:solicitor|lawyer|court)\b.{0,20}\b(?:me|my)\b|\bcourt papers\b",
            r"\bi(?:'ve)?(?: been| was| got|'m)* (?:summoned|served|subpoenaed|arrested|charged with|cautioned)\b|"
            r"\btribunal\b",
            r"\bbailiffs?\b.{0,30}\b(?:for me|my)\b|\bpress charges\b|\bpolice (?:want|wants|are|is)\b.{0,20}\b(?:me|"
            r"my)\b",
            r"\b(?:i|me)\b.{0,25}\bto court\b(?! order)|\bmy (?:employer|boss|company)\b.{0,15}\bto court\b",
            rf"\b(?:my|our|the) {_BOSS}\b.{{0,20}}\b(?:break\w*|broke\w*|breach\w*) (?:the law|my contract|"
            rf"the contract)\b"
            r"|\bbreach of my contract\b|\bbreached my contract\b",
            r"\bblow(?:ing)? the whistle\b|\bwhistle-?blow\w*",
            r"\bchange(?:d|s)? my contract without\b",
        ),
        "grievance": (
            r"\b(?:i'm|i've|i was|i feel|i|being)(?: \w+){0,3} (?:harassed|bullied|discriminated|victimi[sz]ed|"
            r"groped|molested)\b"
            rf"|\b(?:{_BOSS}|{_PERSON}|people|lads|who|and) (?:\w+ )?(?:harass\w*|bull(?:y|ies|ied)) (?:me|us)\b",
            r"\bdiscriminat\w+ against (?:me|us)\b|\b(?:racist|sexist|homophobic|transphobic) (?:to|towards|against|"
            r"about|with) (?:me|us)\b"
            rf"|\b{_BOSS} is (?:an? )?(?:racist|sexist|homophob\w*)\b",
            rf"\b(?:pay|paid|post|promot\w+|passed over|shifts?|hours|fired|sacked|names|treat\w*|jokes?|less|"
            rf"job)\b.{{0,70}}\bbecause (?:i'm|i was|i wear|i've|of my) {_GROUND}\b",
            rf"\bi'm the only {_GROUND.replace('(?:an? |the only )?', '')}\b|\bsince i came out\b",
            r"\b(?:touch\w*|strok\w*|rub\w*|grab\w*) my (?:back|leg|hair|bottom|bum|breasts?|body|waist|neck|thigh|"
            r"shoulders?)\b|\btouch(?:es|ed|ing) me\b|\bgrop(?:ed|es|ing) me\b|\bkiss(?:ed|es) me\b",
            r"\bsexual (?:jokes|comments|messages|remarks|pictures|advances)\b|\bfollows me (?:home|to my|"
            r"after work)\b|\bstalk\w* me\b",
            rf"\bcalls me\b.{{0,12}}\bnames\b|\bhumiliat\w+ me\b|\b{_BOSS}\b.{{0,15}}\b(?:shouts?|screams?|yells?|"
            rf"swears?) at me\b",
            r"\b(?:i|we)(?:'ve)? (?:still )?(?:haven't|wasn't|weren't|didn't|never)(?: been| get| got)* (?:paid|"
            r"my (?:pay|wages?|money|bonus))\b",
            r"\b(?:i|we)(?:'m|'ve| was| were| got| get| are)(?: been)? (?:\w+ )?(?:paid short|short[- ]?paid|"
            r"underpaid|paid less|not paid)\b|\bpays? (?:me|us) less\b|\bwithout pay\b",
            r"\bmy (?:pay|wages?|salary|pay ?slip|overtime|bonus|sick pay|holiday pay)\b.{0,15}\b(?:wrong|short|"
            r"late|missing|paid|cut|stopped)\b",
            r"\b(?:men|women|others|boys|lads|colleagues)\b.{0,25}\b(?:gets?|earns?|makes?|"
            r"paid) more (?:money )?than (?:me|us|i|we)\b",
            r"\b(?:i|i'd like|can i|my)\b.{0,20}\bpay (?:rise|raise)\b",
            rf"\bi(?:'m|'ve| was| got| get| might| will|'ll| could)?(?: been| be| being| get| about to|"
            rf" going to)* {_OUT}\b|\b(?:am i|can i|could i|will i)(?: about| going| to| be| get)* {_OUT}\b",
            r"\b(?:fire|fired|sack|sacked|dismiss|dismissed|suspend|suspended|demoted|get rid of|got rid of) me\b",
            r"\b(?:i|i've|me)\b.{0,15}\bfinal (?:written )?warning\b|\bmy disciplinary\b|"
            r"\bunfair(?:ly)? (?:dismiss\w*|treated|sacked)\b",
            r"\b(?:raise|file|start|submit|put in|bring|lodge|make) (?:a |my )(?:formal )?grievance\b|\bmy grievance\b"
            rf"|\bcomplain\w* (?:against|about|of) (?:my|our) {_BOSS}\b",
            r"\bpassed over for\b|\b(?:lose|losing|cut) my (?:shifts|job|hours)\b|\bbecause i complained\b",
            r"\b(?:didn't|did not) get (?:the|that) (?:job|post|promotion)\b.{0,30}\bbecause i'm\b",
        ),
        "safety": (
            r"\bi(?:'m| was) bleeding\b|\bi (?:got|had|get) an? (?:electric |electrical )?shock\b|"
            r"\bi(?:'ve)?(?: have| been)* electrocuted\b",
            r"\bi(?:'ve)? cut my\b.{0,30}\b(?:badly|deep|won't stop|bleed\w*)\b",
            r"\bi don't feel safe\b|\bi'm (?:not safe|in danger)\b|\bafraid for my (?:life|safety)\b",
        ),
    }
)
