"""Words that announce a name, and capitalised words that are never people's names."""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

TITLES = frozenset(
    """mr mrs ms miss mx dr doctor prof professor rev revd reverend sir lady lord dame fr imam rabbi
    mr/mrs mr/ms mrs/ms mr/mrs/ms cllr councillor pc dc ds wpc sgt sergeant madam master rt hon""".split()
)
PARTICLES = frozenset(
    """van von der den de da do dos la le el al bin bint ibn ap ab ferch ter y e""".split()
)

KIN = frozenset(
    """son sons daughter daughters child children baby mother mum mam dad father parent parents
    partner husband wife ex-partner ex-husband ex-wife boyfriend girlfriend sister sisters brother
    brothers grandmother grandfather grandma grandad gran nan nana grandparents grandson
    granddaughter uncle aunt auntie nephew niece cousin stepdad stepmum stepfather stepmother
    stepson stepdaughter stepbrother stepsister half-brother half-sister friend neighbour twins
    twin boy girl toddler great-grandmother sibling siblings carer""".split()
)
POSTS = frozenset(
    """worker visitor midwife teacher headteacher nurse manager solicitor lawyer colleague doctor gp
    officer consultant adviser advisor practitioner judge interpreter leader coordinator
    co-ordinator specialist guardian iro therapist psychologist psychiatrist paediatrician
    advocate barrister registrar dentist counsellor childminder key-worker senco chairperson
    mentor landlord mediator""".split()
)
NAMING = frozenset(
    "named called met meet meets see seeing ring rang phone text tell tells told let asked thank".split()
)
HONORIFICS = TITLES | frozenset(
    """aunt auntie uncle nana nanny gran grandma grandad grandpa granny nurse sister""".split()
)
AFTER_TITLE = TITLES | {"and"}
DETERMINERS = frozenset(
    """your his her their our my the a an its whose both two three four five six seven eight nine ten
    one older younger eldest youngest little new ex former late own other oldest half-day""".split()
)
CARE: dict[str, frozenset[str]] = {
    "keep": frozenset(), "keeping": frozenset(), "keeps": frozenset(), "kept": frozenset(),
    "after": frozenset({"look", "looking", "looks", "looked"}),
    "about": frozenset({"worried", "worry", "worries"}),
    "for": frozenset({"care", "caring", "cared", "cares"}),
    "safeguard": frozenset(), "hurt": frozenset(), "loves": frozenset(), "love": frozenset(),
}  # fmt: skip
AGES = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen""".split()
)
DOINGS = frozenset(
    """says said told tells loves likes feels felt wants wanted cried cries smiles smiled thinks
    thought sleeps slept woke saw heard hears ate eats lives lived goes went misses missed enjoys
    hugs plays played""".split()
)
BEFORE_PLACES = frozenset("in at from near to of on the".split())
BELONGINGS = frozenset(
    """welfare needs safety views wishes feelings teacher bedroom birthday weight behaviour speech
    bed cot nappy grandmother school nursery doctor carers homework friends future life childhood""".split()
)
BEFORE_POST = frozenset(
    """social family support health school community drug alcohol senior deputy key personal housing
    team children's children’s independent reviewing duty class head special needs leaving care
    young youth early help diabetes mental specialist student named outreach service""".split()
)
PLACES = frozenset(
    """street road lane avenue close drive court house terrace place square hill gardens grove
    crescent park row way walk yard centre center hospital clinic surgery school academy nursery
    church station estate council hub trust service services society project programme farm lodge
    tower hall road""".split()
)

NAMES_TOO = frozenset("april may june august summer autumn christmas nan st old new king".split())
"""Words of `NOT_NAMES` that may still stand in a line that is somebody's whole name."""

NOT_NAMES = frozenset(
    """january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday mon tue tues wed thu thur thurs fri sat sun christmas easter eid ramadan diwali
    hanukkah boxing spring summer autumn winter term half holiday today tomorrow yesterday i you
    he she it we they me him her us them my your his its our their mine yours ours theirs who whom
    whose this that these those what which when where why how the a an and or but if so as at by
    for from in into of on onto off out over to up with without within about after before since
    until during between both each every either neither all any some no not nor only just also
    then than there here yes please thank thanks sorry is are was were be been being am do does
    did has have had will would shall should can could may might must need needs let lets dear
    hello hi hey annwyl regards sincerely faithfully wishes kind best warm yours ps enc encs cc re
    ref date dated born dob aged age subject regarding reference telephone tel phone mobile email
    fax web letter letters notice notices proceedings pre-proceedings issue private confidential
    strictly urgent important message plan plans meeting meetings meet conference review
    assessment assessments report reports agreement order orders application statement hearing
    outline law legal act acts section schedule part appendix annex page table parent parents
    carer carers guardian guardians mother father mum dad mummy daddy mam mama papa baby babies
    child children child's children's son daughter sister brother sisters brothers uncle aunt
    auntie nan nana nanny gran granny grandma grandad grandpa grandmother grandfather grandparents
    stepfather stepmother stepdad stepmum cousin nephew niece partner husband wife family families
    relative relatives friend friends unborn sibling siblings boy boys girl girls adult adults
    person people everyone somebody nobody mr mrs ms miss mx dr doctor prof professor rev reverend
    sir madam lady lord cllr councillor pc dc ds wpc sergeant sgt social worker workers work
    manager managers officer officers team teams head director practitioner advanced senior deputy
    assistant lead leader principal adviser advisor coordinator co-ordinator administrator
    consultant solicitor solicitors lawyer barrister judge magistrate court courts tribunal health
    visitor midwife nurse teacher headteacher doctor gp therapist psychologist psychiatrist
    paediatrician advocate interpreter chair chairperson independent reviewing support key
    personal named allocated duty inspector constable police school nursery academy college
    university hospital clinic surgery centre center hub council county borough city town district
    local authority authorities government directorate department service services safeguarding
    protection care early help housing education social children young youth justice adolescent
    pre-birth fostering adoption placement association charity trust society foundation project
    programme course group network agency agencies office offices house home building street road
    lane avenue close drive terrace place square hill gardens grove crescent park row way court
    walk view rise mews yard approach broadway quay gate green parade flat floor block room suite
    unit hall tower lodge farm cottage station library church mosque temple estate england wales
    scotland ireland britain uk london nhs cafcass ofsted hmcts north south east west upper lower
    new old great little royal national family public central english welsh polish urdu punjabi
    bengali gujarati arabic somali romanian slovak french spanish portuguese british irish
    scottish turkish kurdish farsi pashto tamil hindi lithuanian latvian albanian year years month
    months week weeks day days morning afternoon evening night time times hour hours minute first
    second third last next one two three four five six seven eight nine ten god email facebook
    whatsapp google teams zoom skype microsoft word tbc tba n/a na""".split()
)
"""Lower-case words that start with a capital in letters and are not names of people: months, days,
pronouns, roles, offices, parts of place names, languages. A person called April or Summer loses
nothing by it, since these are easy words."""
