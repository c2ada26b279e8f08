-- Comparisons of floats are false if either side is NaN, and so is the negation, which PostgreSQL turns into the opposite operator.
-- ORDER BY, GROUP BY and indexes compare as before.
SELECT pg_advisory_xact_lock(8002);
SET LOCAL allow_system_table_mods = on;

DO $$
DECLARE
    own record;
BEGIN
    FOR own IN
        SELECT o.oid, p.proname, o.oprleft::regtype AS a, o.oprright::regtype AS b
        FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode
        WHERE o.oprleft IN (700, 701) AND o.oprright IN (700, 701) AND o.oprname IN ('=', '<>', '<', '<=', '>', '>=')
            AND p.proname NOT LIKE 'nan_%'
    LOOP
        EXECUTE format('CREATE FUNCTION pg_catalog.%I(%s, %s) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS '
            '$x$ SELECT $1::text <> ''NaN'' AND $2::text <> ''NaN'' AND pg_catalog.%I($1, $2) $x$',
            'nan_' || own.proname, own.a, own.b, own.proname);

        -- The planner would turn x = x into x IS NOT NULL for an operator of merge joins.
        UPDATE pg_operator SET oprcode = ('pg_catalog.nan_' || own.proname)::regproc, oprcanmerge = false WHERE oid = own.oid;
    END LOOP;
END $$;
