// An export as a stream that is read as fast as the other end takes it. Who goes away ends it, and so does `cancel`.

import { Readable } from 'node:stream';
import { Fault } from '#src/faults.js';
import type { ScanBatch, SegmentProblem } from '#src/store/event-store.js';
import type { RunningExport } from './export-jobs.js';

/** Bytes made ahead of the reader; at least one batch always is. */
const READ_AHEAD_BYTES = 262_144;

/** Fails behind the last event when a segment of the range could not be read: what is left would be taken for all of it. */
export async function* wholeOnly(
  batches: AsyncIterable<ScanBatch>,
  problems: () => readonly SegmentProblem[],
): AsyncGenerator<ScanBatch> {
  yield* batches;
  refuseParts(problems());
}

/** @throws Fault STORE_READ */
export function refuseParts([first]: readonly SegmentProblem[]): void {
  if (first === undefined) return;
  throw new Fault('STORE_READ', `The export would not be whole: ${first.message}`);
}

export function exportStream(
  batches: AsyncIterable<ScanBatch>,
  chunks: (batches: AsyncIterable<ScanBatch>) => AsyncGenerator<Buffer>,
  job: RunningExport | undefined,
): Readable {
  const stream = Readable.from(written(chunks(counted(batches, job)), job), {
    objectMode: false,
    highWaterMark: READ_AHEAD_BYTES,
  });
  job?.onCancel(() => stream.destroy());
  return stream;
}

async function* counted(batches: AsyncIterable<ScanBatch>, job: RunningExport | undefined): AsyncGenerator<ScanBatch> {
  for await (const batch of batches) {
    yield batch;
    job?.wrote({ events: batch.events.length });
  }
}

/** Left by `return` when the stream is destroyed: then the last word is not said here. */
async function* written(chunks: AsyncGenerator<Buffer>, job: RunningExport | undefined): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      job?.wrote({ bytes: chunk.length });
      yield chunk;
    }
    job?.end('done');
  } catch (error) {
    job?.end('failed');
    throw error;
  } finally {
    job?.end('cancelled');
  }
}
