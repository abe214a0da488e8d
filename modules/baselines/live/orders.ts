// What the stage is told: by the portal’s half all of it; before a portal is up, the section of the configuration. Verdicts are kept, so
// that a collector without a portal goes on scoring as it did.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Verdict, VERDICT_KINDS } from '../engine/verdict.js';
import { type BaselinesSettings, readBaselinesSettings } from '../settings.js';
import type { StageOrders, Term } from '../stage-report.js';

/** @throws ZodError for settings that are none */
export function ordersOf(settings: unknown): Orders {
  if (!isOrders(settings))
    return { settings: readBaselinesSettings(settings), verdicts: undefined, model: undefined, scores: undefined };
  return { ...settings, settings: readBaselinesSettings(settings.settings) };
}

export interface Orders {
  readonly settings: BaselinesSettings;
  /** Undefined: not said. */
  readonly verdicts: readonly Verdict[] | undefined;
  readonly model: string | undefined;
  /** See StageOrders; undefined: not said. */
  readonly scores: Term | null | undefined;
}

export class KeptVerdicts {
  #text: string | undefined;

  constructor(private readonly path: string) {}

  /** None, where they cannot be read. */
  read(): readonly Verdict[] {
    try {
      this.#text = readFileSync(this.path, 'utf8');
      const verdicts: unknown = JSON.parse(this.#text);
      return Array.isArray(verdicts) ? verdicts.filter(isVerdict) : [];
    } catch {
      return [];
    }
  }

  /** @throws Error when the disk does not take it */
  write(verdicts: readonly Verdict[]): void {
    const text = JSON.stringify(verdicts);
    if (text === this.#text) return;
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.path}.tmp`, text, { mode: 0o600 });
    renameSync(`${this.path}.tmp`, this.path);
    this.#text = text;
  }
}

/** What could not be one would cost the score of each event. */
function isVerdict(value: unknown): value is Verdict {
  const { kind, about, day, from } = (value ?? {}) as Partial<Verdict>;
  const isAbout = Array.isArray(about) && about.every((each: unknown) => typeof each === 'object' && each !== null);
  return VERDICT_KINDS.some((each) => each === kind) && isAbout && Number.isFinite(day) && Number.isFinite(from);
}

function isOrders(settings: unknown): settings is StageOrders {
  return typeof settings === 'object' && settings !== null && 'settings' in settings && 'verdicts' in settings;
}
