import { createHmac, hkdfSync } from 'node:crypto';

/**
 * The master secret, of which only derived keys are used, one per purpose: who learns one of them learns no other, and
 * not the master (HKDF, RFC 5869).
 */
export class Keys {
  readonly #master: string;

  constructor(master: string) {
    this.#master = master;
  }

  /** 32 bytes; the same purpose always gives the same ones. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#master, '', `ai-drv ${purpose}`, 32));
  }

  /** What a database remembers of its master secret, to tell another one. */
  check(): string {
    return createHmac('sha256', this.#master).update('ai-drv secret check').digest('hex');
  }
}
