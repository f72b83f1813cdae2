import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { AdminAuditService } from './admin-audit.service.js';
import { AdminDerivationsService } from './admin-derivations.service.js';
import { AdminHealthService } from './admin-health.service.js';
import { AdminOrganizationsService } from './admin-organizations.service.js';
import { AdminSettingsService } from './admin-settings.service.js';
import { AdminTokensService } from './admin-tokens.service.js';
import { AdminUsersService } from './admin-users.service.js';
import { AdminDerivationsController } from './derivations.controller.js';
import { AdminInstanceController } from './instance.controller.js';
import { AdminOrganizationsController } from './organizations.controller.js';
import { AdminTokensController } from './tokens.controller.js';
import { AdminUsersController } from './users.controller.js';

/** Across organizations; the scope `admin` alone. */
@Module({
  imports: [LimitsModule, UsageModule],
  controllers: [
    AdminDerivationsController,
    AdminInstanceController,
    AdminOrganizationsController,
    AdminTokensController,
    AdminUsersController,
  ],
  providers: [
    AdminAuditService,
    AdminDerivationsService,
    AdminHealthService,
    AdminOrganizationsService,
    AdminSettingsService,
    AdminTokensService,
    AdminUsersService,
  ],
})
export class AdminModule {}
