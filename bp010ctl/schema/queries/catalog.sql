-- the catalog as text: one row per object (kind, identity, definition), no oid in it, no data;
-- the caller sets search_path, time zone and the like, so that names and bounds come out alike, and
-- bp010.schemas (separated by commas, empty for all) and bp010.partitions (one a line, * for all)
WITH
schemas AS (
    SELECT
        nsp.oid,
        nsp.nspname,
        nsp.nspowner,
        nsp.nspacl
    FROM pg_catalog.pg_namespace AS nsp
    WHERE
        nsp.nspname NOT LIKE 'pg\_%'
        AND nsp.nspname <> 'information_schema'
        AND (
            current_setting('bp010.schemas') = ''
            OR nsp.nspname = any(string_to_array(current_setting('bp010.schemas'), ','))
        )
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            WHERE
                dependency.classid = 'pg_catalog.pg_namespace'::regclass
                AND dependency.objid = nsp.oid
                AND dependency.deptype = 'e'
        )
),

relations AS (
    SELECT
        rel.*,
        format('%I.%I', schemas.nspname, rel.relname) AS ident
    FROM pg_catalog.pg_class AS rel
    INNER JOIN schemas
        ON rel.relnamespace = schemas.oid
    LEFT JOIN pg_catalog.pg_index AS idx
        ON rel.oid = idx.indexrelid
    INNER JOIN pg_catalog.pg_class AS base
        ON base.oid = coalesce(idx.indrelid, rel.oid)
    WHERE (schemas.nspname, rel.relname) NOT IN (
        ('public', 'alembic_version'),
        ('public', 'alembic_version_pkc')
    )
    AND (
        NOT base.relispartition
        OR current_setting('bp010.partitions') = '*'
        OR format('%I.%I', schemas.nspname, base.relname)
        = any(string_to_array(current_setting('bp010.partitions'), E'\n'))
    )
    AND NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_depend AS dependency
        WHERE
            dependency.classid = 'pg_catalog.pg_class'::regclass
            AND dependency.objid = rel.oid
            AND dependency.deptype = 'e'
    )
),

-- routines count in pg_catalog too: what a user put beside PostgreSQL's own is found first by every name
-- without a schema
places AS (
    SELECT
        schemas.oid,
        schemas.nspname,
        0::oid AS first_oid
    FROM schemas
    UNION ALL
    SELECT
        'pg_catalog'::regnamespace::oid AS oid,
        'pg_catalog' AS nspname,
        16384::oid AS first_oid
),

routines AS (
    SELECT
        fn.*,
        format(
            '%I.%I(%s)',
            places.nspname,
            fn.proname,
            pg_catalog.pg_get_function_identity_arguments(fn.oid)
        ) AS ident
    FROM pg_catalog.pg_proc AS fn
    INNER JOIN places
        ON
            fn.pronamespace = places.oid
            AND fn.oid >= places.first_oid
    WHERE NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_depend AS dependency
        WHERE
            dependency.classid = 'pg_catalog.pg_proc'::regclass
            AND dependency.objid = fn.oid
            AND dependency.deptype = 'e'
    )
),

types AS (
    SELECT
        typ.*,
        format('%I.%I', schemas.nspname, typ.typname) AS ident
    FROM pg_catalog.pg_type AS typ
    INNER JOIN schemas
        ON typ.typnamespace = schemas.oid
    WHERE
        typ.typtype IN ('d', 'e', 'r', 'b', 'c')
        AND (typ.typrelid = 0 OR EXISTS (
            SELECT
            FROM pg_catalog.pg_class AS rel
            WHERE
                rel.oid = typ.typrelid
                AND rel.relkind = 'c'
        ))
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_type AS element
            WHERE element.typarray = typ.oid
        )
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            WHERE
                dependency.classid = 'pg_catalog.pg_type'::regclass
                AND dependency.objid = typ.oid
                AND dependency.deptype = 'e'
        )
),

