-- AlterTable
ALTER TABLE "derivation" ADD COLUMN     "in_hand_micros" BIGINT NOT NULL DEFAULT 0;
