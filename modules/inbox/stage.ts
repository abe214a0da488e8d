// The half in the collector: counts the messages that no parser claimed, by shape. Between two reports it knows at most MAX_SHAPES
// shapes and MAX_HELD_CHARS of samples; what comes beyond is counted together. Measured: 2 to 6 µs a message that nobody claimed,
// nothing for the others.

import type { LogEvent } from '#src/event/event.js';
import type { Stage } from '#src/plugin/module.js';
import { shapeOf } from './shape/shape.js';
import {
  MAX_SAMPLE_CHARS,
  MAX_SAMPLES,
  MAX_SOURCES,
  type Sample,
  type ShapeDelta,
  type ShapeReport,
} from './shape-report.js';

/** A flood of invented shapes ends here. */
const MAX_SHAPES = 2_000;
/** Stage.report allows 1 MB; what is left waits for the next one. */
const MAX_REPORT_BYTES = 900_000;
/** Of samples that wait for a report. */
const MAX_HELD_CHARS = 4_000_000;
const MAX_SAMPLED = 4_000;
/** So often each shape is sampled anew: the samples that the portal has get too old, or go with a shape that it lets go. */
const SAMPLE_EVERY_MS = 86_400_000;
/** Between the program and the template in a key; neither holds control characters of this kind. */
const BORDER = '\u0000';

interface Counted {
  count: number;
  readonly sources: Set<string>;
  hasMoreSources: boolean;
  first: number;
  last: number;
  readonly samples: Sample[];
}

export function createInboxStage(): Stage {
  return new InboxStage();
}

class InboxStage implements Stage {
  #counted = new Map<string, Counted>();
  #others = 0;
  #heldChars = 0;
  /** Shape -> samples that were reported, so that a shape that comes all day is not sampled all day. */
  readonly #sampled = new Map<string, number>();
  /** When `#sampled` began, by the events' receipt, ms since 1970. */
  #sampledFrom = 0;

  process(event: LogEvent): void {
    if (event['event.dataset'] !== 'none') return;
    const message = event.message ?? event['event.original'];
    const { app, template } = shapeOf(event['process.name'], message);
    // A text of its own: a piece of a message would keep the whole message in memory.
    const key = app + BORDER + template;
    const counted = this.#counted.get(key) ?? this.#begin(key, event);
    if (counted === undefined) this.#others += 1;
    else this.#add(counted, key, event);
  }

  report(): ShapeReport | undefined {
    if (this.#counted.size === 0 && this.#others === 0) return undefined;
    const shapes: ShapeDelta[] = [];
    let bytes = 0;
    for (const [key, counted] of this.#counted) {
      const delta = toDelta(key, counted);
      bytes += Buffer.byteLength(JSON.stringify(delta));
      if (shapes.length > 0 && bytes > MAX_REPORT_BYTES) break;
      shapes.push(delta);
      this.#remember(key, counted);
      this.#counted.delete(key);
    }
    const others = this.#others;
    this.#others = 0;
    return { shapes, others };
  }

  #begin(key: string, event: LogEvent): Counted | undefined {
    if (this.#counted.size >= MAX_SHAPES) return undefined;
    const time = event['@timestamp'];
    const counted = {
      count: 0,
      sources: new Set<string>(),
      hasMoreSources: false,
      first: time,
      last: time,
      samples: [],
    };
    this.#counted.set(key, counted);
    return counted;
  }

  #add(counted: Counted, key: string, event: LogEvent): void {
    const time = event['@timestamp'];
    const source = event['lanwarden.source'];
    counted.count += 1;
    if (time < counted.first) counted.first = time;
    if (time > counted.last) counted.last = time;
    if (counted.sources.size < MAX_SOURCES) counted.sources.add(source);
    else if (!counted.sources.has(source)) counted.hasMoreSources = true;
    if (counted.samples.length < MAX_SAMPLES) this.#sample(counted, key, event);
  }

  #sample({ samples }: Counted, key: string, event: LogEvent): void {
    this.#forgetDaily(event['event.ingested']);
    if (samples.length + (this.#sampled.get(key) ?? 0) >= MAX_SAMPLES) return;
    const raw = shortened(event['event.original']);
    if (this.#heldChars + raw.length > MAX_HELD_CHARS || samples.some((sample) => sample.raw === raw)) return;
    this.#heldChars += raw.length;
    samples.push({ raw, source: event['lanwarden.source'] });
  }

  #forgetDaily(now: number): void {
    if (now - this.#sampledFrom < SAMPLE_EVERY_MS) return;
    this.#sampledFrom = now;
    this.#sampled.clear();
  }

  #remember(key: string, { samples }: Counted): void {
    for (const { raw } of samples) this.#heldChars -= raw.length;
    if (samples.length === 0) return;
    if (this.#sampled.size >= MAX_SAMPLED) this.#sampled.clear();
    this.#sampled.set(key, (this.#sampled.get(key) ?? 0) + samples.length);
  }
}

function toDelta(key: string, counted: Counted): ShapeDelta {
  const border = key.indexOf(BORDER);
  return { ...counted, app: key.slice(0, border), template: key.slice(border + 1), sources: [...counted.sources] };
}

/** A copy where it is cut: V8 keeps the whole text alive as long as a piece of it. */
function shortened(raw: string): string {
  return raw.length <= MAX_SAMPLE_CHARS ? raw : Buffer.from(raw.slice(0, MAX_SAMPLE_CHARS)).toString();
}
