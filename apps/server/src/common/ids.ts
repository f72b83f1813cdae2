import { ApiError } from './api-error.js';

/** What is no id has no row: the same 404, and PostgreSQL is not asked to cast it. */
export function requireUuid(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new ApiError('not_found');
}
