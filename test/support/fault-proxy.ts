import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * pass: as it is. blackhole: connections are accepted and kept, and nothing goes through in either direction.
 * reset: connections are reset, old and new.
 */
export type Fault = 'pass' | 'blackhole' | 'reset';

/** A TCP proxy on loopback that plays a broken network. */
export interface FaultProxy {
  port: number;
  /** Where connections lead from now on. */
  target(port: number): void;
  fault(fault: Fault): void;
  /** Every chunk is late by this. */
  latency(ms: number): void;
  /** Each connection made from now on is reset when this many bytes came from the server. */
  cutAfter(bytes: number): void;
  close(): void;
}

export async function startFaultProxy(initialTarget: number): Promise<FaultProxy> {
  let target = initialTarget;
  let fault: Fault = 'pass';
  let latencyMs = 0;
  let cutBytes = Number.POSITIVE_INFINITY;
  const pairs = new Set<[Socket, Socket]>();

  const forward = (from: Socket, to: Socket, cut: number) => {
    let count = 0;
    from.on('data', (chunk: Buffer) => {
      count += chunk.length;
      if (fault === 'blackhole') return; // what is lost stays lost
      if (count > cut) {
        from.resetAndDestroy();
        to.resetAndDestroy();
      } else if (latencyMs > 0) {
        setTimeout(() => to.writable && to.write(chunk), latencyMs);
      } else {
        to.write(chunk);
      }
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      if (fault !== 'blackhole') to.destroy();
    });
  };

  const server = createServer((client) => {
    if (fault === 'reset') {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    client.once('close', () => pairs.delete(pair));
    forward(client, upstream, Number.POSITIVE_INFINITY);
    forward(upstream, client, cutBytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const dropAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    target: (port) => (target = port),
    fault(next) {
      // The bytes that a blackhole swallowed are missing: what it held cannot go on.
      if (next === 'reset' || fault === 'blackhole') dropAll();
      fault = next;
    },
    latency: (ms) => (latencyMs = ms),
    cutAfter: (bytes) => (cutBytes = bytes),
    close() {
      server.close();
      dropAll();
    },
  };
}
