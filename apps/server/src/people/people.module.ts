import { Module } from '@nestjs/common';
import { AccountService } from './account.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { ExportService } from './export.service.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { OrganizationController } from './organization.controller.js';
import { OrganizationService } from './organization.service.js';
import { PagesController } from './pages.controller.js';
import { LimitsModule } from '../limits/limits.module.js';
import { SessionsModule } from './sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';

@Module({
  imports: [LimitsModule, SessionsModule, TokensModule],
  controllers: [AuthController, MeController, OrganizationController, PagesController],
  providers: [AccountService, AuthService, ExportService, MeService, OrganizationService],
})
export class PeopleModule {}
