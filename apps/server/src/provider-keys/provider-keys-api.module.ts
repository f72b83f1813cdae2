import { Module } from '@nestjs/common';
import { ProviderKeysController } from './provider-keys.controller.js';
import { ProviderKeysModule } from './provider-keys.module.js';

/** Its routes; a worker alone has none. */
@Module({ imports: [ProviderKeysModule], controllers: [ProviderKeysController] })
export class ProviderKeysApiModule {}
