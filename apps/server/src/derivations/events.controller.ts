import type { Request, Response } from 'express';
import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import { Caller, Needs } from '../auth/decorators.js';
import { disconnectSignal, type Caller as CallerType } from '../common/http.js';
import { doneId, EventsService, type ProgressEvent } from './events.service.js';

/** Below the idle time-outs of proxies. */
const heartbeatMs = 15_000;

@Controller('v1/derivations/:id/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  /**
   * Progress as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): `step`, `state`,
   * `done`, after which the stream ends. A reader that reconnects with Last-Event-ID misses and repeats no step.
   */
  @Get()
  @Needs('read')
  async follow(
    @Caller() caller: CallerType,
    @Param('id') id: string,
    @Req() request: Request,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const gone = disconnectSignal(response);
    const stream = this.events.follow(caller, id, lastEventId, gone);
    // The first one before the headers: a derivation that is not there is a 404.
    let { value, done } = await stream.next();
    // EventSource comes back by itself when a stream ends; 204 tells it not to.
    if (lastEventId === doneId) {
      await stream.return(undefined);
      return void response.writeHead(204).end();
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no', // nginx would keep the events back
    });
    if (request.method === 'HEAD') {
      await stream.return(undefined);
      return void response.end();
    }
    const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
    try {
      while (!done) {
        response.write(format(value as ProgressEvent));
        ({ value, done } = await stream.next());
      }
    } finally {
      clearInterval(heartbeat);
      response.end();
    }
  }
}

function format({ id, event, data }: ProgressEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
