-- the catalog as text: one row per object (kind, identity, definition), no oid in it, no data;
-- search_path, time zone and the like are set by the caller, so that names and bounds come out alike
WITH
schemas AS (
    SELECT
        namespace.oid,
        namespace.nspname,
        namespace.nspowner,
        namespace.nspacl
    FROM pg_catalog.pg_namespace AS namespace
    WHERE namespace.nspname NOT LIKE 'pg\_%%'
        AND namespace.nspname <> 'information_schema'
        AND (%(schemas)s::text[] IS NULL OR namespace.nspname = ANY (%(schemas)s::text[]))
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            WHERE dependency.classid = 'pg_catalog.pg_namespace'::regclass
                AND dependency.objid = namespace.oid
                AND dependency.deptype = 'e'
        )
),

relations AS (
    SELECT
        class.*,
        format('%%I.%%I', schemas.nspname, class.relname) AS identity
    FROM pg_catalog.pg_class AS class
    INNER JOIN schemas
        ON schemas.oid = class.relnamespace
    WHERE (schemas.nspname, class.relname) NOT IN (
        ('public', 'alembic_version'),
        ('public', 'alembic_version_pkc')
    )
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            WHERE dependency.classid = 'pg_catalog.pg_class'::regclass
                AND dependency.objid = class.oid
                AND dependency.deptype = 'e'
        )
),

routines AS (
    SELECT
        proc.*,
        format(
            '%%I.%%I(%%s)',
            schemas.nspname,
            proc.proname,
            pg_catalog.pg_get_function_identity_arguments(proc.oid)
        ) AS identity
    FROM pg_catalog.pg_proc AS proc
    INNER JOIN schemas
        ON schemas.oid = proc.pronamespace
    WHERE NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_depend AS dependency
        WHERE dependency.classid = 'pg_catalog.pg_proc'::regclass
            AND dependency.objid = proc.oid
            AND dependency.deptype = 'e'
    )
),

types AS (
    SELECT
        type.*,
        format('%%I.%%I', schemas.nspname, type.typname) AS identity
    FROM pg_catalog.pg_type AS type
    INNER JOIN schemas
        ON schemas.oid = type.typnamespace
    WHERE type.typtype IN ('d', 'e', 'r', 'b', 'c')
        AND (type.typrelid = 0 OR EXISTS (
            SELECT
            FROM pg_catalog.pg_class AS class
            WHERE class.oid = type.typrelid
                AND class.relkind = 'c'
        ))
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_type AS element
            WHERE element.typarray = type.oid
        )
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            WHERE dependency.classid = 'pg_catalog.pg_type'::regclass
                AND dependency.objid = type.oid
                AND dependency.deptype = 'e'
        )
),

constraints AS (
    SELECT
        pg_constraint.oid,
        pg_constraint.conrelid,
        pg_constraint.contypid,
        coalesce(relations.identity, types.identity) AS owner_identity,
        pg_constraint.conname,
        pg_constraint.convalidated,
        pg_constraint.condeferrable,
        pg_constraint.condeferred,
        pg_constraint.conislocal,
        pg_constraint.coninhcount,
        pg_constraint.connoinherit
    FROM pg_catalog.pg_constraint
    LEFT JOIN relations
        ON relations.oid = pg_constraint.conrelid
            AND pg_constraint.conrelid <> 0
    LEFT JOIN types
        ON types.oid = pg_constraint.contypid
            AND pg_constraint.contypid <> 0
    WHERE relations.oid IS NOT NULL OR types.oid IS NOT NULL
),

