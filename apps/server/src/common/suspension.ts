import { ApiError } from './api-error.js';

/** What the callers of a suspended organization are told; null where there is no reason, and so no suspension. */
export function suspension(reason: string | null): ApiError | null {
  if (reason === null) return null;
  return new ApiError(
    'organization_suspended',
    `Your organization is suspended: ${/[.!?]$/.test(reason) ? reason : `${reason}.`} Ask the administrator of this server.`,
  );
}
