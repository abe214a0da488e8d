// Files as the commands take them: plain or gzip, `-` for standard input, split into lines (or octet-counted frames) as bytes. An event
// log (.evtx, or event XML) is a line an event.

import { openInput } from './bytes.js';
import { looksLikeEvtx, readEvtx } from './evtx/records.js';
import { readLines as splitLines } from './formats/lines.js';
import { looksLikeXml, readXml } from './formats/xml.js';
import type { InputRecord } from './record.js';

export { changedAt, sizeOf } from './bytes.js';

export interface InputOptions {
  readonly framing: 'lf' | 'octet';
  /** Called with the bytes read so far, before decompression. */
  readonly onProgress?: (bytes: number) => void;
}

/** Arrays of lines, in order, as they are read. Buffers stay valid until the next array is asked for. @throws Fault USAGE */
export async function* readLines(file: string, options: InputOptions): AsyncIterable<readonly InputRecord[]> {
  const { head, bytes, close } = await openInput(file, options);
  try {
    if (looksLikeEvtx(head)) yield* readEvtx(bytes, ignore);
    else if (looksLikeXml(head)) yield* readXml(bytes, ignore);
    else yield* splitLines(bytes, options.framing);
  } finally {
    close();
  }
}

/** Whoever wants the damage counted imports the file. */
function ignore(): void {
  // nothing to do
}
