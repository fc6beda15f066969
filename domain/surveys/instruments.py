"""The surveys that Tandem knows, as data: `pulse`, `fit`, `final` and `follow_up`."""

from domain.surveys.model import Instrument, Option, Question

RELEVANCE = (
    Option(key="keep", words="Keep it"),
    Option(key="adjust", words="Adjust it"),
    Option(key="drop", words="Drop it"),
)
YES_OR_NO = (Option(key="yes", words="Yes"), Option(key="no", words="No"))

SATISFACTION = Question(
    key="satisfaction",
    kind="scale",
    words="How satisfied are you with this mentorship?",
    required=True,
    private=True,
    low_words="not at all",
    high_words="completely",
)
LAST_CONTACT = Question(
    key="last_contact",
    kind="date",
    words="When were you last in touch with your mentor?",
    for_mentor="When were you last in touch with your mentee?",
)
CONCERNS = Question(
    key="concerns",
    kind="text",
    words="Does anything about this mentorship worry you? "
    "Only the people who run the program read this.",
    private=True,
)


def _guidance(key: str, about: str) -> Question:
    return Question(
        key=key,
        kind="scale",
        words=f"How helpful was the guidance that you received on {about}?",
        for_mentor=f"How helpful, do you think, was the guidance that you gave on {about}?",
        low=1,
        high=5,
        low_words="not helpful",
        high_words="very helpful",
    )


PULSE = Instrument(
    name="pulse",
    kind="review",
    title="How is it going?",
    intro="A few questions, about a minute; more if you like. Answer what you can.",
    questions=(
        SATISFACTION,
        LAST_CONTACT,
        Question(
            key="goals",
            kind="goals",
            words="Where does each of your goals stand today, and is it still the right one?",
            for_mentor="Where does each goal of your mentee stand today, and is it still right?",
            options=RELEVANCE,
        ),
        _guidance("guidance_responsibilities", "the responsibilities of the job"),
        _guidance("guidance_promotion", "preparing for a promotion"),
        _guidance("guidance_transition", "moving to another career"),
        Question(
            key="strengths",
            kind="text",
            words="Which strengths did your mentor show?",
            for_mentor="Which strengths do you see in your mentee?",
        ),
        Question(
            key="growth_areas",
            kind="text",
            words="What could your mentor do more of, or do differently?",
            for_mentor="Where do you see room for your mentee to grow?",
        ),
        Question(
            key="reflection",
            kind="text",
            words="What have you learned since the last time?",
        ),
        CONCERNS,
    ),
)

FIT = Instrument(
    name="fit",
    kind="fit",
    title="Is this a good match?",
    intro="You have met. Your answer is not shown to the other person.",
    questions=(
        Question(
            key="fit",
            kind="choice",
            words="Is this mentor right for you?",
            for_mentor="Is this mentee right for you?",
            required=True,
            private=True,
            options=(
                Option(key="good", words="Yes, a good fit"),
                Option(key="still_deciding", words="I am still deciding"),
                Option(key="not_good", words="No, not a good fit"),
            ),
        ),
        Question(
            key="note",
            kind="text",
            words="Is there anything that the people who run the program should know?",
            private=True,
        ),
    ),
)

FINAL = Instrument(
    name="final",
    kind="final",
    title="Looking back",
    intro="Your mentorship comes to its end. Tell us how it went.",
    questions=(
        Question(
            key="goals",
            kind="goals",
            words="Which level did you reach on each of your goals?",
            for_mentor="Which level did your mentee reach on each goal?",
        ),
        Question(
            key="growth",
            kind="scale",
            words="How much have you grown overall?",
            for_mentor="How much has your mentee grown overall?",
            low=1,
            high=5,
            low_words="hardly",
            high_words="very much",
        ),
        SATISFACTION,
        Question(
            key="recommend",
            kind="scale",
            words="How likely are you to recommend this program to a colleague?",
            required=True,
            private=True,
            low_words="not at all likely",
            high_words="extremely likely",
        ),
        LAST_CONTACT,
        Question(key="what_next", kind="text", words="What comes next for you?"),
        CONCERNS,
    ),
)

FOLLOW_UP = Instrument(
    name="follow_up",
    kind="follow_up",
    title="What came of it?",
    intro="Three short questions, some time after your mentorship.",
    questions=(
        Question(
            key="promotion",
            kind="choice",
            words="Have you been promoted since your mentorship ended?",
            required=True,
            options=YES_OR_NO,
        ),
        Question(
            key="new_role",
            kind="choice",
            words="Have you taken on a new role since then?",
            required=True,
            options=YES_OR_NO,
        ),
        Question(
            key="still_in_touch",
            kind="choice",
            words="Are you still in touch with your mentor?",
            for_mentor="Are you still in touch with your mentee?",
            required=True,
            options=YES_OR_NO,
        ),
    ),
)

INSTRUMENTS = {instrument.name: instrument for instrument in (PULSE, FIT, FINAL, FOLLOW_UP)}
