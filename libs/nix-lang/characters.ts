// Classes of characters in Nix's lexer.

const path = 1;
const scheme = 2;
const uri = 4;
const identifierStart = 8;
const identifier = 16;
const digit = 32;

const classes = new Uint8Array(128);
mark(
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  path | scheme | uri | identifierStart | identifier,
);
mark('0123456789', path | scheme | uri | identifier | digit);
mark('._-+', path);
mark('+-.', scheme);
mark("%/?:@&=+$,-_.!~*'", uri);
mark('_', identifierStart | identifier);
mark("'-", identifier);

function mark(characters: string, bits: number): void {
  for (let at = 0; at < characters.length; at++) classes[characters.charCodeAt(at)]! |= bits;
}

const has = (code: number, bit: number): boolean => code < 128 && (classes[code]! & bit) !== 0;

// `charCodeAt` gives NaN behind the end, which is in no class.
export const isPathCharacter = (code: number): boolean => has(code, path);
export const isSchemeCharacter = (code: number): boolean => has(code, scheme);
export const isUriCharacter = (code: number): boolean => has(code, uri);
export const isIdentifierStart = (code: number): boolean => has(code, identifierStart);
export const isIdentifierCharacter = (code: number): boolean => has(code, identifier);
export const isDigit = (code: number): boolean => has(code, digit);
export const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;
export const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;