-- a missing list of grants means the default one: they are the same to everybody
lists AS (
    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        relations.oid AS objid,
        0 AS objsubid,
        coalesce(
            relations.relacl,
            acldefault(
                CASE relations.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char",
                relations.relowner
            )
        ) AS acl
    FROM relations
    WHERE relations.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT
        'pg_catalog.pg_class'::regclass,
        attribute.attrelid,
        attribute.attnum,
        attribute.attacl
    FROM pg_catalog.pg_attribute AS attribute
    WHERE attribute.attacl IS NOT NULL
    UNION ALL
    SELECT
        'pg_catalog.pg_proc'::regclass,
        routines.oid,
        0,
        coalesce(routines.proacl, acldefault('f', routines.proowner))
    FROM routines
    UNION ALL
    SELECT
        'pg_catalog.pg_namespace'::regclass,
        schemas.oid,
        0,
        coalesce(schemas.nspacl, acldefault('n', schemas.nspowner))
    FROM schemas
    UNION ALL
    SELECT
        'pg_catalog.pg_type'::regclass,
        types.oid,
        0,
        coalesce(types.typacl, acldefault('T', types.typowner))
    FROM types
    UNION ALL
    SELECT
        'pg_catalog.pg_default_acl'::regclass,
        defaults.oid,
        0,
        defaults.defaclacl
    FROM pg_catalog.pg_default_acl AS defaults
    UNION ALL
    SELECT
        'pg_catalog.pg_database'::regclass,
        pg_database.oid,
        0,
        coalesce(pg_database.datacl, acldefault('d', pg_database.datdba))
    FROM pg_catalog.pg_database
    WHERE pg_database.datname = current_database()
),

written AS (
    SELECT
        lists.classid,
        lists.objid,
        lists.objsubid,
        format(
            '%%s=%%s%%s/%%s',
            CASE grants.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grants.grantee) END,
            grants.privilege_type,
            CASE WHEN grants.is_grantable THEN '*' ELSE '' END,
            pg_get_userbyid(grants.grantor)
        ) AS entry
    FROM lists
    CROSS JOIN LATERAL aclexplode(lists.acl) AS grants
),

grants AS (
    SELECT
        written.classid,
        written.objid,
        written.objsubid,
        'grants ' || string_agg(written.entry, ', ' ORDER BY written.entry COLLATE "C") AS text
    FROM written
    GROUP BY written.classid, written.objid, written.objsubid
),

comments AS (
    SELECT
        description.classoid AS classid,
        description.objoid AS objid,
        description.objsubid,
        'comment ' || description.description AS text
    FROM pg_catalog.pg_description AS description
),

