import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { AdminModule } from './admin/admin.module.js';
import { ApiDocsModule } from './api-docs/api-docs.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CoreModule, type Core } from './common/core.module.js';
import { loggingOptions } from './common/logging.js';
import { DerivationsModule } from './derivations/derivations.module.js';
import { GenerationModule } from './generation/generation.module.js';
import { LimitsApiModule } from './limits/limits-api.module.js';
import { ModelsModule } from './models/models.module.js';
import { OpsModule } from './ops/ops.module.js';
import { PeopleModule } from './people/people.module.js';
import { ProviderKeysApiModule } from './provider-keys/provider-keys-api.module.js';
import { TokensApiModule } from './tokens/tokens-api.module.js';
import { UsageModule } from './usage/usage.module.js';

/** The features of a process, by its roles: a worker alone answers for its health and nothing else. */
@Module({})
export class AppModule {
  static of(core: Core): DynamicModule {
    const api = [
      AdminModule,
      ApiDocsModule,
      DerivationsModule,
      LimitsApiModule,
      ModelsModule,
      PeopleModule,
      ProviderKeysApiModule,
      TokensApiModule,
      UsageModule,
    ];
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggingOptions(core.config.logLevel)),
        CoreModule.of(core),
        AuthModule,
        OpsModule,
        GenerationModule,
        ...(core.config.roles.api ? api : []),
      ],
    };
  }
}