-- foreign keys of tables elsewhere that refer to ours: no row that they refer to can be deleted
elsewhere AS (
    SELECT
        outer_key.oid,
        outer_key.conrelid
    FROM pg_catalog.pg_constraint AS outer_key
    INNER JOIN relations AS ours
        ON outer_key.confrelid = ours.oid
    WHERE
        outer_key.contype = 'f'
        AND outer_key.conparentid = 0
        AND NOT EXISTS (
            SELECT
            FROM relations AS own
            WHERE own.oid = outer_key.conrelid
        )
),

constraints AS (
    SELECT
        pg_constraint.oid,
        pg_constraint.conrelid,
        pg_constraint.contypid,
        coalesce(relations.ident, types.ident, elsewhere.conrelid::regclass::text) AS owner_identity,
        pg_constraint.conname,
        pg_constraint.convalidated,
        pg_constraint.condeferrable,
        pg_constraint.condeferred,
        pg_constraint.conislocal,
        pg_constraint.coninhcount,
        pg_constraint.connoinherit,
        pg_constraint.conparentid <> 0 AS of_parent,
        EXISTS(
            SELECT
            FROM pg_catalog.pg_trigger AS trg
            LEFT JOIN pg_catalog.pg_constraint AS side
                ON trg.tgconstraint = side.oid
            WHERE
                trg.tgenabled <> 'O'
                -- or that of a partition which is referred to
                AND (side.oid = pg_constraint.oid OR (
                    side.conparentid = pg_constraint.oid
                    AND side.conrelid = pg_constraint.conrelid
                ))
        ) AS switched_off
    FROM pg_catalog.pg_constraint
    LEFT JOIN relations
        ON
            pg_constraint.conrelid = relations.oid
            AND pg_constraint.conrelid <> 0
    LEFT JOIN types
        ON
            pg_constraint.contypid = types.oid
            AND pg_constraint.contypid <> 0
    LEFT JOIN pg_catalog.pg_constraint AS parent
        ON pg_constraint.conparentid = parent.oid
    LEFT JOIN elsewhere
        ON pg_constraint.oid = elsewhere.oid
    WHERE
        (relations.oid IS NOT NULL OR types.oid IS NOT NULL OR elsewhere.oid IS NOT NULL)
        -- a foreign key to a partitioned table has a row for each partition, which comes and goes with it
        AND (parent.oid IS NULL OR parent.conrelid <> pg_constraint.conrelid)
        -- NOT NULL has rows from version 18 on: the column says it
        AND pg_constraint.contype <> 'n'
),

-- a missing list of grants means the default one: they are the same to everybody
lists AS (
    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        relations.oid AS objid,
        0 AS objsubid,
        coalesce(
            relations.relacl,
            CASE relations.relkind
                WHEN 'S' THEN acldefault('s', relations.relowner)
                ELSE acldefault('r', relations.relowner)
            END
        ) AS acl
    FROM relations
    WHERE relations.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        att.attrelid AS objid,
        att.attnum AS objsubid,
        att.attacl AS acl
    FROM pg_catalog.pg_attribute AS att
    WHERE att.attacl IS NOT NULL
    UNION ALL
    SELECT
        'pg_catalog.pg_proc'::regclass AS classid,
        routines.oid AS objid,
        0 AS objsubid,
        coalesce(routines.proacl, acldefault('f', routines.proowner)) AS acl
    FROM routines
    UNION ALL
    SELECT
        'pg_catalog.pg_namespace'::regclass AS classid,
        schemas.oid AS objid,
        0 AS objsubid,
        coalesce(schemas.nspacl, acldefault('n', schemas.nspowner)) AS acl
    FROM schemas
    UNION ALL
    SELECT
        'pg_catalog.pg_type'::regclass AS classid,
        types.oid AS objid,
        0 AS objsubid,
        coalesce(types.typacl, acldefault('T', types.typowner)) AS acl
    FROM types
    UNION ALL
    SELECT
        'pg_catalog.pg_default_acl'::regclass AS classid,
        wanted.oid AS objid,
        0 AS objsubid,
        wanted.defaclacl AS acl
    FROM pg_catalog.pg_default_acl AS wanted
    UNION ALL
    SELECT
        'pg_catalog.pg_database'::regclass AS classid,
        pg_database.oid AS objid,
        0 AS objsubid,
        coalesce(pg_database.datacl, acldefault('d', pg_database.datdba)) AS acl
    FROM pg_catalog.pg_database
    WHERE pg_database.datname = current_database()
),

