-- What Prisma cannot say; test/integration/administration.spec.ts and budgets.spec.ts check that it works.

-- A charge counts on the UTC day on which its run was claimed, as GET /v1/me and the quota count it. The month of that
-- day is the one whose budget pays, so the days of a month are its budget. What an own key made counts, and costs nothing.
CREATE OR REPLACE FUNCTION "charge_counts"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "usage_day" AS u ("organization_id", "day", "model", "generations", "failed",
    "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens", "cost_micros")
  SELECT NEW."organization_id", (NEW."claimed_at" AT TIME ZONE 'UTC')::date,
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

-- An organization that goes takes its charges along, not what they counted, and lets go what it holds of the instance's
-- budget. What is under way is charged first, the step in hand at its worst. One function: nothing may be asked between
-- the look at what is in hand and the settlement.
DROP TRIGGER "organization_leaves_its_usage" ON "organization";
DROP FUNCTION "organization_leaves_its_usage"();

CREATE OR REPLACE FUNCTION "organization_settles"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "derivation"
    WHERE "organization_id" = OLD."id" AND "state" IN ('queued', 'running') ORDER BY "id" FOR UPDATE;
  INSERT INTO "charge" ("derivation_id", "run", "organization_id", "amount_micros", "claimed_at")
  SELECT d."id", d."run", d."organization_id",
    CASE WHEN d."own_provider" IS NULL THEN d."in_hand_micros" + (
      SELECT coalesce(sum(s."cost_micros"), 0)::bigint FROM "generation_step" s
      WHERE s."derivation_id" = d."id" AND s."run" = d."run") ELSE 0 END,
    d."claimed_at"
  FROM "derivation" d WHERE d."organization_id" = OLD."id" AND d."state" IN ('queued', 'running')
  ON CONFLICT DO NOTHING;
  UPDATE "instance_budget" i SET
    "used_micros" = i."used_micros" + held.cost,
    "reserved_micros" = greatest(0, i."reserved_micros" - held.reserved)
  FROM (
    SELECT d."budget_month" AS month, sum(d."reserved_micros") AS reserved, sum(c."amount_micros") AS cost
    FROM "derivation" d JOIN "charge" c ON c."derivation_id" = d."id" AND c."run" = d."run"
    WHERE d."organization_id" = OLD."id" AND d."state" IN ('queued', 'running')
    GROUP BY d."budget_month"
  ) held
  WHERE i."month" = held.month AND (held.cost > 0 OR held.reserved > 0);
  RETURN OLD;
END $$;
