-- AlterTable
ALTER TABLE "derivation" ADD COLUMN     "follows" UUID,
ADD COLUMN     "own_provider" TEXT,
ADD COLUMN     "shared_id" UUID;

-- CreateTable
CREATE TABLE "provider_key" (
    "organization_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "base_url" TEXT,
    "model" TEXT,
    "dialect" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_key_pkey" PRIMARY KEY ("organization_id","provider")
);

-- CreateTable
CREATE TABLE "shared_answer" (
    "id" UUID NOT NULL,
    "prompt_digest" BYTEA NOT NULL,
    "requested_model" TEXT NOT NULL,
    "maker_id" UUID,
    "model" TEXT,
    "expression_sha256" BYTEA,
    "text" TEXT,
    "checks" JSONB,
    "provenance" JSONB,
    "made_at" TIMESTAMPTZ(3),

    CONSTRAINT "shared_answer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "shared_answer_maker_id_idx" ON "shared_answer"("maker_id");

-- CreateIndex
CREATE UNIQUE INDEX "shared_answer_prompt_digest_requested_model_key" ON "shared_answer"("prompt_digest", "requested_model");

-- CreateIndex
CREATE INDEX "derivation_shared_id_idx" ON "derivation"("shared_id");

-- AddForeignKey
ALTER TABLE "provider_key" ADD CONSTRAINT "provider_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "derivation" ADD CONSTRAINT "derivation_shared_id_fkey" FOREIGN KEY ("shared_id") REFERENCES "shared_answer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shared_answer" ADD CONSTRAINT "shared_answer_maker_id_fkey" FOREIGN KEY ("maker_id") REFERENCES "derivation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma cannot say; test/integration/database.spec.ts and sharing.spec.ts check that it is there.

-- Who waits for another organization's derivation.
CREATE INDEX "derivation_follows_idx" ON "derivation"("follows") WHERE "follows" IS NOT NULL AND "state" = 'queued';

-- What a later revision is made of (logs of its organization, for one), and what an own key made, reaches nobody else.
ALTER TABLE "derivation" ADD CONSTRAINT "derivation_shared_check"
  CHECK ("shared_id" IS NULL OR ("revision" = 1 AND "own_provider" IS NULL));

-- The operator's money is never held for, or spent on, what an own key pays.
ALTER TABLE "derivation" ADD CONSTRAINT "derivation_own_provider_check"
  CHECK ("own_provider" IS NULL OR "reserved_micros" = 0);

-- Made is all of it or nothing.
ALTER TABLE "shared_answer" ADD CONSTRAINT "shared_answer_made_check" CHECK (
  ("made_at" IS NULL) = ("text" IS NULL) AND ("made_at" IS NULL) = ("expression_sha256" IS NULL)
  AND ("made_at" IS NULL) = ("model" IS NULL));

-- A server of the organization's own has an address and a model; a provider that we know has neither.
ALTER TABLE "provider_key" ADD CONSTRAINT "provider_key_custom_check" CHECK (
  ("provider" = 'custom') = ("base_url" IS NOT NULL) AND ("provider" = 'custom') = ("model" IS NOT NULL)
  AND ("provider" = 'custom') = ("dialect" IS NOT NULL));

-- A shared answer that no organization has any more is nobody's: it goes, whatever took the last one away.
CREATE FUNCTION "shared_answer_unused"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "shared_answer" s WHERE s."id" = OLD."shared_id"
    AND NOT EXISTS (SELECT FROM "derivation" d WHERE d."shared_id" = s."id" AND d."deleted_at" IS NULL);
  RETURN NULL;
END $$;

CREATE TRIGGER "shared_answer_unused_delete" AFTER DELETE ON "derivation"
  FOR EACH ROW WHEN (OLD."shared_id" IS NOT NULL) EXECUTE FUNCTION "shared_answer_unused"();

CREATE TRIGGER "shared_answer_unused_update" AFTER UPDATE OF "deleted_at" ON "derivation"
  FOR EACH ROW WHEN (OLD."shared_id" IS NOT NULL AND NEW."deleted_at" IS NOT NULL)
  EXECUTE FUNCTION "shared_answer_unused"();
