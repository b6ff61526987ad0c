"""Every wording of the table of authoritative patterns, in forms that stand in no list, and where it is right.

The number of a case is the row of the table in the domain document (section 5), counted from 1. Rows that
are counted over a whole letter (68, 70, 71) have rules, and tests, of their own.
"""

from __future__ import annotations

from functools import cache

import pytest

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.readers import read_bytes

ROWS: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {
    1: (
        (
            "You must both come to the clinic on Monday.",
            "From now on you must always lock the back door.",
            "Ms Adeyemi must stop seeing Carl.",
        ),
        (
            "The court order says that you must stop seeing Carl.",
            "Your bail means that you must sleep at your mum's.",
        ),
    ),
    2: (
        (
            "You are therefore required to hand in a sample.",
            "Both of you will be required to see Dr Shah.",
            "Mr Pike is required to move out.",
        ),
        ("By law you are required to send Ola to school.", "You are not required to stay."),
    ),
    3: (
        (
            "You are both expected to be at home.",
            "We expect you to finish the group.",
            "The local authority expects Father to hand in his keys.",
        ),
        ("We expect you feel let down.", "We expect the talk to take an hour."),
    ),
    4: (
        (
            "You will attend each session in full.",
            "You and Karl will engage with the drug team.",
            "You will now provide two samples a week.",
        ),
        ("We agreed that you will attend on Mondays.", "You will get free legal advice."),
    ),
    5: (
        (
            "You are to ring us each night.",
            "You shall give us the new address.",
            "Neither of you is to take Esme out of the county.",
        ),
        ("The order of the court says that you are to live with your aunt.", "You are not to blame."),
    ),
    6: (
        (
            "You need to ensure that Dev is fed.",
            "You both need to ensure the door is shut.",
            "You will have to ensure that he has a coat.",
        ),
        ("We will make sure that Dev has a coat.",),
    ),
    7: (
        (
            "It is imperative that you ring.",
            "It is absolutely vital that both of you come.",
            "It is crucial that both of you sign.",
        ),
        ("It is vital to ring 999 if he comes back, because he could hurt you.",),
    ),
    8: (
        (
            "You failed to collect Ivy on 3 May.",
            "Both of you have failed to ring the school.",
            "You went out and failed to lock the door.",
        ),
        (
            "The judge found that you had failed to tell the truth.",
            "The brakes failed to work.",
            "We failed to ring you.",
        ),
    ),
    9: (
        (
            "Failure to attend may result in a court case.",
            "Failing to turn up will lead to further steps.",
            "Your continued refusal to sign could result in an order.",
        ),
        ("We are sorry for our failure to ring.",),
    ),
    10: (
        (
            "This will result in legal action.",
            "Another row could ultimately lead to removal.",
            "Such behaviour will inevitably result in proceedings.",
        ),
        ("More sleep will result in calmer days.",),
    ),
    11: (
        (
            "If you do not sign, we will issue proceedings.",
            "Unless you move out we shall immediately apply to the court.",
            "If there is no change the council will start proceedings at once.",
        ),
        (
            "If things do not get safer, we may ask a judge to decide.",
            "If you do not have a lawyer, we will send a list.",
        ),
    ),
    12: (
        (
            "Your children will be removed.",
            "The twins will be taken into care.",
            "If this goes on Zara will end up in care.",
        ),
        (
            "A judge could decide that Zara should live with your aunt.",
            "The old bed will be removed on Friday.",
        ),
    ),
    13: (
        (
            "We will have no alternative but to go to court.",
            "The council would be left with no choice but to apply.",
            "You are leaving us no option.",
        ),
        ("You may feel that you have no choice.",),
    ),
    14: (
        (
            "This is your last chance.",
            "We see this as a final opportunity to change.",
            "You have had your final warning.",
        ),
        ("The final hearing is in May.", "This is your chance to speak."),
    ),
    15: (
        (
            "DO NOT IGNORE THIS LETTER.",
            "Please DO NOT THROW THIS AWAY.",
            "You should NOT put this in a drawer.",
        ),
        ("This is an important letter, so please keep it.",),
    ),
    16: (
        (
            "YOU NEED TO COME TO THIS MEETING.",
            "We need to know WHERE YOU WERE LAST NIGHT.",
            "Come on time, WITH BOTH BOYS.",
        ),
        ("We asked CAMHS and the GP to help.", "Please bring form C110A."),
    ),
    17: (
        ("Ring us today!!", "You were out again!!!", "Where were you?!"),
        ("Well done!",),
    ),
    18: (
        (
            "Please be reminded that the visit is on Monday.",
            "Please note that we have moved.",
            "You should note that it must be stressed that he is five.",
        ),
        ("Please note down the new number.",),
    ),
    19: (
        (
            "Take notice that the date has changed.",
            "You are hereby notified that the plan has ended.",
            "You are hereby given notice that we will visit.",
        ),
        ("I noticed that Finn was tired.",),
    ),
    20: (
        (
            "You should be aware that we record calls.",
            "You need to be aware that Carl is back.",
            "You ought to be made aware that we write things down.",
        ),
        ("Were you aware of the group?",),
    ),
    21: (
        (
            "Under section 7 of the Act you have a legal obligation to send her.",
            "You are under a statutory duty to tell us.",
            "You are legally obliged to reply.",
        ),
        ("By law, children need to go to school.",),
    ),
    22: (
        (
            "It is a criminal offence to keep her off.",
            "You may be prosecuted.",
            "You are liable to prosecution.",
        ),
        ("He was found guilty of an offence and is in prison.",),
    ),
    23: (
        (
            "The Local Authority requires an answer.",
            "The Department believes that Finn is not safe.",
            "This office has read your note.",
        ),
        ("The Department for Education wrote the rules.", "We think that Finn is not safe."),
    ),
    24: (
        (
            "Children's Services are of the view that he is at risk.",
            "It is the view of the department that he is at risk.",
            "The Local Authority remains of the opinion that he is at risk.",
        ),
        ("There is a view of the sea.",),
    ),
    25: (
        (
            "It was strongly felt that you needed help.",
            "It had been decided to close the case.",
            "You are considered to be a risk to him.",
        ),
        ("It was agreed by you, your mum and me that he goes to nursery.", "We decided it on 4 May."),
    ),
    26: (
        (
            "Concerns have again been raised.",
            "Worries were expressed about his weight.",
            "A number of issues have been identified by professionals.",
        ),
        ("Worries were raised by the school nurse on 4 May.",),
    ),
    27: (
        (
            "There are significant concerns regarding his weight.",
            "There remain serious worries about the nights.",
            "Grave concerns persist.",
        ),
        ("There are two things that we want to ask you.",),
    ),
    28: (
        (
            "It is alleged that Carl hit you.",
            "It is further alleged that he was drunk.",
            "It has been alleged that you knew.",
        ),
        ("Someone told us that Carl hit you. We do not yet know if this is right.",),
    ),
    29: (
        (
            "You are deemed to have agreed.",
            "It is deemed that he is safe.",
            "Ms Reid has been deemed to be unfit.",
        ),
        ("We think that you agreed.",),
    ),
    30: (
        (
            "Mother says that he fell.",
            "We then asked Father about it.",
            "On arrival Mother appeared tired.",
        ),
        ("Your mother told us.", "Happy Mother's Day.", "Mum has been a great help."),
    ),
    31: (
        ("The mother was out.", "We spoke to the parents.", "We saw the father leave."),
        ("You were out.", "Your parents were there."),
    ),
    32: (
        (
            "The subject child was seen.",
            "We are worried about the minor.",
            "We spoke with the child alone.",
        ),
        ("Every child has a right to be safe.", "The child protection meeting is on Friday."),
    ),
    33: (
        (
            "The above-named children were seen.",
            "The said child was ill.",
            "We saw the aforementioned children.",
        ),
        ("Noah was ill.",),
    ),
    34: (
        (
            "You refused to talk.",
            "Your refusal to talk is a worry.",
            "Both of you continue to refuse help.",
        ),
        ("You told us you did not want to talk.", "You can refuse."),
    ),
    35: (
        (
            "We note your non-compliance.",
            "This is a breach of the agreement.",
            "You breached our agreement twice.",
        ),
        ("You agreed to ring. This has not happened yet.",),
    ),
    36: (
        (
            "Please comply with the plan.",
            "You did not comply.",
            "Your compliance is needed.",
        ),
        ("The court order says you must comply with the bail terms.",),
    ),
    37: (
        (
            "You have not cooperated.",
            "Please co-operate fully with us.",
            "There is a lack of cooperation.",
        ),
        ("Please work with us.",),
    ),
    38: (
        (
            "You have not engaged with us.",
            "Your lack of engagement worries us.",
            "You failed to engage with Sam.",
        ),
        ("She is engaged to Carl.", "You came to 3 of 8 sessions."),
    ),
    39: (
        (
            "You lack insight into this.",
            "You still do not acknowledge the harm.",
            "Neither of you accepts that he was hurt.",
        ),
        ("If you do not accept that, tell us.", "You did not accept the lift home."),
    ),
    40: (
        (
            "You minimise what happened.",
            "You have repeatedly denied the drinking.",
            "You are in complete denial about it.",
        ),
        ("You told us that it was an accident.", "You were denied a place."),
    ),
    41: (
        (
            "You allowed Carl to stay.",
            "You exposed the boys to fights.",
            "You have repeatedly let him into the flat.",
        ),
        ("You allowed us to see her room.", "The boys saw Carl hit you."),
    ),
    42: (
        (
            "You chose drink over your son.",
            "You prioritised your boyfriend above the girls.",
            "You put your own needs before theirs.",
        ),
        ("You always put the girls first.", "You put the baby in the cot."),
    ),
    43: (
        (
            "You have shown no remorse.",
            "You made little effort to change.",
            "Mr Pike demonstrates limited understanding.",
        ),
        ("You have shown us the new beds.", "You have no cooker."),
    ),
    44: (
        (
            "You repeatedly missed visits.",
            "You never answer the phone.",
            "You are persistently failing to ring.",
        ),
        ("You missed 4 of 10 visits.", "You always come on time."),
    ),
    45: (
        (
            "Despite numerous attempts, we did not reach you.",
            "Despite all our support, he is late.",
            "In spite of everything we have done, he is late.",
        ),
        ("Despite the rain you came.",),
    ),
    46: (
        (
            "As you are well aware, he is five.",
            "As previously advised, we will visit.",
            "I am sure you are aware that he is five.",
        ),
        ("We talked about this on 3 May.",),
    ),
    47: (
        (
            "For the avoidance of doubt, it is Monday.",
            "It is Monday, for the avoidance of any doubt.",
            "For the avoidance of doubt: we will visit.",
        ),
        ("To be clear, it is Monday.",),
    ),
    48: (
        (
            "We will meet in your absence.",
            "The meeting will go ahead even if you do not attend.",
            "It will take place with or without you.",
        ),
        ("If you cannot come, ring me and we will try to move the meeting.",),
    ),
    49: (
        (
            "We reserve the right to visit.",
            "The council reserves the right to change this.",
            "The local authority reserves its right to apply.",
        ),
        ("You have the right to see your file.",),
    ),
    50: (
        (
            "There will be serious consequences.",
            "You will have to face the consequences.",
            "The consequences of another missed test will be grave.",
        ),
        ("We will talk about what happens next.",),
    ),
    51: (
        (
            "Sanctions may follow.",
            "There is a sanction for this.",
            "We can use sanctions if you are late.",
        ),
        ("The jobcentre put a sanction on your benefit.",),
    ),
    52: (
        (
            "This is a formal warning.",
            "You have been warned about this.",
            "We must warn you about the noise.",
        ),
        ("The warning light was on.",),
    ),
    53: (
        (
            "We will be monitoring your visitors.",
            "Your home will be closely monitored.",
            "You will be kept under surveillance.",
        ),
        ("The nurse has a heart monitor.", "We will visit on Mondays."),
    ),
    54: (
        (
            "Unannounced visits will be made.",
            "We will make an unannounced home visit.",
            "We will come without warning.",
        ),
        ("We may make unannounced visits, so that we can see a normal day.",),
    ),
    55: (
        (
            "You will be assessed by an expert.",
            "You will undergo a hair test.",
            "You will both submit to testing.",
        ),
        ("We would like you to have a hair test.",),
    ),
    56: (
        (
            "You are instructed to hand it over.",
            "You are hereby ordered to leave.",
            "Ms Reid is directed to ring.",
        ),
        ("The judge ordered a report.",),
    ),
    57: (
        (
            "You are not permitted to see him.",
            "Your partner is not allowed to stay.",
            "Alcohol is strictly forbidden.",
        ),
        ("Under your bail you are not allowed to see him.", "You are allowed to bring a friend."),
    ),
    58: (
        (
            "This starts with immediate effect.",
            "Please leave forthwith.",
            "You must stop immediately.",
        ),
        ("This starts on Monday 4 May.",),
    ),
    59: (
        (
            "Within 7 days of the date of this letter you must reply.",
            "Please reply within 14 days of receiving this letter.",
            "Please ring within five working days from the date of this letter.",
        ),
        ("Please reply by Friday 8 May.",),
    ),
    60: (
        (
            "Any further incident will be reported.",
            "Any more missed visits will be noted.",
            "Any repeat of this will mean court.",
        ),
        ("If you need any further help, please ring.",),
    ),
    61: (
        (
            "This is unacceptable.",
            "That is not acceptable to us.",
            "We saw poor parenting.",
        ),
        ("Poor Ella had a cold.",),
    ),
    62: (
        (
            "We have serious concerns about Ali.",
            "The school has grave concerns about Ali.",
            "We remain with significant concerns about Ali.",
        ),
        ("We are worried because on 4 May Ali was alone.",),
    ),
    63: (
        (
            "It is clear that you are tired.",
            "Clearly, this is wrong.",
            "There is no doubt that he knew.",
        ),
        ("Dr Rao explained it clearly.",),
    ),
    64: (
        (
            "You will appreciate that we are busy.",
            "You will no doubt understand that we had to act.",
            "You know full well that he drinks.",
        ),
        ("We know this may be hard to read.",),
    ),
    69: (
        (
            "Attend each session.",
            "Ensure the gate is shut.",
            "Do not contact Carl.",
        ),
        ("Please shut the gate.", "Do not leave Ali alone with Carl."),
    ),
    65: (
        (
            "We trust that you will ring.",
            "I trust you will be there.",
            "We trust there will be no repeat.",
        ),
        ("We trust each other.",),
    ),
    66: (
        (
            "Kindly ensure he is ready.",
            "Kindly note the new date.",
            "Kindly return the form.",
        ),
        ("She kindly made us tea.",),
    ),
    67: (
        (
            "I am directed to tell you this.",
            "I am instructed to write to you.",
            "I am instructed by the manager to visit.",
        ),
        ("I am writing to tell you this.",),
    ),
    72: (
        (
            "We are worried about XXXX.",
            "Please come on (insert date).",
            "Your worker is {{worker}}.",
        ),
        ("We are worried about Noah.",),
    ),
}  # fmt: skip


