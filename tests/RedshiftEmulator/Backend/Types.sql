-- The column types that Redshift has and PostgreSQL lacks, for CREATE TABLE in the backend. They are in pg_catalog, so that every search
-- path finds them, and have Redshift's own numbers, so that descriptions of results, parameters and the catalog agree. A value is stored
-- as the text that Redshift would send: JSON for super, digits for varbyte, geometry and geography.
SELECT pg_advisory_xact_lock(8002);
SET LOCAL client_min_messages = warning;
SET LOCAL allow_system_table_mods = on;

CREATE OR REPLACE FUNCTION pg_temp.create_type(name text, number oid, options text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    assigned oid;
BEGIN
    -- The shell takes a number, and the type keeps the shell's.
    EXECUTE format('CREATE TYPE pg_catalog.%I', name);
    SELECT oid INTO STRICT assigned FROM pg_type WHERE typname = create_type.name AND typnamespace = 'pg_catalog'::regnamespace;
    UPDATE pg_depend SET objid = number WHERE classid = 'pg_type'::regclass AND objid = assigned;
    UPDATE pg_type SET oid = number WHERE oid = assigned;

    EXECUTE format('CREATE FUNCTION pg_catalog.%I(cstring, oid, integer) RETURNS pg_catalog.%I '
        'LANGUAGE internal IMMUTABLE STRICT AS ''varcharin''', name || '_in', name);
    EXECUTE format('CREATE FUNCTION pg_catalog.%I(pg_catalog.%I) RETURNS cstring '
        'LANGUAGE internal IMMUTABLE STRICT AS ''varcharout''', name || '_out', name);
    EXECUTE format('CREATE FUNCTION pg_catalog.%I(internal, oid, integer) RETURNS pg_catalog.%I '
        'LANGUAGE internal STABLE STRICT AS ''varcharrecv''', name || '_recv', name);
    EXECUTE format('CREATE FUNCTION pg_catalog.%I(pg_catalog.%I) RETURNS bytea '
        'LANGUAGE internal STABLE STRICT AS ''varcharsend''', name || '_send', name);
    EXECUTE format('CREATE TYPE pg_catalog.%1$I (INPUT = %2$I, OUTPUT = %3$I, RECEIVE = %4$I, SEND = %5$I, '
        'TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout, STORAGE = extended, %6$s)',
        name, name || '_in', name || '_out', name || '_recv', name || '_send', options);
END $$;

-- Comparisons of a text type: operators with itself and with text, ORDER BY, GROUP BY, min and max. The functions compare two texts.
CREATE OR REPLACE FUNCTION pg_temp.create_comparisons(name text, compare text, hash text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    operator record;
    pair record;
    extreme record;
BEGIN
    EXECUTE format('CREATE CAST (pg_catalog.%I AS text) WITHOUT FUNCTION AS IMPLICIT', name);
    EXECUTE format('CREATE CAST (pg_catalog.%I AS varchar) WITHOUT FUNCTION AS IMPLICIT', name);
    EXECUTE format('CREATE CAST (text AS pg_catalog.%I) WITHOUT FUNCTION AS ASSIGNMENT', name);
    EXECUTE format('CREATE CAST (varchar AS pg_catalog.%I) WITHOUT FUNCTION AS ASSIGNMENT', name);
    FOR pair IN SELECT * FROM (VALUES (name, name), (name, 'text'), ('text', name)) AS t (a, b) LOOP
        EXECUTE format('CREATE FUNCTION pg_catalog.%I(pg_catalog.%I, pg_catalog.%I) RETURNS integer LANGUAGE sql IMMUTABLE STRICT '
            'AS $x$ SELECT %s $x$', name || '_cmp', pair.a, pair.b, format(compare, '$1::text', '$2::text'));
        FOR operator IN SELECT * FROM (VALUES
            ('=', 'eq', '=', '<>'), ('<>', 'ne', '<>', '='), ('<', 'lt', '>', '>='), ('<=', 'le', '>=', '>'), ('>', 'gt', '<', '<='),
            ('>=', 'ge', '<=', '<')) AS t (sign, word, commutator, negator)
        LOOP
            EXECUTE format('CREATE FUNCTION pg_catalog.%I(pg_catalog.%I, pg_catalog.%I) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT '
                'AS $x$ SELECT pg_catalog.%I($1, $2) %s 0 $x$',
                name || '_' || operator.word, pair.a, pair.b, name || '_cmp', operator.sign);
            EXECUTE format('CREATE OPERATOR pg_catalog.%s (LEFTARG = pg_catalog.%I, RIGHTARG = pg_catalog.%I, FUNCTION = pg_catalog.%I, '
                'COMMUTATOR = OPERATOR(pg_catalog.%s), NEGATOR = OPERATOR(pg_catalog.%s)%s)', operator.sign, pair.a, pair.b,
                name || '_' || operator.word, operator.commutator, operator.negator,
                CASE WHEN operator.sign = '=' AND pair.a = pair.b THEN ', HASHES, MERGES' ELSE '' END);
        END LOOP;
    END LOOP;

    EXECUTE format('CREATE FUNCTION pg_catalog.%I(pg_catalog.%I) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $x$ SELECT %s $x$',
        name || '_hash', name, format(hash, '$1::text'));
    EXECUTE format('CREATE OPERATOR CLASS pg_catalog.%I DEFAULT FOR TYPE pg_catalog.%I USING btree AS OPERATOR 1 <, OPERATOR 2 <=, '
        'OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 pg_catalog.%I(pg_catalog.%I, pg_catalog.%I)',
        name || '_ops', name, name || '_cmp', name, name);
    EXECUTE format('CREATE OPERATOR CLASS pg_catalog.%I DEFAULT FOR TYPE pg_catalog.%I USING hash AS OPERATOR 1 =, '
        'FUNCTION 1 pg_catalog.%I(pg_catalog.%I)', name || '_ops', name, name || '_hash', name);
    FOR extreme IN SELECT * FROM (VALUES ('max', '>', '>='), ('min', '<', '<=')) AS t (aggregate, sign, sign_or_equal) LOOP
        EXECUTE format('CREATE FUNCTION pg_catalog.%I(pg_catalog.%I, pg_catalog.%I) RETURNS pg_catalog.%I LANGUAGE sql IMMUTABLE STRICT '
            'AS $x$ SELECT CASE WHEN $1 %s $2 THEN $1 ELSE $2 END $x$', name || '_' || extreme.aggregate, name, name, name,
            extreme.sign_or_equal);
        EXECUTE format('CREATE AGGREGATE pg_catalog.%I(pg_catalog.%I) (SFUNC = pg_catalog.%I, STYPE = pg_catalog.%I, SORTOP = %s)',
            extreme.aggregate, name, name || '_' || extreme.aggregate, name, extreme.sign);
    END LOOP;
END $$;

DO $$
DECLARE
    own record;
BEGIN
    FOR own IN SELECT * FROM (VALUES
        ('super', 4000), ('varbyte', 6551), ('geometry', 3000), ('geography', 3001), ('hllsketch', 2935)) AS t (name, number)
    LOOP
        IF to_regtype('pg_catalog.' || own.name) IS NULL THEN
            PERFORM pg_temp.create_type(own.name, own.number::oid, 'CATEGORY = ''U''');
            IF own.name NOT IN ('super', 'varbyte') THEN
                EXECUTE format('CREATE CAST (text AS pg_catalog.%I) WITHOUT FUNCTION AS ASSIGNMENT', own.name);
                EXECUTE format('CREATE CAST (pg_catalog.%I AS text) WITHOUT FUNCTION', own.name);
                EXECUTE format('CREATE CAST (pg_catalog.%I AS varchar) WITHOUT FUNCTION', own.name);
            END IF;
        END IF;
    END LOOP;

    -- A cast between varchar and varbyte takes the bytes of the text; a cast of super takes a scalar, and makes NULL of the rest.
    IF to_regproc('pg_catalog.varbyte_text') IS NULL THEN
        CREATE FUNCTION pg_catalog.varbyte_text(varbyte) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
        $x$ SELECT convert_from(decode(textin(varbyte_out($1)), 'hex'), 'UTF8') $x$;
        CREATE FUNCTION pg_catalog.text_varbyte(text) RETURNS varbyte LANGUAGE sql IMMUTABLE STRICT AS
        $x$ SELECT varbyte_in(textout(encode(convert_to($1, 'UTF8'), 'hex')), 0, -1) $x$;
        CREATE FUNCTION pg_catalog.super_text(super) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
        $x$ SELECT CASE WHEN textin(super_out($1)) !~ '^ *[{[]' THEN textin(super_out($1))::jsonb #>> '{}' END $x$;
        CREATE FUNCTION pg_catalog.text_super(text) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS
        $x$ SELECT super_in(textout(to_json($1)::text), 0, -1) $x$;
        CREATE CAST (varbyte AS text) WITH FUNCTION pg_catalog.varbyte_text(varbyte);
        CREATE CAST (varbyte AS varchar) WITH FUNCTION pg_catalog.varbyte_text(varbyte);
        CREATE CAST (text AS varbyte) WITH FUNCTION pg_catalog.text_varbyte(text);
        CREATE CAST (varchar AS varbyte) WITH FUNCTION pg_catalog.text_varbyte(text);
        CREATE CAST (super AS text) WITH FUNCTION pg_catalog.super_text(super);
        CREATE CAST (super AS varchar) WITH FUNCTION pg_catalog.super_text(super);
        CREATE CAST (text AS super) WITH FUNCTION pg_catalog.text_super(text);
        CREATE CAST (varchar AS super) WITH FUNCTION pg_catalog.text_super(text);
    END IF;

    -- Two kinds of varchar, described to a client as varchar. PostgreSQL's own compares trailing blanks.
    IF to_regtype('pg_catalog.redshift_varchar') IS NULL THEN
        PERFORM pg_temp.create_type('redshift_varchar', 9043, 'CATEGORY = ''S'', COLLATABLE = true');
        PERFORM pg_temp.create_comparisons('redshift_varchar', 'bttextcmp(rtrim(%s, '' ''), rtrim(%s, '' ''))',
            'hashtext(rtrim(%s, '' ''))');
        PERFORM pg_temp.create_type('case_insensitive_varchar', 9044, 'CATEGORY = ''S'', COLLATABLE = true');
        PERFORM pg_temp.create_comparisons('case_insensitive_varchar',
            'bttextcmp(rtrim(lower(%s), '' ''), rtrim(lower(%s), '' ''))', 'hashtext(rtrim(lower(%s), '' ''))');
    END IF;
END $$;
