import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { configSchema } from '#config/schema.js';
import { HealthReport, type HealthParts } from './health-report.js';

let lastFault: string | undefined;
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
    get lastFault() {
      return lastFault;
    },
  },
  enricher: { parts: { indicators: { lists: [] } } },
  clockGuard: {},
  now: () => ({ settings: { config: configSchema.parse({}) }, listeners: [], sourceProblems: [] }),
};

beforeEach(async () => {
  vi.useFakeTimers();
  [lastFault, logged] = [undefined, []];
  report = await HealthReport.of(parts as unknown as HealthParts);
  report.start(() => undefined);
});
afterEach(() => {
  report.stop();
  vi.useRealTimers();
});

it('logs what a plugin fails on, once for each reason and once a second at the most', () => {
  const second = (...faults: string[]): void => {
    for (const fault of faults) lastFault = fault;
    vi.advanceTimersByTime(1_000);
  };
  second();
  second('boom', 'bang');
  second('bang');
  second('crash');
  expect(logged).toEqual([{ error: 'bang' }, { error: 'crash' }]);
});
