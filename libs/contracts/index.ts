export { apiRoutes } from './api/index.js';
export { authRoutes, matchAuthRoute, type AuthRoute } from './api/auth.js';
export type { ApiAnswer, ApiRoute } from './api/route.js';
export * as adminRequests from './admin-requests.js';
export type {
  BanUser,
  ListAllDerivations,
  ListAllTokens,
  ListAudit,
  ListOrganizations,
  ListUsers,
} from './admin-requests.js';
export type {
  AdminDerivationView,
  AdminOrganizationDetails,
  AdminOrganizationView,
  AdminTokenView,
  AdminUserView,
  AuditEventView,
  HealthView,
  SettingView,
} from './admin-views.js';
export { errors, type ErrorCode } from './errors.js';
export { namedViews } from './named-views.js';
export { maximumPromptBytes, normalisePrompt, type PromptMistake } from './prompt.js';
export {
  changeLimits,
  checkRequest,
  createDerivation,
  createToken,
  keyProviders,
  listDerivations,
  maximumRevision,
  modelName,
  page,
  renameToken,
  revokeToken,
  rotateToken,
  storeProviderKey,
  type ChangeLimits,
  type CreateToken,
  type KeyProvider,
  type ListDerivations,
  type PageQuery,
  type StoreProviderKey,
} from './requests.js';
export {
  adminUsageQuery,
  usageQuery,
  type AdminUsageQuery,
  type AdminUsageReport,
  type AdminUsageRow,
  type UsageCounts,
  type UsageQuery,
  type UsageReport,
  type UsageRow,
} from './usage.js';
export {
  scopes,
  type Check,
  type ChecksView,
  type DerivationView,
  type InvitationView,
  type IssuedTokenView,
  type LimitsView,
  type MemberView,
  type MeView,
  type ModelView,
  type OrganizationLimitsView,
  type OrganizationView,
  type Page,
  type ProviderKeyView,
  type Scope,
  type SpentView,
  type StepView,
  type TokenView,
  type UsageView,
} from './views.js';
