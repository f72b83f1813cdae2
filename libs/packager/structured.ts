import { parse } from 'smol-toml';

/** A table of a build file that is data; what is not of the expected form reads as not there. */
export class Table {
  constructor(private readonly values: Record<string, unknown>) {}

  static ofToml(text: string | null): Table | null {
    return text === null ? null : Table.of(() => parse(text));
  }

  static ofJson(text: string | null): Table | null {
    return text === null ? null : Table.of(() => JSON.parse(text) as unknown);
  }

  private static of(read: () => unknown): Table | null {
    try {
      const value = read();
      return isTable(value) ? new Table(value) : null;
    } catch (error) {
      // Not of its format, or cut off: the same as one that says nothing.
      if (error instanceof Error) return null;
      throw error;
    }
  }

  /** A table below this one; an empty one where there is none. */
  at(...path: string[]): Table {
    let value: unknown = this.values;
    for (const key of path) value = isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    return new Table(isTable(value) ? value : {});
  }

  has(key: string): boolean {
    return Object.hasOwn(this.values, key);
  }

  text(key: string): string | undefined {
    const value = this.values[key];
    return this.has(key) && typeof value === 'string' ? value : undefined;
  }

  /** The texts of a list; of a text alone, that one. */
  texts(key: string): string[] {
    const value = this.has(key) ? this.values[key] : undefined;
    return (Array.isArray(value) ? (value as unknown[]) : [value]).filter((item) => typeof item === 'string');
  }

  /** The tables of a list, such as TOML's `[[bin]]`. */
  tables(key: string): Table[] {
    const value = this.has(key) ? this.values[key] : undefined;
    return (Array.isArray(value) ? (value as unknown[]) : []).filter(isTable).map((item) => new Table(item));
  }

  keys(): string[] {
    return Object.keys(this.values);
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A description as nixpkgs wants it: one line, no full stop at its end. */
export function sentence(text: string | undefined): string | undefined {
  const line = text?.trim().replace(/\.$/, '');
  return line && line.length <= 140 && !/[\n\r$]/.test(line) ? line : undefined;
}

export function webPage(text: string | undefined): string | undefined {
  return text?.match(/^https?:\/\/[^\s"<>$\\]{1,200}$/)?.[0];
}