COUNTED = {68, 70, 71}


@cache
def checker() -> Checker:
    return Checker(Config(select=("tone", "stigma", "jargon", "structure")))


def found(text: str) -> list[str]:
    """The rules about words that find something, each with what it found."""
    check = checker()
    report = check.check(read_bytes(text.encode(), "row.txt"))
    return [
        f"{finding.rule}: {finding.text}" for finding in report.findings
        if not check.ruleset.rules[finding.rule].whole_letter
    ]  # fmt: skip


BAD = [
    pytest.param(text, id=f"{row}-{k}")
    for row, (bad, _) in ROWS.items()
    for k, text in enumerate(bad)
]
OK = [
    pytest.param(text, id=f"{row}-{k}")
    for row, (_, ok) in ROWS.items()
    for k, text in enumerate(ok)
]


def test_every_row_that_is_not_counted_is_here() -> None:
    assert set(ROWS) == set(range(1, 73)) - COUNTED
    assert all(len(set(bad)) >= 3 and ok for bad, ok in ROWS.values())


@pytest.mark.parametrize("text", BAD)
def test_the_wording_is_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize("text", OK)
def test_where_it_is_right_it_is_left_alone(text: str) -> None:
    assert [line for line in found(text) if line.startswith(("tone", "stigma"))] == []
