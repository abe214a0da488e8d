// Files that hold others, or are packed as nothing here unpacks: told by how they begin, before they are taken for lines of text.

interface Archive {
  /** `a zip archive` */
  readonly what: string;
  /** Writes what is in it to standard output. */
  readonly unpack: string;
}

const ARCHIVES: readonly (Archive & { readonly at: number; readonly mark: Buffer })[] = [
  { what: 'a zip archive', unpack: 'unzip -p', at: 0, mark: Buffer.from('PK\x03\x04', 'latin1') },
  { what: 'packed with xz', unpack: 'xz -dc', at: 0, mark: Buffer.from('\xfd7zXZ\0', 'latin1') },
  { what: 'packed with zstd', unpack: 'zstd -dc', at: 0, mark: Buffer.from('\x28\xb5\x2f\xfd', 'latin1') },
  // Behind `BZh` and a digit.
  { what: 'packed with bzip2', unpack: 'bzip2 -dc', at: 4, mark: Buffer.from('1AY&SY', 'latin1') },
  { what: 'a 7-Zip archive', unpack: '7z x -so', at: 0, mark: Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1') },
  { what: 'a tar archive', unpack: 'tar -xOf', at: 257, mark: Buffer.from('ustar', 'latin1') },
];

/** Undefined for anything else. @param head of the file, unpacked when it was gzip */
export function archiveOf(head: Buffer): Archive | undefined {
  return ARCHIVES.find(({ at, mark }) => head.subarray(at, at + mark.length).equals(mark));
}
