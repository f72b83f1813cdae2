-- DropIndex
DROP INDEX "charge_organization_id_created_at_idx";

-- AlterTable
ALTER TABLE "budget" ALTER COLUMN "cap_micros" DROP NOT NULL;

-- AlterTable
ALTER TABLE "charge" ADD COLUMN     "claimed_at" TIMESTAMPTZ(3);
UPDATE "charge" SET "claimed_at" = "created_at";
ALTER TABLE "charge" ALTER COLUMN "claimed_at" SET NOT NULL;

-- AlterTable
ALTER TABLE "derivation" ADD COLUMN     "claimed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "started_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "instance_budget" (
    "month" DATE NOT NULL,
    "used_micros" BIGINT NOT NULL DEFAULT 0,
    "reserved_micros" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "instance_budget_pkey" PRIMARY KEY ("month")
);

-- CreateTable
CREATE TABLE "organization_limit" (
    "organization_id" TEXT NOT NULL,
    "monthly_cap_micros" BIGINT,
    "generations_per_minute" INTEGER,
    "generations_per_day" INTEGER,
    "generations_at_once" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_limit_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "generation_quota" (
    "organization_id" TEXT NOT NULL,
    "recent" TIMESTAMPTZ(3)[],
    "day" DATE NOT NULL,
    "claimed" INTEGER NOT NULL DEFAULT 0,
    "picked_at" TIMESTAMPTZ(3),

    CONSTRAINT "generation_quota_pkey" PRIMARY KEY ("organization_id")
);

-- CreateIndex
CREATE INDEX "charge_organization_id_claimed_at_idx" ON "charge"("organization_id", "claimed_at");

-- CreateIndex
CREATE INDEX "charge_claimed_at_idx" ON "charge"("claimed_at");

-- AddForeignKey
ALTER TABLE "organization_limit" ADD CONSTRAINT "organization_limit_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation_quota" ADD CONSTRAINT "generation_quota_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was there before. Caps were copies of the setting; from now on null says so.
UPDATE "budget" SET "cap_micros" = NULL;
UPDATE "derivation" SET
  "claimed_at" = greatest("created_at", "budget_month"::timestamp AT TIME ZONE 'UTC'),
  "started_at" = CASE WHEN "attempts" > 0 THEN "created_at" END;
INSERT INTO "instance_budget" ("month", "used_micros", "reserved_micros")
  SELECT "month", sum("used_micros"), sum("reserved_micros") FROM "budget" GROUP BY "month";
INSERT INTO "generation_quota" ("organization_id", "recent", "day")
  SELECT "id", '{}', (now() AT TIME ZONE 'UTC')::date FROM "organization";

-- What Prisma cannot say; test/integration/database.spec.ts checks that it is there.

-- Whose generations wait, and how many of an organization's run: neither takes longer the more of one organization wait.
CREATE INDEX "derivation_queued_idx" ON "derivation"("organization_id", "due_at") WHERE "state" = 'queued';
CREATE INDEX "derivation_running_idx" ON "derivation"("organization_id", "due_at") WHERE "state" = 'running';

ALTER TABLE "instance_budget"
  ADD CONSTRAINT "instance_budget_used_check" CHECK ("used_micros" >= 0),
  ADD CONSTRAINT "instance_budget_reserved_check" CHECK ("reserved_micros" >= 0);

ALTER TABLE "organization_limit"
  ADD CONSTRAINT "organization_limit_check" CHECK (
    "monthly_cap_micros" >= 0 AND "generations_per_minute" >= 1 AND "generations_per_day" >= 0 AND "generations_at_once" >= 1);

-- An organization that goes while something of it is made takes its own budget with it, but not what it holds of the
-- instance's: that is settled as when a generation is deleted, the step in hand at its worst.
CREATE FUNCTION "organization_settles"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "derivation"
    WHERE "organization_id" = OLD."id" AND "state" IN ('queued', 'running') ORDER BY "id" FOR UPDATE;
  UPDATE "instance_budget" i SET
    "used_micros" = i."used_micros" + held.cost,
    "reserved_micros" = greatest(0, i."reserved_micros" - held.reserved)
  FROM (
    SELECT d."budget_month" AS month, sum(d."reserved_micros") AS reserved,
      sum(d."in_hand_micros" + (SELECT coalesce(sum(s."cost_micros"), 0) FROM "generation_step" s
        WHERE s."derivation_id" = d."id" AND s."run" = d."run")) AS cost
    FROM "derivation" d
    WHERE d."organization_id" = OLD."id" AND d."state" IN ('queued', 'running') AND d."reserved_micros" > 0
    GROUP BY d."budget_month"
  ) held
  WHERE i."month" = held.month;
  RETURN OLD;
END $$;

CREATE TRIGGER "organization_settles" BEFORE DELETE ON "organization"
  FOR EACH ROW EXECUTE FUNCTION "organization_settles"();
