/** A source whose hashes were computed here. */
export interface KnownSource {
  /** As it was fetched, and as it was asked for. */
  urls: readonly string[];
  /** SRI of the file. */
  flat: string;
  /** SRI of the NAR of the tree in it; null where it is no archive. */
  nar: string | null;
  /** How nixpkgs fetches it; null where that is not known. */
  origin: {
    fetcher: string;
    arguments: { [name: string]: string };
    hashKind: 'flat' | 'nar';
  } | null;
}
