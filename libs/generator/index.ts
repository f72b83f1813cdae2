export {
  type Check,
  type Generation,
  GenerationError,
  type GenerationFailureCode,
  type GenerationRequest,
  type Generator,
  type Json,
  type StepOutcome,
  type StepRecorder,
} from './generator.js';
export { createPackagerGenerator } from './packager-generator.js';
