import type { z } from 'zod';
import * as admin from './admin-views.js';
import * as usage from './usage.js';
import * as views from './views.js';

/** The views by the names that the OpenAPI document, and so generated clients, know them by. */
export const namedViews: Record<string, z.ZodType> = {
  Check: views.checkView,
  Checks: views.checksView,
  Derivation: views.derivationView,
  Step: views.stepView,
  Usage: views.usageView,
  Model: views.modelView,
  ProviderKey: views.providerKeyView,
  Token: views.tokenView,
  IssuedToken: views.issuedTokenView,
  Organization: views.organizationView,
  Member: views.memberView,
  Invitation: views.invitationView,
  Limits: views.limitsView,
  Spent: views.spentView,
  OrganizationLimits: views.organizationLimitsView,
  Me: views.meView,
  UsageReport: usage.usageReport,
  AdminUsageReport: usage.adminUsageReport,
  AdminOrganization: admin.adminOrganizationView,
  AdminOrganizationDetails: admin.adminOrganizationDetails,
  AdminUser: admin.adminUserView,
  AdminToken: admin.adminTokenView,
  AdminDerivation: admin.adminDerivationView,
  Setting: admin.settingView,
  Health: admin.healthView,
  AuditEvent: admin.auditEventView,
};
