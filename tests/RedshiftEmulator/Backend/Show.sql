-- Constraints in the information schema; and SHOW CONSTRAINTS, SHOW COLUMNS and SHOW TABLES: statements are rewritten to call these
-- functions. They take USAGE on the schema, and ownership or SELECT.
SELECT pg_advisory_xact_lock(8002);
SET LOCAL client_min_messages = warning;

-- Version 8.0's information schema shows the constraints of tables that the user owns.
CREATE OR REPLACE VIEW redshift_emulator.table_constraints AS
SELECT i.* FROM information_schema.table_constraints i
JOIN pg_namespace n ON n.nspname = i.table_schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = i.table_name
WHERE pg_get_userbyid(c.relowner) = current_user;
CREATE OR REPLACE VIEW redshift_emulator.key_column_usage AS
SELECT i.* FROM information_schema.key_column_usage i
JOIN pg_namespace n ON n.nspname = i.table_schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = i.table_name
WHERE pg_get_userbyid(c.relowner) = current_user;
GRANT SELECT ON redshift_emulator.table_constraints, redshift_emulator.key_column_usage TO PUBLIC;

GRANT SELECT ON redshift_emulator.columns TO PUBLIC;

CREATE OR REPLACE FUNCTION redshift_emulator.usable_schema(database_name text, schema_name text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
DECLARE
    found oid := (SELECT oid FROM pg_namespace WHERE nspname = schema_name);
BEGIN
    IF database_name <> current_database() THEN
        RAISE EXCEPTION 'database "%" does not exist', database_name USING ERRCODE = '3D000';
    ELSIF found IS NULL THEN
        RAISE EXCEPTION 'schema "%" does not exist', schema_name USING ERRCODE = '3F000';
    ELSIF NOT has_schema_privilege(found, 'USAGE') THEN
        RAISE EXCEPTION 'permission denied for schema %', schema_name USING ERRCODE = '42501';
    END IF;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION redshift_emulator.readable_table(database_name text, schema_name text, table_name text, by_column boolean)
RETURNS oid LANGUAGE plpgsql STABLE AS $$
DECLARE
    schema oid := redshift_emulator.usable_schema(database_name, schema_name);
    found oid;
    owner oid;
BEGIN
    SELECT c.oid, c.relowner INTO found, owner FROM pg_class c
    WHERE c.relnamespace = schema AND c.relname = table_name AND c.relkind IN ('r', 'p', 'v', 'm', 'f');
    IF found IS NULL THEN
        RAISE EXCEPTION 'relation "%.%" does not exist', schema_name, table_name USING ERRCODE = '42P01';
    ELSIF NOT (pg_has_role(owner, 'USAGE') OR has_table_privilege(found, 'SELECT')
        OR (by_column AND has_any_column_privilege(found, 'SELECT'))) THEN
        RAISE EXCEPTION 'permission denied for relation %', table_name USING ERRCODE = '42501';
    END IF;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION redshift_emulator.show_primary_keys(database text, schema text, name text)
RETURNS TABLE (
    database_name varchar(128), schema_name varchar(128), table_name varchar(128), pk_name varchar(128), column_name varchar(128),
    key_seq integer)
LANGUAGE sql STABLE AS $$
SELECT current_database(), schema, name, p.conname, a.attname, k.place::integer
FROM pg_constraint p
CROSS JOIN unnest(p.conkey) WITH ORDINALITY AS k (number, place)
JOIN pg_attribute a ON a.attrelid = p.conrelid AND a.attnum = k.number
WHERE p.contype = 'p' AND p.conrelid = redshift_emulator.readable_table(database, schema, name, false)
ORDER BY k.place
$$;

CREATE OR REPLACE FUNCTION redshift_emulator.show_columns(database text, schema text, name text)
RETURNS TABLE (
    database_name varchar(128), schema_name varchar(128), table_name varchar(128), column_name varchar(128), ordinal_position integer,
    column_default varchar(4000), is_nullable varchar(3), data_type varchar(128), character_maximum_length integer,
    numeric_precision integer, numeric_scale integer, remarks varchar(256), sort_key_type varchar(128), sort_key integer, dist_key integer,
    encoding varchar(128), "collation" varchar(128))
LANGUAGE sql STABLE AS $$
SELECT current_database(), schema, name, c.attname, c.attnum::integer,
    c.default_text, CASE WHEN c.attnotnull THEN 'NO' ELSE 'YES' END, redshift_emulator.type_name(c.atttypid, c.atttypmod),
    CASE WHEN c.atttypid IN (1042, 1043, 6551, 9043, 9044) THEN c.atttypmod - 4 END,
    CASE c.atttypid WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 1700 THEN ((c.atttypmod - 4) >> 16) & 65535 END,
    CASE WHEN c.atttypid IN (20, 21, 23) THEN 0 WHEN c.atttypid = 1700 THEN (c.atttypmod - 4) & 65535 END,
    col_description(c.table_oid, c.attnum), CASE WHEN c.sort_position > 0 THEN 'COMPOUND' END,
    nullif(c.sort_position, 0), NULL::integer, CASE WHEN c.sort_position > 0 THEN 'none' ELSE 'lzo' END,
    CASE WHEN c.atttypid = 9044 THEN 'case_insensitive' WHEN c.atttypid IN (25, 1042, 1043, 9043) THEN 'case_sensitive' END
FROM redshift_emulator.columns c
WHERE c.table_oid = redshift_emulator.readable_table(database, schema, name, true)
    AND (has_column_privilege(c.table_oid, c.attnum, 'SELECT'))
ORDER BY c.attnum
$$;

CREATE OR REPLACE FUNCTION redshift_emulator.show_tables(database text, schema text)
RETURNS TABLE (
    database_name varchar(128), schema_name varchar(128), table_name varchar(128), table_type varchar(128), table_acl varchar(128),
    remarks varchar(256), owner varchar(128), last_altered_time timestamp, last_modified_time timestamp, dist_style varchar(128),
    table_subtype varchar(128))
LANGUAGE sql STABLE AS $$
SELECT current_database(), schema, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'VIEW' ELSE 'TABLE' END,
    array_to_string(c.relacl, '~'), obj_description(c.oid, 'pg_class'), pg_get_userbyid(c.relowner), NULL::timestamp, NULL::timestamp,
    CASE WHEN c.relkind = 'r' THEN 'AUTO (ALL)' END,
    CASE c.relkind WHEN 'v' THEN 'REGULAR VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'REGULAR TABLE' END
FROM pg_class c
WHERE c.relnamespace = redshift_emulator.usable_schema(database, schema) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND (pg_has_role(c.relowner, 'USAGE') OR has_any_column_privilege(c.oid, 'SELECT'))
ORDER BY c.relname
$$;

-- The views of every database, which is the only one here.
CREATE OR REPLACE VIEW redshift_emulator.svv_all_columns AS
SELECT s.database_name, s.schema_name, s.table_name, s.column_name, s.ordinal_position, s.column_default, s.is_nullable, s.data_type,
    s.character_maximum_length, s.numeric_precision, s.numeric_scale, s.remarks
FROM (SELECT DISTINCT nspname, relname FROM redshift_emulator.columns WHERE nspname NOT IN ('pg_catalog', 'information_schema')) t
CROSS JOIN LATERAL redshift_emulator.show_columns(current_database(), t.nspname, t.relname) s;

CREATE OR REPLACE VIEW redshift_emulator.svv_redshift_tables AS
SELECT t.database_name, t.schema_name, t.table_name, t.table_type, t.table_acl, t.remarks
FROM (SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE')
    AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'redshift_emulator')) n
CROSS JOIN LATERAL redshift_emulator.show_tables(current_database(), n.nspname) t;
CREATE OR REPLACE VIEW redshift_emulator.svv_all_tables AS SELECT * FROM redshift_emulator.svv_redshift_tables;
GRANT SELECT ON redshift_emulator.svv_all_columns, redshift_emulator.svv_redshift_tables, redshift_emulator.svv_all_tables TO PUBLIC;
