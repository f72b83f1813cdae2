import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  adminRequests as requests,
  type AdminDerivationView,
  type ListAllDerivations,
  type Page,
} from '../../../../libs/contracts/index.js';
import { Needs } from '../auth/decorators.js';
import { AdminDerivationsService } from './admin-derivations.service.js';

@Controller('v1/admin/derivations')
@Needs('admin')
export class AdminDerivationsController {
  constructor(private readonly derivations: AdminDerivationsService) {}

  @Get()
  list(
    @Query({ schema: requests.listAllDerivations }) query: ListAllDerivations,
  ): Promise<Page<AdminDerivationView>> {
    return this.derivations.list(query);
  }

  @Get(':id')
  show(@Param('id') id: string): Promise<AdminDerivationView> {
    return this.derivations.show(id);
  }
}