written AS (
    SELECT
        lists.classid,
        lists.objid,
        lists.objsubid,
        format(
            '%s=%s%s/%s',
            CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee) END,
            acl.privilege_type,
            CASE WHEN acl.is_grantable THEN '*' ELSE '' END,
            pg_get_userbyid(acl.grantor)
        ) AS entry
    FROM lists
    CROSS JOIN LATERAL aclexplode(lists.acl) AS acl
),

granted AS (
    SELECT
        written.classid,
        written.objid,
        written.objsubid,
        string_agg(written.entry, ', ' ORDER BY convert_to(written.entry, 'UTF8')) AS listed
    FROM written
    GROUP BY written.classid, written.objid, written.objsubid
),

comments AS (
    SELECT
        description.classoid AS classid,
        description.objoid AS objid,
        description.objsubid,
        description.description AS listed
    FROM pg_catalog.pg_description AS description
),

-- before version 16 a role inherits from all of its groups or from none, and may always act as one
memberships AS (
    SELECT
        given.member,
        concat(
            pg_get_userbyid(given.roleid),
            CASE WHEN bool_or(given.admin_option) THEN ' with admin' END,
            CASE
                WHEN bool_and(NOT coalesce((to_jsonb(given) ->> 'inherit_option')::boolean, grp.rolinherit))
                    THEN ' without inherit'
            END,
            CASE
                WHEN bool_and(NOT coalesce((to_jsonb(given) ->> 'set_option')::boolean, TRUE))
                    THEN ' without set'
            END
        ) AS told
    FROM pg_catalog.pg_auth_members AS given
    INNER JOIN pg_catalog.pg_roles AS grp
        ON given.member = grp.oid
    GROUP BY given.member, given.roleid
),

