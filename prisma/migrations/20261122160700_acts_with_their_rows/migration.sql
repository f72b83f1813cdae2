-- What Prisma cannot say; test/integration/tokens-rest-on.spec.ts checks that it works.

-- better-auth counts the owners, and then lets one go: two at once would both be "not the last". Here the second one
-- waits for the first, and sees what it left.
CREATE FUNCTION "organization_keeps_owner"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "organization" WHERE "id" = OLD."organization_id" FOR NO KEY UPDATE;
  IF FOUND
    AND EXISTS (SELECT FROM "member" WHERE "organization_id" = OLD."organization_id")
    AND NOT EXISTS (SELECT FROM "member" WHERE "organization_id" = OLD."organization_id" AND role_rank("role") = 3)
  THEN
    RAISE EXCEPTION 'an organization keeps an owner' USING ERRCODE = 'AD004';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "organization_keeps_owner" AFTER DELETE OR UPDATE OF "role" ON "member"
  FOR EACH ROW WHEN (role_rank(OLD."role") = 3) EXECUTE FUNCTION "organization_keeps_owner"();

-- Accounts are made in many ways (sign-up, an identity provider, the first start, a command), and a password changes in
-- two: the row of the trail comes with each, and not where a sign-up met an account that was there.
CREATE FUNCTION "user_created"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_event" ("id", "user_id", "action", "subject")
  VALUES (gen_random_uuid(), NEW."id", 'user.created', NEW."id");
  RETURN NULL;
END $$;

CREATE TRIGGER "user_created" AFTER INSERT ON "user" FOR EACH ROW EXECUTE FUNCTION "user_created"();

CREATE FUNCTION "password_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_event" ("id", "user_id", "action", "subject")
  VALUES (gen_random_uuid(), NEW."user_id", 'user.password_changed', NEW."user_id");
  RETURN NULL;
END $$;

CREATE TRIGGER "password_changed" AFTER UPDATE OF "password" ON "account"
  FOR EACH ROW WHEN (OLD."password" IS DISTINCT FROM NEW."password") EXECUTE FUNCTION "password_changed"();
