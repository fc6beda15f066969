"""How long a letter waits that could not be handed over."""

from tests.workflows.office import ANN, Office, until


async def test_the_pauses_between_attempts_grow_only_while_nothing_gets_through(
    office: Office,
) -> None:
    office.mailer.defer(ANN.email, "mailbox full")
    pair = await office.start_held()
    await until(lambda: office.sent("invitation") == ["P2"])
    for seconds in (6, 11):
        await office.pass_time(pair, seconds=seconds)
    with office.engine.with_time_skipping_disabled():
        await pair.ask("P2", "pause", reason="a week at sea")
    await office.pass_time(pair, seconds=21)
    await until(lambda: office.sent("pause_notice") == ["P2"])

    office.mailer.accept(ANN.email)
    await office.pass_time(pair, seconds=6)

    await until(lambda: office.sent("invitation") == ["P2", "P1"])
    await pair.handle.terminate()
