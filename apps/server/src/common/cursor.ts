import type { Page } from '../../../../libs/contracts/index.js';
import { ApiError } from './api-error.js';

/** Where a page of a list ended: its last row's time and id. The list is ordered by both, newest first. */
export interface Position {
  createdAt: Date;
  id: string;
}

/** An opaque text for callers: base64url of time and id. */
export function encodeCursor({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url');
}

/** @throws ApiError invalid_request for what encodeCursor did not make */
export function decodeCursor(cursor: string): Position {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, time, id] =
    /^(2\d{3}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? [];
  const createdAt = new Date(time ?? '');
  if (!id || Number.isNaN(createdAt.getTime())) {
    throw new ApiError(
      'invalid_request',
      'The cursor is not one that this list gave. Begin again without a cursor.',
    );
  }
  return { createdAt, id };
}

/** The condition for what comes after a cursor in a list that is ordered by createdAt and id, newest first. */
export function after(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const { createdAt, id } = decodeCursor(cursor);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

/** A page of rows of which one more than `limit` was asked for. */
export function pageOf<Row extends Position, View>(
  rows: Row[],
  limit: number,
  view: (row: Row) => View,
): Page<View> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(view), nextCursor: rows.length > limit && last ? encodeCursor(last) : null };
}
