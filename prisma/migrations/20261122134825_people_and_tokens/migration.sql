-- DropIndex
DROP INDEX "token_organization_id_idx";

-- AlterTable
ALTER TABLE "token" ADD COLUMN     "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_hash" BYTEA,
ADD COLUMN     "previous_until" TIMESTAMPTZ(3),
ADD COLUMN     "role" TEXT NOT NULL DEFAULT 'member',
ADD COLUMN     "rotated_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "organization_id" TEXT,
    "user_id" TEXT,
    "token_id" UUID,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "detail" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "audit_event_organization_id_created_at_id_idx" ON "audit_event"("organization_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_event_created_at_id_idx" ON "audit_event"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "token_previous_hash_key" ON "token"("previous_hash");

-- CreateIndex
CREATE INDEX "token_organization_id_created_at_id_idx" ON "token"("organization_id", "created_at" DESC, "id" DESC);

-- What Prisma cannot say; test/integration/tokens-rest-on.spec.ts checks that it works.

CREATE FUNCTION "role_rank"("role" TEXT) RETURNS INTEGER LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN 'owner' = ANY (string_to_array("role", ',')) THEN 3
    WHEN 'admin' = ANY (string_to_array("role", ',')) THEN 2
    ELSE 1
  END
$$;

-- A token ends with what it rested on, whoever takes that away and by whatever way; and it stays ended.
CREATE FUNCTION "member_ends_tokens"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "token" SET "revoked_at" = now()
  WHERE "organization_id" = OLD."organization_id" AND "user_id" = OLD."user_id" AND "revoked_at" IS NULL
    AND (TG_OP = 'DELETE' OR ('manage' = ANY ("scopes") AND role_rank("role") > role_rank(NEW."role")));
  RETURN NULL;
END $$;

CREATE TRIGGER "member_ends_tokens" AFTER DELETE OR UPDATE OF "role" ON "member"
  FOR EACH ROW EXECUTE FUNCTION "member_ends_tokens"();

CREATE FUNCTION "user_ends_tokens"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "token" SET "revoked_at" = now()
  WHERE "user_id" = NEW."id" AND 'admin' = ANY ("scopes") AND "revoked_at" IS NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER "user_ends_tokens" AFTER UPDATE OF "role" ON "user"
  FOR EACH ROW WHEN (OLD."role" = 'admin' AND NEW."role" IS DISTINCT FROM 'admin')
  EXECUTE FUNCTION "user_ends_tokens"();

-- Requests that are held for a token hear of its end.
CREATE FUNCTION "token_ended"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ai_drv_token', OLD."id"::text);
  RETURN NULL;
END $$;

CREATE TRIGGER "token_ended" AFTER DELETE OR UPDATE OF "revoked_at", "previous_until", "expires_at" ON "token"
  FOR EACH ROW EXECUTE FUNCTION "token_ended"();

-- Counted under the lock of the user's row: two at once cannot both be the third.
CREATE FUNCTION "member_owns_at_most_three"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF role_rank(NEW."role") = 3 THEN
    PERFORM 1 FROM "user" WHERE "id" = NEW."user_id" FOR UPDATE;
    IF (SELECT count(*) FROM "member"
        WHERE "user_id" = NEW."user_id" AND role_rank("role") = 3 AND "id" <> NEW."id") >= 3 THEN
      RAISE EXCEPTION 'a user owns at most three organizations' USING ERRCODE = 'AD003';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "member_owns_at_most_three" BEFORE INSERT OR UPDATE OF "role" ON "member"
  FOR EACH ROW EXECUTE FUNCTION "member_owns_at_most_three"();
