-- What Prisma cannot say; test/integration/tokens-rest-on.spec.ts checks that it works.

-- The rows that triggers add to the trail tell where from, too: the service says so for the transaction (auth-database.ts).
CREATE FUNCTION "client_address"() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('ai_drv.client_address', true), '')
$$;

CREATE OR REPLACE FUNCTION "user_email_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."email" <> NEW."email" THEN
    INSERT INTO "audit_event" ("id", "user_id", "action", "subject", "client_address")
    VALUES (gen_random_uuid(), NEW."id", 'user.email_changed', NEW."id", client_address());
  END IF;
  IF NEW."email_verified" AND NOT OLD."email_verified" THEN
    INSERT INTO "audit_event" ("id", "user_id", "action", "subject", "client_address")
    VALUES (gen_random_uuid(), NEW."id", 'user.email_verified', NEW."id", client_address());
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "user_created"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_event" ("id", "user_id", "action", "subject", "client_address")
  VALUES (gen_random_uuid(), NEW."id", 'user.created', NEW."id", client_address());
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "password_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_event" ("id", "user_id", "action", "subject", "client_address")
  VALUES (gen_random_uuid(), NEW."user_id", 'user.password_changed', NEW."user_id", client_address());
  RETURN NULL;
END $$;