objects AS (
    SELECT
        'pg_catalog.pg_namespace'::regclass AS classid,
        schemas.oid AS objid,
        0 AS objsubid,
        'schema' AS kind,
        quote_ident(schemas.nspname) AS ident,
        'owner ' || pg_get_userbyid(schemas.nspowner) AS definition
    FROM schemas

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        relations.oid AS objid,
        0 AS objsubid,
        CASE relations.relkind
            WHEN 'r' THEN 'table'
            WHEN 'p' THEN 'partitioned table'
            WHEN 'v' THEN 'view'
            WHEN 'm' THEN 'materialized view'
            WHEN 'f' THEN 'foreign table'
            ELSE 'composite type'
        END AS kind,
        relations.ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(relations.relowner),
            'persistence ' || relations.relpersistence::text,
            'access method ' || am.amname,
            'tablespace ' || space.spcname,
            'options ' || array_to_string(relations.reloptions, ', '),
            'options of its TOAST table ' || array_to_string(aside.reloptions, ', '),
            'of ' || nullif(relations.reloftype, 0)::regtype,
            'grants of its row type ' || row_type.typacl::text,
            'replica identity ' || relations.relreplident::text,
            'row security ' || relations.relrowsecurity || ' ' || relations.relforcerowsecurity,
            'partition by ' || pg_get_partkeydef(relations.oid),
            'bound ' || pg_get_expr(relations.relpartbound, relations.oid),
            'inherits ' || parents.listed,
            'is inherited by ' || strangers.listed,
            'definition ' || CASE
                WHEN relations.relkind IN ('v', 'm') THEN pg_get_viewdef(relations.oid)
            END
        ) AS definition
    FROM relations
    LEFT JOIN pg_catalog.pg_am AS am
        ON relations.relam = am.oid
    LEFT JOIN pg_catalog.pg_tablespace AS space
        ON relations.reltablespace = space.oid
    LEFT JOIN
        LATERAL (
            SELECT
                string_agg(
                    inh.inhparent::regclass::text, ', ' ORDER BY inh.inhseqno
                ) AS listed
            FROM pg_catalog.pg_inherits AS inh
            WHERE inh.inhrelid = relations.oid
        ) AS parents
        ON TRUE
    -- tables elsewhere, whose rows are among its own
    LEFT JOIN
        LATERAL (
            SELECT string_agg(child.oid::regclass::text, ', ' ORDER BY child.oid::regclass::text) AS listed
            FROM pg_catalog.pg_inherits AS inh
            INNER JOIN pg_catalog.pg_class AS child
                ON inh.inhrelid = child.oid
            WHERE
                inh.inhparent = relations.oid
                AND child.relnamespace NOT IN (
                    SELECT schemas.oid
                    FROM schemas
                    WHERE schemas.nspname <> 'public'
                )
        ) AS strangers
        ON relations.relnamespace <> 'public'::regnamespace
    LEFT JOIN pg_catalog.pg_class AS aside
        ON relations.reltoastrelid = aside.oid
    LEFT JOIN pg_catalog.pg_type AS row_type
        ON
            relations.reltype = row_type.oid
            AND relations.relkind <> 'c'
    WHERE relations.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        relations.oid AS objid,
        att.attnum AS objsubid,
        'column' AS kind,
        format('%s.%I', relations.ident, att.attname) AS ident,
        concat_ws(
            E'\n',
            'position ' || row_number() OVER (
                PARTITION BY relations.oid ORDER BY att.attnum
            ),
            'type ' || format_type(att.atttypid, att.atttypmod),
            'collation ' || nullif(att.attcollation, 0)::regcollation,
            CASE WHEN att.attnotnull THEN 'not null' END,
            CASE
                WHEN EXISTS (
                    SELECT
                    FROM pg_catalog.pg_constraint AS con
                    WHERE
                        con.conrelid = relations.oid
                        AND con.contype = 'n'
                        AND NOT con.convalidated
                        AND con.conkey = ARRAY[att.attnum]
                ) THEN 'not valid'
            END,
            'default ' || pg_get_expr(wanted.adbin, wanted.adrelid),
            -- from version 17 on a partition has the identity of its table
            'identity ' || CASE WHEN NOT relations.relispartition THEN nullif(att.attidentity::text, '') END,
            'generated ' || nullif(att.attgenerated::text, ''),
            'storage ' || att.attstorage::text,
            'compression ' || nullif(att.attcompression::text, ''),
            'statistics ' || nullif(att.attstattarget, -1),
            'options ' || (
                -- pg_attver is the server's own bookkeeping (15.20 and up), different every time
                SELECT string_agg(entry, ', ' ORDER BY entry)
                FROM unnest(att.attoptions) AS entry
                WHERE NOT starts_with(entry, 'pg_attver=')
            ),
            'local ' || att.attislocal || ' inherited ' || att.attinhcount
        ) AS definition
    FROM pg_catalog.pg_attribute AS att
    INNER JOIN relations
        ON
            att.attrelid = relations.oid
            AND relations.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
    LEFT JOIN pg_catalog.pg_attrdef AS wanted
        ON
            att.attrelid = wanted.adrelid
            AND att.attnum = wanted.adnum
    WHERE
        att.attnum > 0
        AND NOT att.attisdropped

    UNION ALL

    SELECT
        'pg_catalog.pg_constraint'::regclass AS classid,
        constraints.oid AS objid,
        0 AS objsubid,
        'constraint' AS kind,
        format('%s %I', constraints.owner_identity, constraints.conname) AS ident,
        concat_ws(
            E'\n',
            pg_get_constraintdef(constraints.oid),
            'valid ' || constraints.convalidated,
            'deferrable ' || constraints.condeferrable || ' deferred ' || constraints.condeferred,
            CASE
                WHEN NOT constraints.of_parent
                    THEN 'local ' || constraints.conislocal || ' inherited ' || constraints.coninhcount
            END,
            CASE WHEN NOT constraints.of_parent THEN 'no inherit ' || constraints.connoinherit END,
            CASE WHEN constraints.switched_off THEN 'not enforced: its triggers are switched off' END
        ) AS definition
    FROM constraints

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        relations.oid AS objid,
        0 AS objsubid,
        'index' AS kind,
        relations.ident,
        concat_ws(
            E'\n',
            pg_get_indexdef(relations.oid),
            'valid ' || idx.indisvalid || ' ready ' || idx.indisready,
            'primary ' || idx.indisprimary || ' immediate ' || idx.indimmediate,
            'clustered ' || idx.indisclustered || ' replica identity ' || idx.indisreplident,
            'tablespace ' || space.spcname,
            'statistics ' || (
                SELECT
                    string_agg(
                        format('%s of column %s', att.attstattarget, att.attnum), ', '
                        ORDER BY att.attnum
                    )
                FROM pg_catalog.pg_attribute AS att
                WHERE
                    att.attrelid = relations.oid
                    AND att.attstattarget >= 0
            ),
            'partition of ' || parents.listed
        ) AS definition
    FROM pg_catalog.pg_index AS idx
    INNER JOIN relations
        ON idx.indexrelid = relations.oid
    LEFT JOIN pg_catalog.pg_tablespace AS space
        ON relations.reltablespace = space.oid
    LEFT JOIN
        LATERAL (
            SELECT inh.inhparent::regclass::text AS listed
            FROM pg_catalog.pg_inherits AS inh
            WHERE inh.inhrelid = relations.oid
        ) AS parents
        ON TRUE

    UNION ALL

    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        relations.oid AS objid,
        0 AS objsubid,
        'sequence' AS kind,
        relations.ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(relations.relowner),
            'persistence ' || relations.relpersistence::text,
            'type ' || format_type(seq.seqtypid, NULL),
            format(
                'start %s increment %s minimum %s maximum %s cache %s cycle %s',
                seq.seqstart, seq.seqincrement, seq.seqmin, seq.seqmax,
                seq.seqcache, seq.seqcycle
            ),
            'owned by ' || owning.listed
        ) AS definition
    FROM pg_catalog.pg_sequence AS seq
    INNER JOIN relations
        ON seq.seqrelid = relations.oid
    LEFT JOIN
        LATERAL (
            SELECT
                pg_describe_object(
                    dependency.refclassid, dependency.refobjid, dependency.refobjsubid
                ) || ' ' || dependency.deptype::text AS listed
            FROM pg_catalog.pg_depend AS dependency
            WHERE
                dependency.classid = 'pg_catalog.pg_class'::regclass
                AND dependency.objid = relations.oid
                AND dependency.deptype IN ('a', 'i')
                AND dependency.refobjsubid > 0
        ) AS owning
        ON TRUE

    UNION ALL

    SELECT
        'pg_catalog.pg_trigger'::regclass AS classid,
        trg.oid AS objid,
        0 AS objsubid,
        'trigger' AS kind,
        format('%s %I', relations.ident, trg.tgname) AS ident,
        pg_get_triggerdef(trg.oid) || E'\nenabled ' || trg.tgenabled::text AS definition
    FROM pg_catalog.pg_trigger AS trg
    INNER JOIN relations
        ON trg.tgrelid = relations.oid
    WHERE
        NOT trg.tgisinternal
        -- a partition's copy of its table's row trigger is of interest only where it is not like that
        AND (trg.tgparentid = 0 OR trg.tgenabled <> 'O')

    UNION ALL

    SELECT
        'pg_catalog.pg_rewrite'::regclass AS classid,
        rew.oid AS objid,
        0 AS objsubid,
        'rule' AS kind,
        format('%s %I', relations.ident, rew.rulename) AS ident,
        pg_get_ruledef(rew.oid) || E'\nenabled ' || rew.ev_enabled::text AS definition
    FROM pg_catalog.pg_rewrite AS rew
    INNER JOIN relations
        ON rew.ev_class = relations.oid
    WHERE rew.rulename <> '_RETURN'

    UNION ALL

    SELECT
        'pg_catalog.pg_policy'::regclass AS classid,
        pol.oid AS objid,
        0 AS objsubid,
        'policy' AS kind,
        format('%s %I', relations.ident, pol.polname) AS ident,
        concat_ws(
            E'\n',
            'command ' || pol.polcmd::text || ' permissive ' || pol.polpermissive,
            'roles ' || (
                SELECT string_agg(pg_get_userbyid(member), ', ' ORDER BY pg_get_userbyid(member))
                FROM unnest(pol.polroles) AS member
            ),
            'using ' || pg_get_expr(pol.polqual, pol.polrelid),
            'check ' || pg_get_expr(pol.polwithcheck, pol.polrelid)
        ) AS definition
    FROM pg_catalog.pg_policy AS pol
    INNER JOIN relations
        ON pol.polrelid = relations.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_statistic_ext'::regclass AS classid,
        stx.oid AS objid,
        0 AS objsubid,
        'statistics' AS kind,
        format('%I.%I', schemas.nspname, stx.stxname) AS ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(stx.stxowner),
            pg_get_statisticsobjdef(stx.oid),
            'statistics ' || nullif(stx.stxstattarget, -1)
        ) AS definition
    FROM pg_catalog.pg_statistic_ext AS stx
    INNER JOIN schemas
        ON stx.stxnamespace = schemas.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_proc'::regclass AS classid,
        routines.oid AS objid,
        0 AS objsubid,
        CASE routines.prokind
            WHEN 'p' THEN 'procedure'
            WHEN 'a' THEN 'aggregate'
            WHEN 'w' THEN 'window function'
            ELSE 'function'
        END AS kind,
        routines.ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(routines.proowner),
            CASE
                WHEN routines.prokind <> 'a' THEN pg_get_functiondef(routines.oid)
                ELSE format(
                    'returns %s, step %s, final %s, state %s, initially %s',
                    pg_get_function_result(routines.oid),
                    agg.aggtransfn,
                    agg.aggfinalfn,
                    format_type(agg.aggtranstype, NULL),
                    agg.agginitval
                )
            END
        ) AS definition
    FROM routines
    LEFT JOIN pg_catalog.pg_aggregate AS agg
        ON routines.oid = agg.aggfnoid

    UNION ALL

    SELECT
        'pg_catalog.pg_type'::regclass AS classid,
        types.oid AS objid,
        0 AS objsubid,
        CASE types.typtype WHEN 'd' THEN 'domain' WHEN 'e' THEN 'enum' ELSE 'type' END AS kind,
        types.ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(types.typowner),
            'base ' || format_type(nullif(types.typbasetype, 0), types.typtypmod),
            'collation ' || nullif(types.typcollation, 0)::regcollation,
            CASE WHEN types.typnotnull THEN 'not null' END,
            'default ' || types.typdefault,
            'subtype ' || format_type(ranges.rngsubtype, NULL),
            'labels ' || labels.listed
        ) AS definition
    FROM types
    LEFT JOIN pg_catalog.pg_range AS ranges
        ON types.oid = ranges.rngtypid
    LEFT JOIN
        LATERAL (
            SELECT string_agg(quote_literal(lab.enumlabel), ', ' ORDER BY lab.enumsortorder) AS listed
            FROM pg_catalog.pg_enum AS lab
            WHERE lab.enumtypid = types.oid
        ) AS labels
        ON TRUE

    UNION ALL

    SELECT
        'pg_catalog.pg_default_acl'::regclass AS classid,
        wanted.oid AS objid,
        0 AS objsubid,
        'default privileges' AS kind,
        format(
            'of %s in %s on %s',
            pg_get_userbyid(wanted.defaclrole),
            coalesce(schemas.nspname, 'any schema'),
            wanted.defaclobjtype
        ) AS ident,
        NULL AS definition
    FROM pg_catalog.pg_default_acl AS wanted
    LEFT JOIN schemas
        ON wanted.defaclnamespace = schemas.oid
    WHERE wanted.defaclnamespace = 0 OR schemas.oid IS NOT NULL

    UNION ALL

    SELECT
        'pg_catalog.pg_event_trigger'::regclass AS classid,
        trg.oid AS objid,
        0 AS objsubid,
        'event trigger' AS kind,
        quote_ident(trg.evtname) AS ident,
        format(
            'on %s execute %s enabled %s tags %s',
            trg.evtevent, trg.evtfoid::regprocedure, trg.evtenabled, trg.evttags
        ) AS definition
    FROM pg_catalog.pg_event_trigger AS trg
    WHERE
        NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            WHERE
                dependency.classid = 'pg_catalog.pg_event_trigger'::regclass
                AND dependency.objid = trg.oid
                AND dependency.deptype = 'e'
        )

    UNION ALL

    SELECT
        'pg_catalog.pg_database'::regclass AS classid,
        pg_database.oid AS objid,
        0 AS objsubid,
        'database' AS kind,
        'this one' AS ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(pg_database.datdba),
            'settings ' || (
                SELECT string_agg(own.entry, ', ' ORDER BY own.entry)
                FROM pg_catalog.pg_db_role_setting AS conf
                CROSS JOIN LATERAL unnest(conf.setconfig) AS own (entry)
                WHERE
                    conf.setdatabase = pg_database.oid
                    AND conf.setrole = 0
            )
        ) AS definition
    FROM pg_catalog.pg_database
    WHERE pg_database.datname = current_database()

    UNION ALL

    SELECT
        'pg_catalog.pg_authid'::regclass AS classid,
        grp.oid AS objid,
        0 AS objsubid,
        'role' AS kind,
        quote_ident(grp.rolname) AS ident,
        concat_ws(
            E'\n',
            format(
                'superuser %s inherit %s createrole %s createdb %s login %s replication %s '
                'bypassrls %s connections %s',
                grp.rolsuper, grp.rolinherit, grp.rolcreaterole, grp.rolcreatedb,
                grp.rolcanlogin, grp.rolreplication, grp.rolbypassrls, grp.rolconnlimit
            ),
            'valid until ' || grp.rolvaliduntil,
            'member of ' || (
                SELECT string_agg(memberships.told, ', ' ORDER BY memberships.told)
                FROM memberships
                WHERE memberships.member = grp.oid
            ),
            'settings ' || (
                SELECT string_agg(own.entry, ', ' ORDER BY own.entry)
                FROM pg_catalog.pg_db_role_setting AS conf
                CROSS JOIN LATERAL unnest(conf.setconfig) AS own (entry)
                WHERE
                    conf.setrole = grp.oid
                    AND (conf.setdatabase = 0 OR conf.setdatabase = (
                        SELECT pg_database.oid
                        FROM pg_catalog.pg_database
                        WHERE pg_database.datname = current_database()
                    ))
            ),
            -- of PostgreSQL's own objects, parameters and tablespaces
            'rights on ' || (
                SELECT
                    string_agg(
                        concat_ws(' ', given.type, given.identity), ', ' ORDER BY given.type, given.identity
                    )
                FROM pg_catalog.pg_shdepend AS held
                CROSS JOIN LATERAL pg_identify_object(held.classid, held.objid, held.objsubid) AS given
                WHERE
                    held.refclassid = 'pg_catalog.pg_authid'::regclass
                    AND held.refobjid = grp.oid
                    AND held.deptype IN ('a', 'o')
                    AND held.dbid IN (0, (
                        SELECT pg_database.oid
                        FROM pg_catalog.pg_database
                        WHERE pg_database.datname = current_database()
                    ))
                    AND held.classid NOT IN (
                        'pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_database'::regclass
                    )
                    AND (held.objid < 16384 OR held.classid IN (
                        'pg_catalog.pg_parameter_acl'::regclass, 'pg_catalog.pg_tablespace'::regclass
                    ))
            ),
            'comment ' || shobj_description(grp.oid, 'pg_authid')
        ) AS definition
    FROM pg_catalog.pg_roles AS grp
    WHERE grp.rolname LIKE 'bp010\_%'
)

SELECT
    objects.kind,
    objects.ident,
    coalesce(objects.definition, '') AS definition,
    coalesce(granted.listed, '') AS given,
    coalesce(comments.listed, '') AS remark,
    objects.classid::oid::bigint AS classid,
    objects.objid::bigint AS objid,
    objects.objsubid::integer AS objsubid
FROM objects
LEFT JOIN granted
    ON
        objects.classid = granted.classid
        AND objects.objid = granted.objid
        AND objects.objsubid = granted.objsubid
LEFT JOIN comments
    ON
        objects.classid = comments.classid
        AND objects.objid = comments.objid
        AND objects.objsubid = comments.objsubid
