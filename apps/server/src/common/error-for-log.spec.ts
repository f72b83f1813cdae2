import { describe, expect, it } from '@jest/globals';
import { errorForLog } from './error-for-log.js';

describe('errorForLog', () => {
  it('leaves out what stood in a refused row, also in causes and in what drivers add', () => {
    const cause = Object.assign(new Error('Key (token)=(s3cret) already exists.'), {
      detail: 'Failing row contains (1, s3cret, null).',
      code: '23514',
    });
    const error = Object.assign(new Error('it broke', { cause }), {
      meta: { driverAdapterError: { message: 'new row violates\nFailing row contains (s3cret)' } },
    });
    const logged = JSON.stringify(errorForLog(error));
    expect(logged).not.toContain('s3cret');
    expect(logged).toContain('it broke');
    expect(logged).toContain('23514');
    expect(logged).toContain('new row violates');
  });

  it('is what it was for everything else', () => {
    expect(errorForLog('text')).toBe('text');
    expect(errorForLog(new Error('plain'))).toMatchObject({ type: 'Error', message: 'plain' });
  });
});
