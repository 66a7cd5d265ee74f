-- what the catalog knows besides schemas, relations, routines, types and roles, as catalog.sql tells it:
-- things inside the schemas (bp010.schemas, empty for all), and things of the whole database that a user
-- made; what an extension brought does not count
WITH
schemas AS (
    SELECT
        nsp.oid,
        nsp.nspname
    FROM pg_catalog.pg_namespace AS nsp
    WHERE
        nsp.nspname NOT LIKE 'pg\_%'
        AND nsp.nspname <> 'information_schema'
        AND (
            current_setting('bp010.schemas') = ''
            OR nsp.nspname = any(string_to_array(current_setting('bp010.schemas'), ','))
        )
),

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

objects AS (
    SELECT
        'pg_catalog.pg_operator'::regclass AS classid,
        opr.oid AS objid,
        'operator' AS kind,
        format(
            '%I.%s(%s, %s)', places.nspname, opr.oprname,
            format_type(nullif(opr.oprleft, 0), NULL), format_type(nullif(opr.oprright, 0), NULL)
        ) AS ident,
        format(
            E'owner %s\nresult %s\nfunction %s\ncommutator %s negator %s restrict %s join %s hashes %s '
            'merges %s',
            pg_get_userbyid(opr.oprowner), format_type(opr.oprresult, NULL), opr.oprcode::regprocedure,
            opr.oprcom::regoperator, opr.oprnegate::regoperator, opr.oprrest, opr.oprjoin,
            opr.oprcanhash, opr.oprcanmerge
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_operator AS opr
    INNER JOIN places
        ON
            opr.oprnamespace = places.oid
            AND opr.oid >= places.first_oid

    UNION ALL

    SELECT
        'pg_catalog.pg_opclass'::regclass AS classid,
        opc.oid AS objid,
        'operator class' AS kind,
        format('%I.%I of %s', schemas.nspname, opc.opcname, am.amname) AS ident,
        format(
            E'owner %s\nfor %s default %s storage %s', pg_get_userbyid(opc.opcowner),
            format_type(opc.opcintype, NULL), opc.opcdefault, format_type(nullif(opc.opckeytype, 0), NULL)
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_opclass AS opc
    INNER JOIN schemas
        ON opc.opcnamespace = schemas.oid
    INNER JOIN pg_catalog.pg_am AS am
        ON opc.opcmethod = am.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_opfamily'::regclass AS classid,
        opf.oid AS objid,
        'operator family' AS kind,
        format('%I.%I of %s', schemas.nspname, opf.opfname, am.amname) AS ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(opf.opfowner),
            (
                SELECT
                    string_agg(
                        format('operator %s %s', amop.amopstrategy, amop.amopopr::regoperator), E'\n'
                        ORDER BY amop.amopstrategy, amop.amopopr
                    )
                FROM pg_catalog.pg_amop AS amop
                WHERE amop.amopfamily = opf.oid
            ),
            (
                SELECT
                    string_agg(
                        format('function %s %s', amproc.amprocnum, amproc.amproc::regprocedure), E'\n'
                        ORDER BY amproc.amprocnum, amproc.amproc
                    )
                FROM pg_catalog.pg_amproc AS amproc
                WHERE amproc.amprocfamily = opf.oid
            )
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_opfamily AS opf
    INNER JOIN schemas
        ON opf.opfnamespace = schemas.oid
    INNER JOIN pg_catalog.pg_am AS am
        ON opf.opfmethod = am.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_collation'::regclass AS classid,
        col.oid AS objid,
        'collation' AS kind,
        format('%I.%I', schemas.nspname, col.collname) AS ident,
        format(
            E'owner %s\nprovider %s deterministic %s collate %s ctype %s', pg_get_userbyid(col.collowner),
            col.collprovider, col.collisdeterministic, col.collcollate, col.collctype
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_collation AS col
    INNER JOIN schemas
        ON col.collnamespace = schemas.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_conversion'::regclass AS classid,
        cnv.oid AS objid,
        'conversion' AS kind,
        format('%I.%I', schemas.nspname, cnv.conname) AS ident,
        format(
            E'owner %s\nfrom %s to %s function %s default %s', pg_get_userbyid(cnv.conowner),
            pg_encoding_to_char(cnv.conforencoding), pg_encoding_to_char(cnv.contoencoding),
            cnv.conproc::regprocedure, cnv.condefault
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_conversion AS cnv
    INNER JOIN schemas
        ON cnv.connamespace = schemas.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_ts_config'::regclass AS classid,
        cfg.oid AS objid,
        'text search configuration' AS kind,
        format('%I.%I', schemas.nspname, cfg.cfgname) AS ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(cfg.cfgowner),
            'parser ' || cfg.cfgparser,
            (
                SELECT
                    string_agg(
                        format('token %s %s', map.maptokentype, map.mapdict::regdictionary), E'\n'
                        ORDER BY map.maptokentype, map.mapseqno
                    )
                FROM pg_catalog.pg_ts_config_map AS map
                WHERE map.mapcfg = cfg.oid
            )
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_ts_config AS cfg
    INNER JOIN schemas
        ON cfg.cfgnamespace = schemas.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_ts_dict'::regclass AS classid,
        dic.oid AS objid,
        'text search dictionary' AS kind,
        format('%I.%I', schemas.nspname, dic.dictname) AS ident,
        format(
            E'owner %s\noptions %s', pg_get_userbyid(dic.dictowner), dic.dictinitoption
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_ts_dict AS dic
    INNER JOIN schemas
        ON dic.dictnamespace = schemas.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_cast'::regclass AS classid,
        cst.oid AS objid,
        'cast' AS kind,
        format('%s to %s', format_type(cst.castsource, NULL), format_type(cst.casttarget, NULL)) AS ident,
        format(
            'function %s context %s method %s', cst.castfunc::regprocedure, cst.castcontext, cst.castmethod
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_cast AS cst
    WHERE cst.oid >= 16384

    UNION ALL

    SELECT
        'pg_catalog.pg_language'::regclass AS classid,
        lan.oid AS objid,
        'language' AS kind,
        quote_ident(lan.lanname) AS ident,
        format(E'owner %s\ntrusted %s', pg_get_userbyid(lan.lanowner), lan.lanpltrusted) AS definition,
        coalesce(lan.lanacl, acldefault('l', lan.lanowner)) AS acl
    FROM pg_catalog.pg_language AS lan
    WHERE lan.oid >= 16384

    UNION ALL

    SELECT
        'pg_catalog.pg_foreign_data_wrapper'::regclass AS classid,
        fdw.oid AS objid,
        'foreign data wrapper' AS kind,
        quote_ident(fdw.fdwname) AS ident,
        format(
            E'owner %s\nhandler %s validator %s options %s', pg_get_userbyid(fdw.fdwowner),
            fdw.fdwhandler::regproc, fdw.fdwvalidator::regproc, fdw.fdwoptions
        ) AS definition,
        coalesce(fdw.fdwacl, acldefault('F', fdw.fdwowner)) AS acl
    FROM pg_catalog.pg_foreign_data_wrapper AS fdw

    UNION ALL

    SELECT
        'pg_catalog.pg_foreign_server'::regclass AS classid,
        srv.oid AS objid,
        'foreign server' AS kind,
        quote_ident(srv.srvname) AS ident,
        format(
            E'owner %s\nwrapper %s type %s version %s options %s', pg_get_userbyid(srv.srvowner), fdw.fdwname,
            srv.srvtype, srv.srvversion, srv.srvoptions
        ) AS definition,
        coalesce(srv.srvacl, acldefault('S', srv.srvowner)) AS acl
    FROM pg_catalog.pg_foreign_server AS srv
    INNER JOIN pg_catalog.pg_foreign_data_wrapper AS fdw
        ON srv.srvfdw = fdw.oid

    UNION ALL

    SELECT
        'pg_catalog.pg_user_mapping'::regclass AS classid,
        mapped.umid AS objid,
        'user mapping' AS kind,
        format('%s on %I', mapped.usename, mapped.srvname) AS ident,
        NULL AS definition, -- its options hold passwords
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_user_mappings AS mapped

    UNION ALL

    SELECT
        'pg_catalog.pg_publication'::regclass AS classid,
        pub.oid AS objid,
        'publication' AS kind,
        quote_ident(pub.pubname) AS ident,
        concat_ws(
            E'\n',
            'owner ' || pg_get_userbyid(pub.pubowner),
            format(
                'all tables %s insert %s update %s delete %s truncate %s via root %s', pub.puballtables,
                pub.pubinsert, pub.pubupdate, pub.pubdelete, pub.pubtruncate, pub.pubviaroot
            ),
            (
                SELECT
                    string_agg(
                        format(
                            'table %s where %s columns %s', part.prrelid::regclass,
                            pg_get_expr(part.prqual, part.prrelid), part.prattrs
                        ),
                        E'\n' ORDER BY part.prrelid::regclass::text
                    )
                FROM pg_catalog.pg_publication_rel AS part
                WHERE part.prpubid = pub.oid
            ),
            (
                SELECT
                    string_agg(
                        'schema ' || part.pnnspid::regnamespace,
                        E'\n' ORDER BY part.pnnspid::regnamespace::text
                    )
                FROM pg_catalog.pg_publication_namespace AS part
                WHERE part.pnpubid = pub.oid
            )
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_publication AS pub

    UNION ALL

    SELECT
        'pg_catalog.pg_subscription'::regclass AS classid,
        sub.oid AS objid,
        'subscription' AS kind,
        quote_ident(sub.subname) AS ident,
        format(
            E'owner %s\nenabled %s slot %s publications %s', pg_get_userbyid(sub.subowner),
            sub.subenabled, sub.subslotname, sub.subpublications
        ) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_subscription AS sub
    INNER JOIN pg_catalog.pg_database AS here
        ON sub.subdbid = here.oid
    WHERE here.datname = current_database()

    UNION ALL

    SELECT
        'pg_catalog.pg_am'::regclass AS classid,
        am.oid AS objid,
        'access method' AS kind,
        quote_ident(am.amname) AS ident,
        format('handler %s type %s', am.amhandler, am.amtype) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_am AS am
    WHERE am.oid >= 16384

    UNION ALL

    SELECT
        'pg_catalog.pg_transform'::regclass AS classid,
        trf.oid AS objid,
        'transform' AS kind,
        format('%s for %s', format_type(trf.trftype, NULL), lan.lanname) AS ident,
        format('from %s to %s', trf.trffromsql, trf.trftosql) AS definition,
        NULL::aclitem[] AS acl
    FROM pg_catalog.pg_transform AS trf
    INNER JOIN pg_catalog.pg_language AS lan
        ON trf.trflang = lan.oid
)

SELECT
    objects.kind,
    objects.ident,
    coalesce(objects.definition, '') AS definition,
    coalesce(
        (
            SELECT
                string_agg(
                    format(
                        '%s=%s%s/%s',
                        CASE entry.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(entry.grantee) END,
                        entry.privilege_type,
                        CASE WHEN entry.is_grantable THEN '*' ELSE '' END,
                        pg_get_userbyid(entry.grantor)
                    ),
                    ', ' ORDER BY entry.grantee, entry.privilege_type, entry.grantor
                )
            FROM aclexplode(objects.acl) AS entry
        ),
        ''
    ) AS given,
    coalesce(obj_description(objects.objid, objects.classid::text::name), '') AS remark,
    objects.classid::oid::bigint AS classid,
    objects.objid::bigint AS objid,
    0 AS objsubid
FROM objects
WHERE NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_depend AS dependency
    WHERE
        dependency.classid = objects.classid
        AND dependency.objid = objects.objid
        AND dependency.deptype = 'e'
)
