-- AlterTable
ALTER TABLE "generation_step" ADD COLUMN     "usage" JSONB;
