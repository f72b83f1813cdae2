import { errors, type ErrorCode } from '../../../../libs/contracts/index.js';

export interface ApiErrorOptions {
  /** Sent with the answer: Allow, Retry-After, … */
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A failure that is an answer. Its code decides the status; `detail` replaces the table's sentence where more is known. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string = errors[code].detail,
    { headers = {}, cause }: ApiErrorOptions = {},
  ) {
    super(detail, { cause });
    this.name = 'ApiError';
    this.status = errors[code].status;
    this.headers = headers;
  }
}
