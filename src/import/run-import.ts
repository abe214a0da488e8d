// A whole import: files one after the other through one connection, sealed at the end, and what became of them in numbers.

import type { LinkClient } from '../link/client.js';
import type { ImportCounts } from '../link/messages.js';
import { Importer, type ImportOptions } from './importer.js';

export interface InputFile {
  readonly path: string;
  /** By which the format is told, where that is not the path. */
  readonly name?: string;
}

/** In the ledger's words, and what could not be read at all. `received` is their sum without `damaged`. */
export interface ImportSummary extends ImportCounts {
  readonly received: number;
  readonly damaged: number;
  /** What was damaged, for people; the first of them. */
  readonly problems: readonly string[];
  /** Of a packed file what stands behind a damage was not read. */
  readonly isCutShort: boolean;
  /** The signal ended it before the end of the input. */
  readonly isCancelled: boolean;
}

export interface RunOptions extends Omit<ImportOptions, 'onProgress'> {
  /** `bytes` of the current file, before unpacking. */
  readonly onProgress?: (file: InputFile, bytes: number, records: number) => void;
  readonly onFileEnd?: (file: InputFile) => void;
  /** Also where a file failed: what was sent before that stays stored. */
  readonly onEnd?: (summary: ImportSummary) => void;
}

/** @throws Fault USAGE, COLLECTOR_AWAY */
export async function runImport(
  link: LinkClient,
  files: readonly InputFile[],
  { onProgress, onFileEnd, onEnd, ...options }: RunOptions,
): Promise<ImportSummary> {
  let current: InputFile | undefined;
  const importer = new Importer(link, {
    ...options,
    onProgress: (_path, bytes) => onProgress?.(current!, bytes, importer.lines),
  });
  const summary = (): ImportSummary => {
    const { damaged, problems, isCutShort, counts, lines } = importer;
    return { received: lines, ...counts, damaged, problems, isCutShort, isCancelled: options.signal?.aborted === true };
  };
  try {
    for (const [id, file] of files.entries()) {
      if (options.signal?.aborted) break;
      current = file;
      await importer.importFile(file.path, id, file.name);
      onFileEnd?.(file);
    }
  } finally {
    await importer.finish();
    onEnd?.(summary());
  }
  return summary();
}
