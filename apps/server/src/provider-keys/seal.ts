import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keys } from '../common/keys.js';

/** A secret under a data key of its own, and that data key under a key derived from the master secret. */
export interface Sealed {
  sealed: Buffer;
  wrappedKey: Buffer;
  /** Names the master secret that wraps, and tells nothing of it. */
  keyId: string;
}

/** What a seal is bound to: moved to another organization, provider or address it cannot be opened. */
export interface BoundTo {
  organizationId: string;
  provider: string;
  baseUrl: string | null;
}

/** The seal cannot be opened: another master secret wraps it, or it was changed. */
export class SealError extends Error {}

export const keyIdOf = (keys: Keys): string => keys.derive('provider keys: id').toString('hex').slice(0, 16);

export function seal(keys: Keys, secret: string, boundTo: BoundTo): Sealed {
  const dataKey = randomBytes(32);
  return {
    sealed: encrypt(dataKey, Buffer.from(secret, 'utf8'), 'key', boundTo),
    wrappedKey: encrypt(wrappingKey(keys), dataKey, 'data key', boundTo),
    keyId: keyIdOf(keys),
  };
}

/** @throws SealError */
export function unseal(keys: Keys, { sealed, wrappedKey, keyId }: Sealed, boundTo: BoundTo): string {
  const dataKey = unwrap(keys, wrappedKey, keyId, boundTo);
  return decrypt(dataKey, sealed, 'key', boundTo).toString('utf8');
}

/** The same seal under another master secret; the secret itself is not opened. @throws SealError */
export function rewrap(
  from: Keys,
  to: Keys,
  { wrappedKey, keyId }: Omit<Sealed, 'sealed'>,
  boundTo: BoundTo,
): Omit<Sealed, 'sealed'> {
  const dataKey = unwrap(from, wrappedKey, keyId, boundTo);
  return { wrappedKey: encrypt(wrappingKey(to), dataKey, 'data key', boundTo), keyId: keyIdOf(to) };
}

function unwrap(keys: Keys, wrappedKey: Buffer, keyId: string, boundTo: BoundTo): Buffer {
  if (keyId !== keyIdOf(keys)) throw new SealError('another master secret wraps it');
  return decrypt(wrappingKey(keys), wrappedKey, 'data key', boundTo);
}

const wrappingKey = (keys: Keys): Buffer => keys.derive('provider keys: wrapping');

/** Additional data of AES-GCM; `what` keeps a key and a data key from standing in for each other. */
const boundData = (what: string, { organizationId, provider, baseUrl }: BoundTo): Buffer =>
  Buffer.from(JSON.stringify(['ai-drv provider key', what, organizationId, provider, baseUrl]));

/** AES-256-GCM (NIST SP 800-38D): 12 bytes of random nonce, 16 of tag, ciphertext. Each key encrypts few times. */
function encrypt(key: Buffer, text: Buffer, what: string, boundTo: BoundTo): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundData(what, boundTo));
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
}

function decrypt(key: Buffer, bytes: Buffer, what: string, boundTo: BoundTo): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(boundData(what, boundTo))
      .setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  } catch (error) {
    throw new SealError('it was changed, or belongs elsewhere', { cause: error });
  }
}
