import { Injectable } from '@nestjs/common';

/** Whether the process is on its way out: readiness says so before the listener closes. */
@Injectable()
export class Lifecycle {
  stopping = false;
}