objects AS (
    SELECT
        'pg_catalog.pg_namespace'::regclass AS classid,
        schemas.oid AS objid,
        0 AS objsubid,
        'schema' AS kind,
        quote_ident(schemas.nspname) AS identity,
        'owner ' || pg_get_userbyid(schemas.nspowner) AS definition
    FROM schemas

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass,
        relations.oid,
        0,
        CASE relations.relkind
            WHEN 'r' THEN 'table'
            WHEN 'p' THEN 'partitioned table'
            WHEN 'v' THEN 'view'
            WHEN 'm' THEN 'materialized view'
            WHEN 'f' THEN 'foreign table'
            ELSE 'composite type'
        END,
        relations.identity,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(relations.relowner),
            'persistence ' || relations.relpersistence::text,
            'access method ' || method.amname,
            'tablespace ' || tablespace.spcname,
            'options ' || array_to_string(relations.reloptions, ', '),
            'replica identity ' || relations.relreplident::text,
            'row security ' || relations.relrowsecurity || ' ' || relations.relforcerowsecurity,
            'partition by ' || pg_get_partkeydef(relations.oid),
            'bound ' || pg_get_expr(relations.relpartbound, relations.oid),
            'inherits ' || parents.names,
            'definition ' || CASE
                WHEN relations.relkind IN ('v', 'm') THEN pg_get_viewdef(relations.oid)
            END
        )
    FROM relations
    LEFT JOIN pg_catalog.pg_am AS method
        ON method.oid = relations.relam
    LEFT JOIN pg_catalog.pg_tablespace AS tablespace
        ON tablespace.oid = relations.reltablespace
    LEFT JOIN LATERAL (
        SELECT
            string_agg(
                inherits.inhparent::regclass::text, ', ' ORDER BY inherits.inhseqno
            ) AS names
        FROM pg_catalog.pg_inherits AS inherits
        WHERE inherits.inhrelid = relations.oid
    ) AS parents
        ON TRUE
    WHERE relations.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass,
        relations.oid,
        attribute.attnum,
        'column',
        format('%%s.%%I', relations.identity, attribute.attname),
        concat_ws(
            E'\n',
            'position ' || row_number() OVER (
                PARTITION BY relations.oid ORDER BY attribute.attnum
            ),
            'type ' || format_type(attribute.atttypid, attribute.atttypmod),
            'collation ' || nullif(attribute.attcollation, 0)::regcollation,
            CASE WHEN attribute.attnotnull THEN 'not null' END,
            'default ' || pg_get_expr(defaults.adbin, defaults.adrelid),
            'identity ' || nullif(attribute.attidentity::text, ''),
            'generated ' || nullif(attribute.attgenerated::text, ''),
            'storage ' || attribute.attstorage::text,
            'compression ' || nullif(attribute.attcompression::text, ''),
            'statistics ' || nullif(attribute.attstattarget, -1),
            'options ' || (
                -- pg_attver is the server's own bookkeeping (15.20 and up), different every time
                SELECT string_agg(option, ', ' ORDER BY option)
                FROM unnest(attribute.attoptions) AS option
                WHERE NOT starts_with(option, 'pg_attver=')
            ),
            'local ' || attribute.attislocal || ' inherited ' || attribute.attinhcount
        )
    FROM pg_catalog.pg_attribute AS attribute
    INNER JOIN relations
        ON relations.oid = attribute.attrelid
            AND relations.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
    LEFT JOIN pg_catalog.pg_attrdef AS defaults
        ON defaults.adrelid = attribute.attrelid
            AND defaults.adnum = attribute.attnum
    WHERE attribute.attnum > 0
        AND NOT attribute.attisdropped

    UNION ALL

    SELECT
        'pg_catalog.pg_constraint'::regclass,
        constraints.oid,
        0,
        'constraint',
        format('%%s %%I', constraints.owner_identity, constraints.conname),
        concat_ws(
            E'\n',
            pg_get_constraintdef(constraints.oid),
            'valid ' || constraints.convalidated,
            'deferrable ' || constraints.condeferrable || ' deferred ' || constraints.condeferred,
            'local ' || constraints.conislocal || ' inherited ' || constraints.coninhcount,
            'no inherit ' || constraints.connoinherit
        )
    FROM constraints

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass,
        relations.oid,
        0,
        'index',
        relations.identity,
        concat_ws(
            E'\n',
            pg_get_indexdef(relations.oid),
            'valid ' || index.indisvalid || ' ready ' || index.indisready,
            'primary ' || index.indisprimary || ' immediate ' || index.indimmediate,
            'clustered ' || index.indisclustered || ' replica identity ' || index.indisreplident,
            'partition of ' || parents.name
        )
    FROM pg_catalog.pg_index AS index
    INNER JOIN relations
        ON relations.oid = index.indexrelid
    LEFT JOIN LATERAL (
        SELECT inherits.inhparent::regclass::text AS name
        FROM pg_catalog.pg_inherits AS inherits
        WHERE inherits.inhrelid = relations.oid
    ) AS parents
        ON TRUE

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass,
        relations.oid,
        0,
        'sequence',
        relations.identity,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(relations.relowner),
            'persistence ' || relations.relpersistence::text,
            'type ' || format_type(sequence.seqtypid, NULL),
            format(
                'start %%s increment %%s minimum %%s maximum %%s cache %%s cycle %%s',
                sequence.seqstart, sequence.seqincrement, sequence.seqmin, sequence.seqmax,
                sequence.seqcache, sequence.seqcycle
            ),
            'owned by ' || owned.names
        )
    FROM pg_catalog.pg_sequence AS sequence
    INNER JOIN relations
        ON relations.oid = sequence.seqrelid
    LEFT JOIN LATERAL (
        SELECT
            pg_describe_object(
                dependency.refclassid, dependency.refobjid, dependency.refobjsubid
            ) || ' ' || dependency.deptype::text AS names
        FROM pg_catalog.pg_depend AS dependency
        WHERE dependency.classid = 'pg_catalog.pg_class'::regclass
            AND dependency.objid = relations.oid
            AND dependency.deptype IN ('a', 'i')
            AND dependency.refobjsubid > 0
    ) AS owned
        ON TRUE

    UNION ALL

    SELECT
        'pg_catalog.pg_trigger'::regclass,
        trigger.oid,
        0,
        'trigger',
        format('%%s %%I', relations.identity, trigger.tgname),
        pg_get_triggerdef(trigger.oid) || E'\nenabled ' || trigger.tgenabled::text
    FROM pg_catalog.pg_trigger AS trigger
    INNER JOIN relations
        ON relations.oid = trigger.tgrelid
    WHERE NOT trigger.tgisinternal

    UNION ALL

    SELECT
        'pg_catalog.pg_rewrite'::regclass,
        rule.oid,
        0,
        'rule',
        format('%%s %%I', relations.identity, rule.rulename),
        pg_get_ruledef(rule.oid) || E'\nenabled ' || rule.ev_enabled::text
    FROM pg_catalog.pg_rewrite AS rule
    INNER JOIN relations
        ON relations.oid = rule.ev_class
    WHERE rule.rulename <> '_RETURN'

    UNION ALL

    SELECT
        'pg_catalog.pg_policy'::regclass,
        policy.oid,
        0,
        'policy',
        format('%%s %%I', relations.identity, policy.polname),
        concat_ws(
            E'\n',
            'command ' || policy.polcmd::text || ' permissive ' || policy.polpermissive,
            'roles ' || (
                SELECT string_agg(pg_get_userbyid(role), ', ' ORDER BY pg_get_userbyid(role))
                FROM unnest(policy.polroles) AS role
            ),
            'using ' || pg_get_expr(policy.polqual, policy.polrelid),
            'check ' || pg_get_expr(policy.polwithcheck, policy.polrelid)
        )
    FROM pg_catalog.pg_policy AS policy
    INNER JOIN relations
        ON relations.oid = policy.polrelid

    UNION ALL

    SELECT
        'pg_catalog.pg_statistic_ext'::regclass,
        statistics.oid,
        0,
        'statistics',
        format('%%I.%%I', schemas.nspname, statistics.stxname),
        pg_get_statisticsobjdef(statistics.oid)
    FROM pg_catalog.pg_statistic_ext AS statistics
    INNER JOIN schemas
        ON schemas.oid = statistics.stxnamespace

    UNION ALL

    SELECT
        'pg_catalog.pg_proc'::regclass,
        routines.oid,
        0,
        CASE routines.prokind
            WHEN 'p' THEN 'procedure'
            WHEN 'a' THEN 'aggregate'
            WHEN 'w' THEN 'window function'
            ELSE 'function'
        END,
        routines.identity,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(routines.proowner),
            CASE
                WHEN routines.prokind <> 'a' THEN pg_get_functiondef(routines.oid)
                ELSE format(
                    'returns %%s, step %%s, final %%s, state %%s, initially %%s',
                    pg_get_function_result(routines.oid),
                    aggregate.aggtransfn,
                    aggregate.aggfinalfn,
                    format_type(aggregate.aggtranstype, NULL),
                    aggregate.agginitval
                )
            END
        )
    FROM routines
    LEFT JOIN pg_catalog.pg_aggregate AS aggregate
        ON aggregate.aggfnoid = routines.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_type'::regclass,
        types.oid,
        0,
        CASE types.typtype WHEN 'd' THEN 'domain' WHEN 'e' THEN 'enum' ELSE 'type' END,
        types.identity,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(types.typowner),
            'base ' || format_type(nullif(types.typbasetype, 0), types.typtypmod),
            'collation ' || nullif(types.typcollation, 0)::regcollation,
            CASE WHEN types.typnotnull THEN 'not null' END,
            'default ' || types.typdefault,
            'subtype ' || format_type(ranges.rngsubtype, NULL),
            'labels ' || labels.names
        )
    FROM types
    LEFT JOIN pg_catalog.pg_range AS ranges
        ON ranges.rngtypid = types.oid
    LEFT JOIN LATERAL (
        SELECT string_agg(quote_literal(enum.enumlabel), ', ' ORDER BY enum.enumsortorder) AS names
        FROM pg_catalog.pg_enum AS enum
        WHERE enum.enumtypid = types.oid
    ) AS labels
        ON TRUE

    UNION ALL

    SELECT
        'pg_catalog.pg_default_acl'::regclass,
        defaults.oid,
        0,
        'default privileges',
        format(
            'of %%s in %%s on %%s',
            pg_get_userbyid(defaults.defaclrole),
            coalesce(schemas.nspname, 'any schema'),
            defaults.defaclobjtype
        ),
        NULL
    FROM pg_catalog.pg_default_acl AS defaults
    LEFT JOIN schemas
        ON schemas.oid = defaults.defaclnamespace
    WHERE defaults.defaclnamespace = 0 OR schemas.oid IS NOT NULL

    UNION ALL

    SELECT
        'pg_catalog.pg_event_trigger'::regclass,
        trigger.oid,
        0,
        'event trigger',
        quote_ident(trigger.evtname),
        format(
            'on %%s execute %%s enabled %%s tags %%s',
            trigger.evtevent, trigger.evtfoid::regprocedure, trigger.evtenabled, trigger.evttags
        )
    FROM pg_catalog.pg_event_trigger AS trigger

    UNION ALL

    SELECT
        'pg_catalog.pg_database'::regclass,
        pg_database.oid,
        0,
        'database',
        'this one',
        'settings ' || (
            SELECT string_agg(setting, ', ' ORDER BY setting)
            FROM pg_catalog.pg_db_role_setting AS settings
            CROSS JOIN LATERAL unnest(settings.setconfig) AS setting
            WHERE settings.setdatabase = pg_database.oid
                AND settings.setrole = 0
        )
    FROM pg_catalog.pg_database
    WHERE pg_database.datname = current_database()

    UNION ALL

    SELECT
        'pg_catalog.pg_authid'::regclass,
        roles.oid,
        0,
        'role',
        quote_ident(roles.rolname),
        concat_ws(
            E'\n',
            format(
                'superuser %%s inherit %%s createrole %%s createdb %%s login %%s replication %%s '
                'bypassrls %%s connections %%s',
                roles.rolsuper, roles.rolinherit, roles.rolcreaterole, roles.rolcreatedb,
                roles.rolcanlogin, roles.rolreplication, roles.rolbypassrls, roles.rolconnlimit
            ),
            'member of ' || (
                SELECT
                    string_agg(
                        pg_get_userbyid(members.roleid), ', '
                        ORDER BY pg_get_userbyid(members.roleid)
                    )
                FROM pg_catalog.pg_auth_members AS members
                WHERE members.member = roles.oid
            ),
            'settings ' || (
                SELECT string_agg(setting, ', ' ORDER BY setting)
                FROM pg_catalog.pg_db_role_setting AS settings
                CROSS JOIN LATERAL unnest(settings.setconfig) AS setting
                WHERE settings.setrole = roles.oid
                    AND (settings.setdatabase = 0 OR settings.setdatabase = (
                        SELECT pg_database.oid
                        FROM pg_catalog.pg_database
                        WHERE pg_database.datname = current_database()
                    ))
            ),
            'comment ' || shobj_description(roles.oid, 'pg_authid')
        )
    FROM pg_catalog.pg_roles AS roles
    WHERE roles.rolname LIKE 'bp010\_%%'
)

SELECT
    objects.kind,
    objects.identity,
    concat_ws(E'\n', nullif(objects.definition, ''), grants.text, comments.text) AS definition
FROM objects
LEFT JOIN grants
    ON grants.classid = objects.classid
        AND grants.objid = objects.objid
        AND grants.objsubid = objects.objsubid
LEFT JOIN comments
    ON comments.classid = objects.classid
        AND comments.objid = objects.objid
        AND comments.objsubid = objects.objsubid
ORDER BY objects.kind COLLATE "C", objects.identity COLLATE "C"
