export { checkExpression } from './assess.js';
export { readExpression } from './read-expression.js';
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
  type Usage,
} from './generator.js';
export { createLanguageModel, type LanguageModelOptions } from './create-language-model.js';
export { type LanguageModel, ModelError } from './language-model.js';
export { type ModelProfile, modelProfileSchema } from './model-profile.js';
export type { ModelStep } from './model-step.js';
export { createModelGenerator, type ModelGeneratorOptions } from './model-generator.js';
export { ModelsFileError, findProfile, parseModelsFile } from './models-file.js';
export {
  createOwnKeyGenerator,
  customProfile,
  customProvider,
  type OwnKey,
  providerOf,
  shippedProfile,
  trialFailure,
  tryKey,
} from './own-key.js';
export { isOwnMachine } from './own-machine.js';
export { createPackagerGenerator } from './packager-generator.js';
export { shippedProfiles } from './profiles.js';
