-- DropIndex
DROP INDEX "token_user_id_idx";

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "client_address" TEXT,
ADD COLUMN     "logged_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN     "suspension_reason" TEXT;

-- CreateTable
CREATE TABLE "usage_day" (
    "organization_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "model" TEXT NOT NULL,
    "generations" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "cost_micros" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("organization_id","day","model")
);

-- CreateIndex
CREATE INDEX "usage_day_day_organization_id_model_idx" ON "usage_day"("day", "organization_id", "model");

-- CreateIndex
CREATE INDEX "audit_event_user_id_created_at_id_idx" ON "audit_event"("user_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_event_action_created_at_id_idx" ON "audit_event"("action", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "derivation_created_at_id_idx" ON "derivation"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "derivation_state_created_at_id_idx" ON "derivation"("state", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "organization_created_at_id_idx" ON "organization"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "token_user_id_created_at_id_idx" ON "token"("user_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "token_created_at_id_idx" ON "token"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "token_last4_idx" ON "token"("last4");

-- CreateIndex
CREATE INDEX "user_created_at_id_idx" ON "user"("created_at" DESC, "id" DESC);

-- What Prisma cannot say; test/integration/administration.spec.ts checks that it works.

-- What administrators search by: beginnings, whatever their case. LIKE uses these in any locale of the database.
CREATE INDEX "organization_name_search_idx" ON "organization"((lower("name") COLLATE "C"));
CREATE INDEX "organization_slug_search_idx" ON "organization"((lower("slug") COLLATE "C"));
CREATE INDEX "user_email_search_idx" ON "user"((lower("email") COLLATE "C"));
CREATE INDEX "user_name_search_idx" ON "user"((lower("name") COLLATE "C"));
-- An expression, for Prisma knows no collations of columns.
CREATE INDEX "token_prefix_search_idx" ON "token"((left("prefix", 10) COLLATE "C"));
CREATE INDEX "derivation_prompt_search_idx" ON "derivation"((lower(left("prompt", 100)) COLLATE "C"), "id")
  WHERE "deleted_at" IS NULL;
-- Few rows of large tables.
CREATE INDEX "organization_suspended_idx" ON "organization"("created_at" DESC, "id" DESC) WHERE "suspended_at" IS NOT NULL;
CREATE INDEX "user_admin_idx" ON "user"("created_at" DESC, "id" DESC) WHERE "role" = 'admin';
CREATE INDEX "user_banned_idx" ON "user"("created_at" DESC, "id" DESC) WHERE "banned";
CREATE INDEX "derivation_failed_idx" ON "derivation"("organization_id", "created_at" DESC, "id" DESC) WHERE "state" = 'failed';
CREATE INDEX "audit_event_unlogged_idx" ON "audit_event"("created_at") WHERE "logged_at" IS NULL;

ALTER TABLE "organization" ADD CONSTRAINT "organization_suspension_check"
  CHECK (("suspended_at" IS NULL) = ("suspension_reason" IS NULL));

-- Requests that are held for an organization hear of its suspension; its queue hears of its end.
CREATE FUNCTION "organization_suspended"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(CASE WHEN NEW."suspended_at" IS NULL THEN 'ai_drv_queued' ELSE 'ai_drv_token' END, NEW."id");
  RETURN NULL;
END $$;

CREATE TRIGGER "organization_suspended" AFTER UPDATE OF "suspended_at" ON "organization"
  FOR EACH ROW EXECUTE FUNCTION "organization_suspended"();

-- The audit trail is an outbox as well: what was committed is written to the log, by one process.
UPDATE "audit_event" SET "logged_at" = "created_at";

CREATE FUNCTION "audit_event_added"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ai_drv_audit', '');
  RETURN NULL;
END $$;

CREATE TRIGGER "audit_event_added" AFTER INSERT ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_event_added"();

-- Whatever way a session begins, or an address changes hands, it is told in the same transaction.
CREATE FUNCTION "session_began"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_event" ("id", "organization_id", "user_id", "action", "subject", "client_address")
  VALUES (gen_random_uuid(), NEW."active_organization_id", NEW."user_id", 'user.signed_in', NEW."user_id",
    nullif(NEW."ip_address", ''));
  RETURN NULL;
END $$;

CREATE TRIGGER "session_began" AFTER INSERT ON "session" FOR EACH ROW EXECUTE FUNCTION "session_began"();

CREATE FUNCTION "user_email_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."email" <> NEW."email" THEN
    INSERT INTO "audit_event" ("id", "user_id", "action", "subject")
    VALUES (gen_random_uuid(), NEW."id", 'user.email_changed', NEW."id");
  END IF;
  IF NEW."email_verified" AND NOT OLD."email_verified" THEN
    INSERT INTO "audit_event" ("id", "user_id", "action", "subject")
    VALUES (gen_random_uuid(), NEW."id", 'user.email_verified', NEW."id");
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "user_email_changed" AFTER UPDATE OF "email", "email_verified" ON "user"
  FOR EACH ROW EXECUTE FUNCTION "user_email_changed"();

-- A charge counts on the UTC day it is written, but never after the month whose budget pays: the days of a month are
-- its budget. At the end of the statement, so that the steps and the derivation are as it leaves them.
CREATE FUNCTION "charge_counts"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "usage_day" AS u ("organization_id", "day", "model", "generations", "failed",
    "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens", "cost_micros")
  SELECT NEW."organization_id",
    least((NEW."created_at" AT TIME ZONE 'UTC')::date, (d."budget_month" + interval '1 month - 1 day')::date),
    d."model", (d."state" IN ('succeeded', 'failed'))::int, (d."state" = 'failed')::int,
    s."input", s."cached", s."output", s."reasoning", NEW."amount_micros"
  FROM "derivation" d, LATERAL (
    SELECT coalesce(sum(("usage" ->> 'inputTokens')::bigint), 0) AS "input",
      coalesce(sum(("usage" ->> 'cachedInputTokens')::bigint), 0) AS "cached",
      coalesce(sum(("usage" ->> 'outputTokens')::bigint), 0) AS "output",
      coalesce(sum(("usage" ->> 'reasoningTokens')::bigint), 0) AS "reasoning"
    FROM "generation_step" WHERE "derivation_id" = d."id" AND "run" = NEW."run") s
  WHERE d."id" = NEW."derivation_id"
  ON CONFLICT ("organization_id", "day", "model") DO UPDATE SET
    "generations" = u."generations" + excluded."generations",
    "failed" = u."failed" + excluded."failed",
    "input_tokens" = u."input_tokens" + excluded."input_tokens",
    "cached_input_tokens" = u."cached_input_tokens" + excluded."cached_input_tokens",
    "output_tokens" = u."output_tokens" + excluded."output_tokens",
    "reasoning_tokens" = u."reasoning_tokens" + excluded."reasoning_tokens",
    "cost_micros" = u."cost_micros" + excluded."cost_micros";
  RETURN NULL;
END $$;

CREATE TRIGGER "charge_counts" AFTER INSERT ON "charge" FOR EACH ROW EXECUTE FUNCTION "charge_counts"();

-- An organization that goes takes its charges along, not what they counted; what is under way is charged first, at the
-- worst that the step in hand may cost. The lock of its row, which each charge's foreign key wants, keeps others out.
CREATE FUNCTION "organization_leaves_its_usage"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "charge" ("derivation_id", "run", "organization_id", "amount_micros")
  SELECT d."id", d."run", d."organization_id", d."in_hand_micros" + (
    SELECT coalesce(sum(s."cost_micros"), 0)::bigint FROM "generation_step" s
    WHERE s."derivation_id" = d."id" AND s."run" = d."run")
  FROM "derivation" d WHERE d."organization_id" = OLD."id" AND d."state" IN ('queued', 'running')
  ON CONFLICT DO NOTHING;
  RETURN OLD;
END $$;

CREATE TRIGGER "organization_leaves_its_usage" BEFORE DELETE ON "organization"
  FOR EACH ROW EXECUTE FUNCTION "organization_leaves_its_usage"();

-- What was charged before this table.
INSERT INTO "usage_day" ("organization_id", "day", "model", "generations", "failed",
  "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens", "cost_micros")
SELECT c."organization_id",
  -- A derivation remembers the month of its last run alone.
  CASE WHEN c."run" = d."run"
    THEN least((c."created_at" AT TIME ZONE 'UTC')::date, (d."budget_month" + interval '1 month - 1 day')::date)
    ELSE (c."created_at" AT TIME ZONE 'UTC')::date END,
  d."model", count(*), count(*) FILTER (WHERE c."run" < d."run" OR d."state" = 'failed'),
  coalesce(sum(s."input"), 0), coalesce(sum(s."cached"), 0), coalesce(sum(s."output"), 0), coalesce(sum(s."reasoning"), 0),
  sum(c."amount_micros")
FROM "charge" c JOIN "derivation" d ON d."id" = c."derivation_id", LATERAL (
  SELECT sum(("usage" ->> 'inputTokens')::bigint) AS "input", sum(("usage" ->> 'cachedInputTokens')::bigint) AS "cached",
    sum(("usage" ->> 'outputTokens')::bigint) AS "output", sum(("usage" ->> 'reasoningTokens')::bigint) AS "reasoning"
  FROM "generation_step" WHERE "derivation_id" = c."derivation_id" AND "run" = c."run") s
GROUP BY 1, 2, 3;
