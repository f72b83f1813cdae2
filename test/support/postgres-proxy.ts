import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a service and its PostgreSQL; can make the notification connection a black hole that stays open. */
export interface PostgresProxy {
  url: string;
  /** From now on nothing passes on notification connections, old or new, and none is closed. */
  blackholeNotifications(): void;
  close(): void;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  let blackhole = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    // Its startup message names it (libs/database/listener.ts).
    let isListener = false;
    const pass = (from: Socket, to: Socket) => {
      sockets.add(from);
      from.on('data', (chunk: Buffer) => {
        isListener ||= chunk.includes('ai-drv listen');
        if (!(isListener && blackhole)) to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    blackholeNotifications: () => (blackhole = true),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
