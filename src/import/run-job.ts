// What an import job does, in its thread or in place.

import type { FaultCode } from '../faults.js';
import { Fault } from '../faults.js';
import { LinkClient } from '../link/client.js';
import type { Format } from './format.js';
import type { DayOrder } from './formats/csv-time.js';
import { readMapping } from './formats/mapping.js';
import { runImport, type ImportSummary, type InputFile } from './run-import.js';

const ANSWER_MS = 5_000;
const PROGRESS_EVERY_MS = 250;

/** Plain data: it goes to a thread. */
export interface JobRequest {
  readonly dataDir: string;
  readonly file: InputFile;
  readonly format: Format;
  readonly source?: string;
  /** As in `--map`; empty: no column is mapped. Left out: headings that say what they are. */
  readonly mapping?: string;
  readonly delimiter?: string;
  readonly dayOrder: DayOrder;
}

export interface JobProgress {
  /** Of the file, before unpacking. */
  readonly bytes: number;
  readonly records: number;
}

export type JobMessage =
  | { readonly t: 'progress'; readonly progress: JobProgress }
  | { readonly t: 'done'; readonly summary: ImportSummary }
  | { readonly t: 'failed'; readonly code: FaultCode; readonly text: string };

/** @throws Fault USAGE, COLLECTOR_AWAY */
export async function runJob(
  { dataDir, file, format, source, mapping, delimiter, dayOrder }: JobRequest,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<ImportSummary> {
  const link = new LinkClient(dataDir);
  link.start();
  let shownAt = 0;
  try {
    await link.nextHealth(ANSWER_MS).catch((cause: unknown) => {
      throw new Fault('COLLECTOR_AWAY', 'The collector does not answer. Start the import again when it runs.', {
        cause,
      });
    });
    return await runImport(link, [file], {
      framing: 'lf',
      format,
      dayOrder,
      signal,
      ...(source !== undefined && { source }),
      ...(mapping !== undefined && { mapping: mapping === '' ? new Map() : readMapping(mapping) }),
      ...(delimiter !== undefined && { delimiter }),
      onProgress: (_file, bytes, records) => {
        if (Date.now() - shownAt < PROGRESS_EVERY_MS) return;
        shownAt = Date.now();
        onProgress({ bytes, records });
      },
    });
  } finally {
    link.stop();
  }
}
