export { errors, type ErrorCode } from './errors.js';
export { maximumPromptBytes, normalisePrompt, type PromptMistake } from './prompt.js';
export {
  createDerivation,
  listDerivations,
  maximumRevision,
  modelName,
  type ListDerivations,
} from './requests.js';
export {
  scopes,
  type DerivationView,
  type MeView,
  type ModelView,
  type Page,
  type Scope,
  type StepView,
  type UsageView,
} from './views.js';
