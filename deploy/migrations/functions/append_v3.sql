-- Append facts to one stream, with the board row and the inbox that they leave: all or nothing.
-- It is append_v2 that asks for the keys of people, which came with migration 0011.
--
-- Once released, a version of this function never changes, because the program of an earlier
-- release goes on calling it; what must change becomes append_v4 beside it.
--
-- `facts` is an array of {id, type, schema, at, cause}; `bodies` is their data, a line of JSON each,
-- kept letter by letter; `digests` are the 32 bytes of each that its seal is made of, one behind
-- the other (adapters/store/seal.py). `shown` is the board row, its cases under "inbox", or NULL;
-- `told` is the time of recording, or NULL for the time of this server. `under` are the ids of the
-- keys that something in the bodies is sealed with. Returns the positions.
--
-- SQLSTATE TD001: other facts are recorded at these versions already.
-- SQLSTATE TD002: the stream has not reached the expected version.
-- SQLSTATE TD003: one of the keys is destroyed.
CREATE FUNCTION append_v3(
    of_stream text, expected integer, of_cohort text,
    facts json, bodies text, digests bytea, shown json, told timestamptz,
    under text
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    many CONSTANT integer := octet_length(digests) / 32;
    found_version integer;
    last_seal bytea;
    known text[];
    positions bigint[];
    recorded timestamptz;
    moment bytea;
    seals bytea[];
BEGIN
    -- Whoever writes to this stream next waits here; all that can be refused is refused before a
    -- position is drawn, so that a refusal leaves no hole.
    IF expected = 0 THEN
        INSERT INTO stream (id, version) VALUES (of_stream, 0) ON CONFLICT DO NOTHING;
        found_version := CASE WHEN FOUND THEN 0 END;
    END IF;
    IF found_version IS NULL THEN
        SELECT version, head INTO found_version, last_seal
        FROM stream WHERE id = of_stream FOR NO KEY UPDATE;
    END IF;

    IF found_version IS DISTINCT FROM expected THEN
        SELECT array_agg(id ORDER BY version), array_agg(position ORDER BY version)
        INTO known, positions
        FROM event
        WHERE stream = of_stream AND version > expected AND version <= expected + many;
        IF known = ARRAY(SELECT fact ->> 'id' FROM json_array_elements(facts) AS fact) THEN
            RETURN positions;
        ELSIF known IS NULL THEN
            RAISE EXCEPTION 'the stream has not reached this version' USING ERRCODE = 'TD002';
        END IF;
        RAISE EXCEPTION 'other facts are recorded already' USING ERRCODE = 'TD001';
    END IF;

    IF under <> '' AND (
        SELECT count(*) FROM person_key
        WHERE id = ANY (string_to_array(under, ' ')) AND wrapped IS NOT NULL
    ) <> cardinality(string_to_array(under, ' ')) THEN
        RAISE EXCEPTION 'a key is destroyed' USING ERRCODE = 'TD003';
    END IF;

    IF shown IS NOT NULL THEN
        INSERT INTO board (
            mentorship, cohort, program, program_version, mentee, mentor, stage, outcome, health,
            band, waits_for, due, last_event, last_at, version, open_episodes, parts, contact_at,
            names
        )
        SELECT * FROM json_to_record(shown) AS given (
            mentorship text, cohort text, program text, program_version integer, mentee text,
            mentor text, stage text, outcome text, health integer, band text, waits_for text,
            due timestamptz, last_event text, last_at timestamptz, version integer,
            open_episodes jsonb, parts jsonb, contact_at timestamptz, names text
        )
        ON CONFLICT (mentorship) DO UPDATE SET
            cohort = excluded.cohort, program = excluded.program,
            program_version = excluded.program_version, mentee = excluded.mentee,
            mentor = excluded.mentor, stage = excluded.stage, outcome = excluded.outcome,
            health = excluded.health, band = excluded.band, waits_for = excluded.waits_for,
            due = excluded.due, last_event = excluded.last_event, last_at = excluded.last_at,
            version = excluded.version, open_episodes = excluded.open_episodes,
            parts = excluded.parts, contact_at = excluded.contact_at, names = excluded.names
        WHERE board.version <= excluded.version;
        IF FOUND THEN
            DELETE FROM inbox WHERE mentorship = shown ->> 'mentorship';
            IF json_array_length(shown -> 'inbox') > 0 THEN
                INSERT INTO inbox (
                    id, mentorship, episode, trigger, rung, opened, since, evidence, suggestion,
                    "default", default_at
                )
                SELECT * FROM json_to_recordset(shown -> 'inbox') AS given (
                    id text, mentorship text, episode integer, trigger text, rung text,
                    opened timestamptz, since timestamptz, evidence jsonb, suggestion text,
                    "default" text, default_at timestamptz
                );
            END IF;
        END IF;
    END IF;

    -- Positions become visible in their order: deploy/decisions/0005-one-lock-taken-last.md.
    PERFORM pg_advisory_xact_lock(7269316401);
    recorded := coalesce(told, clock_timestamp());
    moment := int8send((extract(epoch FROM recorded) * 1000000)::bigint);
    last_seal := coalesce(last_seal, '');
    FOR n IN 1 .. many LOOP
        last_seal := sha256(last_seal || substr(digests, 32 * n - 31, 32) || moment);
        seals[n] := last_seal;
    END LOOP;
    WITH added AS (
        INSERT INTO event (
            id, stream, version, cohort, type, schema_version, at, recorded_at, cause, data, hash
        )
        SELECT g.id, of_stream, expected + g.n, of_cohort, g.type, g.schema, g.at, recorded,
            g.cause, g.body::json, g.seal
        FROM ROWS FROM (
            json_to_recordset(facts)
                AS (id text, type text, schema integer, at timestamptz, cause text),
            unnest(string_to_array(bodies, E'\n')),
            unnest(seals)
        ) WITH ORDINALITY AS g (id, type, schema, at, cause, body, seal, n)
        ORDER BY g.n
        RETURNING version, position
    )
    SELECT array_agg(position ORDER BY version) INTO positions FROM added;
    UPDATE stream SET version = expected + many, head = last_seal WHERE id = of_stream;
    RETURN positions;
END
$$
