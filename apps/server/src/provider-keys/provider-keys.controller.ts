import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import {
  storeProviderKey,
  type Page,
  type ProviderKeyView,
  type StoreProviderKey,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { ProviderKeysService } from './provider-keys.service.js';

@Controller('v1/provider-keys')
@Needs('manage')
export class ProviderKeysController {
  constructor(private readonly keys: ProviderKeysService) {}

  @Get()
  list(@Caller() caller: CallerType): Promise<Page<ProviderKeyView>> {
    return this.keys.list(caller);
  }

  @Get(':provider')
  show(@Caller() caller: CallerType, @Param('provider') provider: string): Promise<ProviderKeyView> {
    return this.keys.show(caller, provider);
  }

  @Put(':provider')
  store(
    @Caller() caller: CallerType,
    @Param('provider') provider: string,
    @Body({ schema: storeProviderKey }) body: StoreProviderKey,
  ): Promise<ProviderKeyView> {
    return this.keys.store(caller, provider, body);
  }

  @Delete(':provider')
  @HttpCode(204)
  remove(@Caller() caller: CallerType, @Param('provider') provider: string): Promise<void> {
    return this.keys.remove(caller, provider);
  }
}
