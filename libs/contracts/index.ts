export { apiRoutes } from './api/index.js';
export { authRoutes, matchAuthRoute, type AuthRoute } from './api/auth.js';
export type { ApiAnswer, ApiRoute } from './api/route.js';
export { errors, type ErrorCode } from './errors.js';
export { maximumPromptBytes, normalisePrompt, type PromptMistake } from './prompt.js';
export {
  checkRequest,
  createDerivation,
  createToken,
  listDerivations,
  maximumRevision,
  modelName,
  page,
  renameToken,
  revokeToken,
  rotateToken,
  type CreateToken,
  type ListDerivations,
  type PageQuery,
} from './requests.js';
export {
  namedViews,
  scopes,
  type Check,
  type ChecksView,
  type DerivationView,
  type InvitationView,
  type IssuedTokenView,
  type MemberView,
  type MeView,
  type ModelView,
  type OrganizationView,
  type Page,
  type Scope,
  type StepView,
  type TokenView,
  type UsageView,
} from './views.js';
