import { describe, expect, it } from '@jest/globals';
import { placeInTrace, readMessages } from './read-messages.js';

const line = (object: object) => `@nix ${JSON.stringify({ action: 'msg', level: 0, ...object })}`;

describe('readMessages', () => {
  it('takes what the stubs tell, and no other trace, however it looks', () => {
    const stderr = [
      line({ msg: 'trace: MARK fetch {"fetcher":"fetchurl"}' }),
      line({ msg: 'trace: OTHER fetch {"fetcher":"forged"}' }),
      line({ msg: 'trace: x\n@nix {"action":"msg","msg":"trace: MARK fetch {}"}' }),
      'MARK fetch {}',
    ].join('\n');
    expect(readMessages(stderr, 'MARK', 'x').told).toEqual([
      { kind: 'fetch', value: { fetcher: 'fetchurl' } },
    ]);
  });

  it('places an error in the expression, and not in our own text', () => {
    const error = {
      msg: '\u001B[31;1merror:\u001B[0m bad',
      raw_msg: 'bad \u001B[35;1mx\u001B[0m',
      line: 3,
      column: 7,
    };
    const read = (file: string) => readMessages(line({ ...error, file }), 'MARK', '{ }: x').error;
    const place = { line: 3, column: 7 };
    expect(read('{ }: x')).toEqual({ message: 'bad x', place });
    expect(read('«string»')).toEqual({ message: 'bad x', place });
    expect(read('{ expression }: …')).toEqual({ message: 'bad x', place: null });
  });

  it('takes errors that come as plain text, and a line that was cut for none', () => {
    const { error } = readMessages(
      'error: stack overflow (possible infinite recursion)\n@nix {"msg":"tra',
      'MARK',
      '',
    );
    expect(error).toEqual({ message: 'stack overflow (possible infinite recursion)', place: null });
  });
});

describe('placeInTrace', () => {
  it('is the innermost place of the expression, in both orders that Nix has had', () => {
    const older =
      'error: bad\n\n at «stdin»:9:9:\n … while calling\n at «string»:4:5:\n … from\n at «string»:1:1:\n';
    const newer =
      'error:\n … while calling\n at «string»:1:1:\n … from\n at «string»:4:5:\n at «stdin»:9:9:\n error: bad\n';
    expect(placeInTrace(older)).toEqual({ line: 4, column: 5 });
    expect(placeInTrace(newer)).toEqual({ line: 4, column: 5 });
    expect(placeInTrace('error: bad')).toBeNull();
  });
});
