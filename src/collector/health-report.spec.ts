import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { configSchema } from '#config/schema.js';
import { HealthReport, type HealthParts } from './health-report.js';

let faults: string[];
let logged: unknown[];
let report: HealthReport;

const none = (): readonly never[] => [];
const parts = {
  log: { error: (fields: unknown) => void logged.push(fields) },
  storage: { store: { stats: () => Promise.resolve({}) }, ledger: { rows: none } },
  plugins: { dispatcher: { health: none }, problems: [] },
  others: { problems: [] },
  writer: { health: () => ({}) },
  spooler: { health: () => ({}) },
  pipeline: {
    get faults() {
      return faults.length;
    },
    get lastFault() {
      return faults.at(-1);
    },
  },
  enricher: { parts: { indicators: { lists: [] } } },
  clockGuard: {},
  now: () => ({ settings: { config: configSchema.parse({}) }, listeners: [], sourceProblems: [] }),
};

beforeEach(async () => {
  vi.useFakeTimers();
  [faults, logged] = [[], []];
  report = await HealthReport.of(parts as unknown as HealthParts);
  report.start(() => undefined);
});
afterEach(() => {
  report.stop();
  vi.useRealTimers();
});

it('logs what plugins fail on: at once, then how often and why last, once a minute at the most, and at the end', () => {
  const pass = (seconds: number, ...more: string[]): void => {
    faults.push(...more);
    vi.advanceTimersByTime(seconds * 1_000);
  };
  pass(1);
  pass(1, 'boom', 'bang');
  pass(10, 'boom');
  pass(10, 'crash');
  expect(logged).toEqual([{ times: 2, error: 'bang' }]);
  pass(3_600);
  expect(logged.slice(1)).toEqual([{ times: 2, error: 'crash' }]);
  pass(1, 'crash');
  pass(0, 'last');
  report.stop();
  expect(logged.slice(2)).toEqual([
    { times: 1, error: 'crash' },
    { times: 1, error: 'last' },
  ]);
});
