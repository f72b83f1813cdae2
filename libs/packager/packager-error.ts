/** No expression can be written for this source; `message` says why and what to do, in one or two plain sentences. */
export class PackagerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PackagerError';
  }
}
