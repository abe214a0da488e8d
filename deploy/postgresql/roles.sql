-- Roles with no more rights than they need (docs/postgresql.md, Roles). Run it in the database of Lanwarden, as an administrator:
--
--   psql -d lanwarden -f roles.sql
--
-- before the first start, and once more after the first start of the portal and after each upgrade: what the portal keeps for collectors
-- can be granted when its tables are there. It may be run at any time, as often as one likes. Then give the roles passwords (\password).
--
--   lanwarden_events     owns the events; nobody logs in as it. Who is a member of it makes, fills, seals and drops segments.
--   lanwarden            the portal: owns the metadata, and may do everything with the events.
--   lanwarden_collector  stores events; of the metadata it reads what a collector needs: settings that are no secrets, sources, and the
--                        hashes of ingest keys. Its row of the nodes says how it is doing.
--   lanwarden_reader     reads events, nothing else.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lanwarden_events') THEN CREATE ROLE lanwarden_events NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lanwarden') THEN CREATE ROLE lanwarden LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lanwarden_collector') THEN CREATE ROLE lanwarden_collector LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lanwarden_reader') THEN CREATE ROLE lanwarden_reader LOGIN; END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO lanwarden, lanwarden_collector, lanwarden_reader', current_database());
END $$;

GRANT lanwarden_events TO lanwarden, lanwarden_collector;

-- The metadata: only the portal makes tables there.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO lanwarden;
GRANT USAGE ON SCHEMA public TO lanwarden_collector;

-- The events: whoever makes a table makes it as their owner, because the program takes the role of the schema's owner.
CREATE SCHEMA IF NOT EXISTS lanwarden_events AUTHORIZATION lanwarden_events;
ALTER SCHEMA lanwarden_events OWNER TO lanwarden_events;
GRANT USAGE ON SCHEMA lanwarden_events TO lanwarden_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE lanwarden_events IN SCHEMA lanwarden_events GRANT SELECT ON TABLES TO lanwarden_reader;

DO $$
DECLARE
  its record;
BEGIN
  -- Tables from before there were roles.
  FOR its IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'lanwarden_events'::regnamespace AND c.relkind = 'r' LOOP
    EXECUTE format('ALTER TABLE lanwarden_events.%I OWNER TO lanwarden_events', its.relname);
    EXECUTE format('GRANT SELECT ON lanwarden_events.%I TO lanwarden_reader', its.relname);
  END LOOP;

  IF to_regclass('public.settings') IS NULL THEN
    RAISE NOTICE 'The portal has made no tables yet: run this file once more after its first start.';
    RETURN;
  END IF;
  FOR its IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname IN ('settings', 'sources', 'tokens', 'nodes') LOOP
    EXECUTE format('REVOKE ALL ON public.%I FROM lanwarden_collector', its.relname);
    EXECUTE format('DROP POLICY IF EXISTS of_collectors ON public.%I', its.relname);
  END LOOP;
  GRANT SELECT ON public.sources TO lanwarden_collector;
  -- Where it says how it is doing.
  GRANT SELECT, INSERT, UPDATE ON public.nodes TO lanwarden_collector;
  -- Row security binds all but the owner (the portal) and administrators.
  GRANT SELECT (path, value) ON public.settings TO lanwarden_collector;
  ALTER TABLE public.settings ENABLE ROW LEVEL SECURITY;
  CREATE POLICY of_collectors ON public.settings FOR SELECT TO lanwarden_collector USING (value NOT LIKE 'sealed:%');
  GRANT SELECT (id, role, source, hash, expires_at, previous_hash, previous_until) ON public.tokens TO lanwarden_collector;
  ALTER TABLE public.tokens ENABLE ROW LEVEL SECURITY;
  CREATE POLICY of_collectors ON public.tokens FOR SELECT TO lanwarden_collector USING (role = 'ingest');
END $$;
