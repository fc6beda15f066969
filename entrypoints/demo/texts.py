"""What simulated people write: goals in five levels, notes, reasons; all of it made up."""

GOALS: tuple[tuple[str, str, tuple[str, str, str, str, str]], ...] = (
    (
        "Lead a project from first idea to delivery",
        "Delivered milestones, as the project board shows them",
        (
            "I still wait for a project",
            "I lead a part of a project",
            "I lead one project, delivered within the quarter",
            "Delivered, and the next one is planned with the team",
            "I lead two projects at once",
        ),
    ),
    (
        "Speak in front of larger groups with ease",
        "Talks given, and what listeners say afterwards",
        (
            "I avoid every talk",
            "One talk in my own team",
            "Two talks to other departments",
            "A talk at our yearly company day",
            "A talk at a conference outside",
        ),
    ),
    (
        "Give feedback that people can use",
        "Talks held in each month, and answers in the team survey",
        (
            "I keep my thoughts to myself",
            "I give feedback when I am asked",
            "A feedback talk with everybody in each month",
            "Others ask me for feedback by themselves",
            "I teach two colleagues how to do it",
        ),
    ),
    (
        "Be ready for a role with responsibility for people",
        "My manager's judgment along the criteria of the role",
        (
            "No criterion is met",
            "Half of the criteria are met",
            "All criteria are met but one",
            "All criteria are met",
            "The role is offered to me",
        ),
    ),
    (
        "Decide on priorities and say no in time",
        "Weeks without unplanned overtime",
        (
            "Every week is too full",
            "One calm week in a month",
            "Two calm weeks in a month",
            "Three calm weeks in a month",
            "A calm month, twice",
        ),
    ),
    (
        "Know people outside of my own department",
        "People whom I could call with a question",
        (
            "Nobody new",
            "Two new contacts",
            "Five new contacts in three departments",
            "Eight new contacts, one of them in another country",
            "Others come to me to be introduced",
        ),
    ),
)

SKILLS = ("leading meetings", "negotiating", "planning", "writing clearly", "delegating")
KNOWLEDGE = ("how budgets are made", "our product strategy", "labour law", "how decisions fall")
EXPERIENCE = (
    "ten years of leading teams",
    "moving from specialist to manager",
    "building a network from nothing",
    "projects that went wrong, and why",
    "hiring",
)
CHANNELS = ("video call", "in person, else video call", "a walk and a coffee")
FEEDBACK = ("straight away and directly", "at the end of each meeting", "in writing first")
LEARNING = ("by doing and talking it over", "by reading, then trying", "by watching others")
CONFIDENTIAL = "What we say stays between us."

NOTES = (
    "We went through the last weeks and picked one thing to try.",
    "A good hour about difficult conversations.",
    "We looked at the goals; the second one needs more time.",
    "We rehearsed the talk and shortened it by half.",
    "Mostly about the new role, and what it would change.",
)
ACTION_ITEMS = (
    "Write down three situations to talk about",
    "Ask two colleagues for feedback",
    "Draft the plan for the next quarter",
    "Send the reading list",
    "Watch a meeting and note who speaks",
)
CHALLENGES = (
    "Chair the next department meeting",
    "Present the quarter's results without slides",
    "Ask for a talk with somebody two levels up",
)
INTRODUCTIONS = (
    ("Marta from the finance department", "contact"),
    ("the monthly round of team leads", "community"),
    ("the regional industry day", "event"),
    ("a former colleague who made the same move", "contact"),
)
STRENGTHS = ("Listens well.", "Asks the right questions.", "Keeps promises.", "Very open.")
GROWTH_AREAS = ("More examples.", "Shorter answers, more practice.", "Nothing comes to mind.")
REFLECTIONS = (
    "That I need less time to prepare than I think.",
    "To ask before I answer.",
    "That nobody expects me to know everything.",
)
WORRIES = (
    "We talk about everything but my questions.",
    "I do not feel that my time is respected.",
)
NEXT = ("A bigger project.", "An application for the open lead role.", "More of the same, slowly.")
CANCELLED = ("I am ill, sorry.", "A customer visit got in the way.")
HOLIDAYS = "I am away for some weeks."

CALL_NOTES = (
    "I called both. They want to go on and have set a new date.",
    "We spoke for ten minutes; a busy month, nothing worse.",
)
OWN_WORDS = (
    "I know how full your weeks are. Even twenty minutes on the phone keep it going.",
    "May I help the two of you to find a time? Just answer this mail.",
)
DISMISSALS = (
    "Talked it over with both; they have agreed on what changes.",
    "Known to us and settled in a talk.",
)
CLOSINGS = ("Nobody answers any more; we end it kindly.", "Both asked me to end it.")
