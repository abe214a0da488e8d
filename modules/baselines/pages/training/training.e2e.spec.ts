// The pages about the training and about how it works.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BaselinePages,
  IDLE,
  madeRun,
  madeStatus,
  startBaselinePages,
  TODAY,
} from '../../../../test/helpers/baseline-pages.js';
import type { TestBrowser } from '../../../../test/helpers/test-browser.js';
import type { TrainingProgress } from '../../training/training-state.js';
import { REASON_CODES } from '../../engine/reason.js';

describe('the pages about the training', () => {
  let pages: BaselinePages;
  let browser: TestBrowser;
  beforeAll(async () => {
    pages = await startBaselinePages();
    browser = await pages.setUp();
  });
  afterAll(() => pages.close());

  const text = async (path: string): Promise<string> => (await browser.get(path)).text;

  it('say that it has not run, and start it', async () => {
    const page = await text('/baselines/training');
    expect(page).toContain('It has not run yet');
    const answer = await browser.submit('/baselines/training/start', {});
    expect([answer.status, answer.location]).toEqual([303, '/baselines/training']);
    await browser.submit('/baselines/training/anew', {});
    expect(pages.made.asked).toEqual(['start by admin', 'anew by admin']);
  });

  it('offer to learn anew only where something was learned', async () => {
    expect(await text('/baselines/training')).toContain('Learn anew');
    pages.made.status = madeStatus({ model: undefined });
    expect(await text('/baselines/training')).not.toContain('Learn anew');
    pages.made.status = madeStatus();
  });

  it('show how far it is, ask for themselves meanwhile, and cancel', async () => {
    const running = madeRun({ outcome: 'running', why: 'person', by: '<b>eve</b>', endedAt: undefined });
    const progress: TrainingProgress = {
      phase: 'learning' as const,
      day: TODAY - 20,
      dayNumber: 11,
      days: 40,
      events: 301_222,
      eventsPerSecond: 24_100,
      secondsLeft: 74,
    };
    pages.made.training = { ...IDLE, running, progress };
    const page = await text('/baselines/training');
    expect(page).toContain('Day 11 of 40');
    expect(page).toContain('aria-label="25 % done"');
    expect(page).toContain('1 min 14 s left');
    expect(page).toContain('&lt;b&gt;eve&lt;/b&gt;');
    expect(page).toContain('hx-get="/baselines/training/state"');
    expect(page).not.toContain('Train now');
    expect(await text('/baselines')).toContain('A training is running.');

    await browser.submit('/baselines/training/cancel', {});
    expect(pages.made.asked.at(-1)).toBe('cancel by admin');
    pages.made.training = IDLE;
    const part = await text('/baselines/training/state');
    expect(part).toContain('Not running');
    expect(part).not.toMatch(/every 2s|<html/);
    // The rest of the page is as it was when it ran: it comes anew, once.
    expect(part).toContain('hx-get="/baselines/training" hx-trigger="load"');
    expect(await text('/baselines/training')).not.toContain('hx-trigger="load"');
    await browser.submit('/baselines/training/cancel', {});
    expect(await text('/baselines/training')).toContain('No training was running.');
  });

  it('say how many days it is behind', async () => {
    pages.made.training = { ...IDLE, behindDays: 5 };
    expect(await text('/baselines/training')).toContain('5 days that are over are not learned yet.');
    expect(await text('/baselines')).toContain('5 days behind');
    pages.made.training = IDLE;
  });

  it('list what it did, with what went wrong as text', async () => {
    pages.made.runs = [
      madeRun({ id: 2, outcome: 'failed', error: 'out of memory <script>' }),
      madeRun({ why: 'import', isAnew: true, events: 1_100_234, notes: ['2 records were damaged'] }),
    ];
    const page = await text('/baselines/training');
    expect(page).toContain('out of memory &lt;script&gt;');
    expect(page).toContain('history was imported, anew');
    expect(page).toContain('1\u202f100\u202f234');
    expect(page).toContain('2 records were damaged');
  });

  it('name damaged records, and what bounds left out', async () => {
    const status = madeStatus();
    const { stage } = status;
    const counts = { ...stage!.counts, late: 12, valuesForgotten: 1_201 };
    pages.made.status = { ...status, stage: { ...stage!, counts, damaged: ['user:a/b', 'engine:calibration'] } };
    const page = await text('/baselines/training');
    expect(page).toContain('href="/baselines/user/a%2Fb"');
    expect(page).toContain('engine:calibration');
    expect(page).toMatch(/Values forgotten[^<]*<\/bdi><span>1\u202f201/);
    pages.made.status = madeStatus();
  });

  it('explain every code, each leading to the findings with it', async () => {
    const page = await text('/baselines/how');
    for (const code of Object.keys(REASON_CODES)) {
      expect(page).toContain(`id="${code}"`);
      expect(page).toContain(`href="/baselines/findings?code=${code}"`);
    }
    expect(page).toContain('geoip.path');
  });
});
