// seek-bzip has no types of its own; this is what decompress.ts uses of it.
declare module 'seek-bzip' {
  interface Input {
    /** The next byte; -1 at the end. */
    readByte: () => number;
    /** Fills the buffer as far as there is input; -1 when there is none. */
    read: (into: Buffer, offset: number, length: number) => number;
    eof: () => boolean;
  }
  interface Output {
    writeByte: (byte: number) => void;
  }
  const Bunzip: { decode: (input: Input, output: Output, multistream: boolean) => void };
  export = Bunzip;
}
