import { AsyncLocalStorage } from 'node:async_hooks';

interface RequestContext {
  /** As clientAddress() has it. */
  clientAddress: string;
}

/** What is known of the request that this code runs for, without being handed through every call. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** For the audit trail; null where no request is served. */
export const addressOfRequest = (): string | null => requestContext.getStore()?.clientAddress ?? null;
