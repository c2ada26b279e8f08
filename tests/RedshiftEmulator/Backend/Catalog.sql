-- What Redshift has and PostgreSQL lacks. Two emulators may use the same server, one after the other.
SELECT pg_advisory_xact_lock(8002);
SET LOCAL client_min_messages = warning;

CREATE SCHEMA IF NOT EXISTS redshift_emulator;
GRANT USAGE ON SCHEMA redshift_emulator TO PUBLIC;

-- Bodies are parsed in the client's session, where a backslash escapes: there are none here.

CREATE OR REPLACE FUNCTION redshift_emulator.version() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), '
    || 'Redshift 1.0.61687' $$;

-- The start of the statement in whole seconds, and the start of the transaction; both in the session's zone, without saying so
-- (docs/redshift.md, Leader-only functions).
CREATE OR REPLACE FUNCTION redshift_emulator.getdate() RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT date_trunc('second', statement_timestamp())::timestamp $$;
CREATE OR REPLACE FUNCTION redshift_emulator.sysdate() RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT now()::timestamp $$;

CREATE OR REPLACE FUNCTION redshift_emulator.len(text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT length($1) $$;
CREATE OR REPLACE FUNCTION redshift_emulator.charindex(text, text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT strpos($2, $1) $$;

-- Two arguments, and NULL when either is; PostgreSQL's own skips NULLs.
CREATE OR REPLACE FUNCTION redshift_emulator.concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT $1 || $2 $$;

-- Digits in a base from 2 to 36 as a bigint; an error when they are none, or too many.
CREATE OR REPLACE FUNCTION redshift_emulator.strtol_slowly(digits text, base integer) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    rest text := lower(trim(digits));
    negative boolean := left(trim(digits), 1) = '-';
    total numeric := 0;
    digit integer;
BEGIN
    IF base < 2 OR base > 36 THEN
        RAISE EXCEPTION 'base must be between 2 and 36' USING ERRCODE = '22023';
    END IF;
    rest := ltrim(rest, '+-');
    IF base = 16 AND left(rest, 2) = '0x' THEN
        rest := substr(rest, 3);
    END IF;
    FOR i IN 1 .. length(rest) LOOP
        digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(rest, i, 1)) - 1;
        IF digit < 0 OR digit >= base THEN
            RAISE EXCEPTION 'invalid input "%" for STRTOL in base %', digits, base USING ERRCODE = '22P02';
        END IF;
        total := total * base + digit;
    END LOOP;
    total := CASE WHEN negative THEN -total ELSE total END;
    IF rest = '' OR total NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
        RAISE EXCEPTION 'the input "%" is out of range for STRTOL', digits USING ERRCODE = '22003';
    END IF;
    RETURN total;
END $$;

-- The usual case, a slice of a checksum, becomes part of the query around it.
CREATE OR REPLACE FUNCTION redshift_emulator.strtol(text, integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN $2 = 16 AND $1 ~ '^[0-9a-fA-F]{1,15}$' THEN ('x' || lpad($1, 16, '0'))::bit(64)::bigint
    ELSE redshift_emulator.strtol_slowly($1, $2) END
$$;

CREATE OR REPLACE FUNCTION redshift_emulator.sha2(text, integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
SELECT encode(CASE $2
    WHEN 0 THEN sha256(convert_to($1, 'UTF8'))
    WHEN 224 THEN sha224(convert_to($1, 'UTF8'))
    WHEN 256 THEN sha256(convert_to($1, 'UTF8'))
    WHEN 384 THEN sha384(convert_to($1, 'UTF8'))
    WHEN 512 THEN sha512(convert_to($1, 'UTF8')) END, 'hex')
$$;

CREATE OR REPLACE FUNCTION redshift_emulator.convert_timezone(source text, target text, at timestamp) RETURNS timestamp
LANGUAGE sql STABLE STRICT AS
$$ SELECT ($3 AT TIME ZONE $1) AT TIME ZONE $2 $$;
CREATE OR REPLACE FUNCTION redshift_emulator.convert_timezone(target text, at timestamp) RETURNS timestamp LANGUAGE sql STABLE STRICT AS
$$ SELECT ($2 AT TIME ZONE 'UTC') AT TIME ZONE $1 $$;
CREATE OR REPLACE FUNCTION redshift_emulator.convert_timezone(target text, at timestamptz) RETURNS timestamp LANGUAGE sql STABLE STRICT AS
$$ SELECT $2 AT TIME ZONE $1 $$;

CREATE OR REPLACE FUNCTION redshift_emulator.dateadd(part text, amount bigint, at timestamp) RETURNS timestamp LANGUAGE sql STABLE STRICT AS
$$ SELECT $3 + $2 * ('1 ' || $1)::interval $$;
CREATE OR REPLACE FUNCTION redshift_emulator.dateadd(part text, amount bigint, at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE STRICT AS
$$ SELECT $3 + $2 * ('1 ' || $1)::interval $$;

-- How many borders of that part lie between the two times.
CREATE OR REPLACE FUNCTION redshift_emulator.datediff(part text, earlier timestamp, later timestamp) RETURNS bigint
LANGUAGE sql STABLE STRICT AS $$
SELECT CASE lower($1)
    WHEN 'year' THEN date_part('year', $3) - date_part('year', $2)
    WHEN 'month' THEN (date_part('year', $3) - date_part('year', $2)) * 12 + date_part('month', $3) - date_part('month', $2)
    ELSE round(extract(epoch FROM date_trunc($1, $3) - date_trunc($1, $2)) / extract(epoch FROM ('1 ' || $1)::interval)) END::bigint
$$;

CREATE OR REPLACE FUNCTION redshift_emulator.pg_last_query_id() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT pg_backend_pid() $$;

-- One argument, and none of the settings that came after 8.0.
CREATE OR REPLACE FUNCTION redshift_emulator.current_setting(name text) RETURNS text LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
    RETURN CASE lower(name)
        WHEN 'server_version' THEN '8.0.2'
        WHEN 'query_group' THEN coalesce(nullif(pg_catalog.current_setting('redshift_emulator.query_group', true), ''), 'default')
        ELSE pg_catalog.current_setting(CASE WHEN lower(name) IN (
            'standard_conforming_strings', 'escape_string_warning', 'backslash_quote', 'server_version_num', 'intervalstyle',
            'bytea_output', 'default_transaction_read_only', 'in_hot_standby', 'scram_iterations')
            THEN 'redshift_emulator.unknown.' || name ELSE name END) END;
EXCEPTION WHEN undefined_object THEN
    RAISE EXCEPTION 'unrecognized configuration parameter "%"', name USING ERRCODE = '42704';
END $$;

-- Values of these types are stored as the text that they are sent as, see Types.sql.
CREATE OR REPLACE FUNCTION redshift_emulator.json_serialize(super) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT textin(super_out($1)) $$;
CREATE OR REPLACE FUNCTION redshift_emulator.json_parse(text) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT super_in(textout($1::json::text), 0, -1) $$;
CREATE OR REPLACE FUNCTION redshift_emulator.to_hex(varbyte) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT textin(varbyte_out($1)) $$;
CREATE OR REPLACE FUNCTION redshift_emulator.to_hex(bigint) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT pg_catalog.to_hex($1) $$;
CREATE OR REPLACE FUNCTION redshift_emulator.to_hex(integer) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT pg_catalog.to_hex($1) $$;
CREATE OR REPLACE FUNCTION redshift_emulator.from_hex(text) RETURNS varbyte LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT varbyte_in(textout(encode(decode($1, 'hex'), 'hex')), 0, -1) $$;

-- Redshift's names of types: its own ones are called as they are by format_type there.
CREATE OR REPLACE FUNCTION redshift_emulator.type_name(type oid, modifier integer) RETURNS text LANGUAGE sql STABLE AS $$
SELECT CASE $1
    WHEN 6551 THEN replace(format_type($1, $2), 'varbyte', 'binary varying')
    WHEN 9043 THEN replace(format_type($1, $2), 'redshift_varchar', 'character varying')
    WHEN 9044 THEN replace(format_type($1, $2), 'case_insensitive_varchar', 'character varying')
    ELSE format_type($1, $2) END
$$;

-- Views of the catalog show what the user may read. A table's sort key is told by a comment: COMMENT ON TABLE t IS 'sortkey(a, b)'.
CREATE OR REPLACE VIEW redshift_emulator.columns AS
SELECT n.nspname, c.oid AS table_oid, c.relname, c.relkind, a.attname, a.attnum, a.attnotnull, a.atttypid, a.atttypmod,
    pg_get_expr(d.adbin, d.adrelid) AS default_text,
    coalesce(array_position(
        string_to_array(replace(substring(obj_description(c.oid, 'pg_class') FROM 'sortkey[(]([^)]*)[)]'), ' ', ''), ','),
        a.attname::text), 0) AS sort_position
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT IN ('redshift_emulator', 'pg_toast')
    AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT');

CREATE OR REPLACE VIEW redshift_emulator.svv_tables AS
SELECT DISTINCT current_database()::varchar(128) AS table_catalog, nspname::varchar(128) AS table_schema,
    relname::varchar(128) AS table_name,
    (CASE WHEN relkind = 'v' THEN 'VIEW' ELSE 'BASE TABLE' END)::varchar(128) AS table_type, NULL::varchar(256) AS remarks
FROM redshift_emulator.columns;

CREATE OR REPLACE VIEW redshift_emulator.svv_columns AS
SELECT i.table_catalog::varchar(128), i.table_schema::varchar(128), i.table_name::varchar(128), i.column_name::varchar(128),
    i.ordinal_position::integer,
    i.column_default::varchar(4000), i.is_nullable::varchar(3),
    redshift_emulator.type_name(c.atttypid, NULL)::varchar(128) AS data_type, i.character_maximum_length::integer,
    i.numeric_precision::integer, i.numeric_precision_radix::integer, i.numeric_scale::integer, i.datetime_precision::integer,
    i.interval_type::varchar(128), i.interval_precision::varchar(128), i.character_set_catalog::varchar(128),
    i.character_set_schema::varchar(128),
    i.character_set_name::varchar(128), i.collation_catalog::varchar(128), i.collation_schema::varchar(128), i.collation_name::varchar(128),
    i.domain_name::varchar(128), NULL::varchar(256) AS remarks
FROM information_schema.columns i
JOIN redshift_emulator.columns c ON c.nspname = i.table_schema AND c.relname = i.table_name AND c.attname = i.column_name;

CREATE OR REPLACE VIEW redshift_emulator.svv_redshift_columns AS
SELECT current_database()::varchar(128) AS database_name, nspname::varchar(128) AS schema_name, relname::varchar(128) AS table_name,
    attname::varchar(128) AS column_name, attnum::integer AS ordinal_position,
    redshift_emulator.type_name(atttypid, atttypmod)::varchar(32) AS data_type,
    default_text::varchar(4000) AS column_default, (CASE WHEN attnotnull THEN 'NO' ELSE 'YES' END)::varchar(3) AS is_nullable,
    (CASE WHEN sort_position > 0 THEN 'none' ELSE 'lzo' END)::varchar(128) AS encoding, false AS distkey, sort_position AS sortkey,
    NULL::varchar(128) AS column_acl, NULL::varchar(256) AS remarks
FROM redshift_emulator.columns
WHERE nspname NOT IN ('pg_catalog', 'information_schema');

CREATE OR REPLACE VIEW redshift_emulator.pg_table_def AS
SELECT nspname AS schemaname, relname AS tablename, attname AS "column", redshift_emulator.type_name(atttypid, atttypmod) AS type,
    (CASE WHEN sort_position > 0 THEN 'none' ELSE 'lzo' END)::varchar(32) AS encoding, false AS distkey, sort_position AS sortkey,
    attnotnull AS "notnull"
FROM redshift_emulator.columns
WHERE nspname = ANY (current_schemas(true));

-- A user's own statements.
CREATE OR REPLACE VIEW redshift_emulator.stv_recents AS
SELECT usesysid::integer AS userid, (CASE WHEN state = 'active' THEN 'Running' ELSE 'Done' END)::char(20) AS status,
    query_start::timestamp AS starttime,
    0 AS duration, usename::char(50) AS user_name, datname::char(50) AS db_name, query::char(600) AS query, pid
FROM pg_stat_activity WHERE usename = session_user;

-- Only superusers read this one.
CREATE OR REPLACE VIEW redshift_emulator.svv_table_info AS
SELECT current_database() AS database, nspname::text AS schema, table_oid AS table_id, relname::text AS "table", 'N'::text AS encoded,
    'AUTO(ALL)'::text AS diststyle, min(CASE WHEN sort_position = 1 THEN attname END)::text AS sortkey1,
    count(*)::numeric(38, 4) AS tbl_rows
FROM redshift_emulator.columns GROUP BY 1, 2, 3, 4;

GRANT SELECT ON redshift_emulator.svv_tables, redshift_emulator.svv_columns, redshift_emulator.svv_redshift_columns,
    redshift_emulator.stv_recents, redshift_emulator.pg_table_def TO PUBLIC;
REVOKE ALL ON redshift_emulator.svv_table_info FROM PUBLIC;
