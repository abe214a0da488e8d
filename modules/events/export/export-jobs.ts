// Exports that are under way or ended a moment ago, in memory: how far each is, for the page that shows it, and how to stop it. An export
// that nobody watches has no job.

import { Injectable } from '@nestjs/common';
import type { Principal } from '#src/portal/session/visit.js';

export type ExportState = 'running' | 'done' | 'cancelled' | 'failed';

export interface ExportJob {
  readonly state: ExportState;
  readonly events: number;
  readonly bytes: number;
  /** Undefined where counting took too long. */
  readonly total: number | undefined;
}

export interface RunningExport {
  wrote(amount: { readonly events?: number; readonly bytes?: number }): void;
  /** The first one counts. */
  end(state: Exclude<ExportState, 'running'>): void;
  /** What `cancel` does. */
  onCancel(stop: () => void): void;
}

type Entry = { -readonly [Key in keyof ExportJob]: ExportJob[Key] } & { stop: () => void };

const MAX_JOBS = 100;

@Injectable()
export class ExportJobs {
  readonly #jobs = new Map<string, Entry>();

  /** `id` was made by the page that watches; the same again replaces the one before. */
  begin(id: string, who: Principal, total: number | undefined): RunningExport {
    const entry: Entry = { state: 'running', events: 0, bytes: 0, total, stop: () => undefined };
    this.#makeRoom();
    this.#jobs.set(keyOf(id, who), entry);
    return {
      wrote: ({ events = 0, bytes = 0 }) => {
        entry.events += events;
        entry.bytes += bytes;
      },
      end: (state) => {
        if (entry.state === 'running') entry.state = state;
      },
      onCancel: (stop) => {
        entry.stop = stop;
      },
    };
  }

  /** Undefined when it has not begun, or is another's. */
  find(id: string, who: Principal): ExportJob | undefined {
    return this.#jobs.get(keyOf(id, who));
  }

  /** False when there is none that runs. */
  cancel(id: string, who: Principal): boolean {
    const entry = this.#jobs.get(keyOf(id, who));
    if (entry?.state !== 'running') return false;
    entry.state = 'cancelled';
    entry.stop();
    return true;
  }

  /** The oldest goes, an ended one before one that runs (which goes on unseen). */
  #makeRoom(): void {
    if (this.#jobs.size < MAX_JOBS) return;
    const [key] = [...this.#jobs].find(([, { state }]) => state !== 'running') ?? [...this.#jobs][0]!;
    this.#jobs.delete(key);
  }
}

function keyOf(id: string, { kind, id: who }: Principal): string {
  return `${kind} ${who} ${id}`;
}
