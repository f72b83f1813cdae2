import pg from 'pg';
import { connectionBounds } from './pool.js';

export interface ListenerOptions {
  url: string;
  channels: string[];
  onNotify(channel: string, payload: string): void;
  /** Called at each (re)connection: notifications may have been lost before it, so whoever waits looks again. */
  onConnect(): void;
  onError(error: Error): void;
}

export interface Listener {
  close(): Promise<void>;
}

const pingMs = 5_000;
const reconnectMs = 500;

/**
 * LISTEN on a connection of its own, for ever: it is pinged every 5 s (a blackhole is not a closed connection) and
 * replaced when it breaks. Needs a direct connection or a session pooler; a transaction pooler loses notifications.
 */
export function listen({ url, channels, onNotify, onConnect, onError }: ListenerOptions): Listener {
  let closed = false;
  let wake: (() => void) | undefined;
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const serveOnce = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'ai-drv listen',
      ...connectionBounds,
    });
    let broken = false;
    client.on('error', () => {
      broken = true;
      wake?.();
    });
    client.on('end', () => {
      broken = true;
      wake?.();
    });
    client.on('notification', ({ channel, payload }) => onNotify(channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      onConnect();
      while (!closed && !broken) {
        await pause(pingMs);
        if (!closed && !broken) await client.query('SELECT 1');
      }
      if (broken && !closed) throw new Error('the notification connection was closed');
    } finally {
      await endQuickly(client);
    }
  };

  const done = (async () => {
    while (!closed) {
      try {
        await serveOnce();
      } catch (error) {
        onError(error as Error);
        if (!closed) await pause(reconnectMs);
      }
    }
  })();

  return {
    async close() {
      closed = true;
      wake?.();
      await done;
    },
  };
}

/** end() waits for the server's goodbye, which a blackholed connection never says. */
async function endQuickly(client: pg.Client): Promise<void> {
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, 1_000).unref());
  await Promise.race([client.end().catch(() => undefined), timeout]);
}
