// How far the training is, said a few times a second at most.

import type { TrainingProgress } from './training-state.js';

const SAY_EVERY_MS = 400;

export class ProgressMeter {
  #progress: TrainingProgress = {
    phase: 'loading',
    day: undefined,
    dayNumber: 0,
    days: 0,
    events: 0,
    eventsPerSecond: 0,
    secondsLeft: undefined,
  };
  #startedAt = Date.now();
  #saidAt = 0;

  constructor(private readonly say: (progress: TrainingProgress) => void) {}

  get events(): number {
    return this.#progress.events;
  }

  begin(days: number): void {
    this.#startedAt = Date.now();
    this.#change({ days });
  }

  day(day: number): void {
    const { dayNumber, days } = this.#progress;
    const seconds = (Date.now() - this.#startedAt) / 1_000;
    const secondsLeft = dayNumber === 0 ? undefined : Math.round((seconds / dayNumber) * (days - dayNumber));
    this.#change({ day, dayNumber: dayNumber + 1, secondsLeft });
  }

  phase(phase: TrainingProgress['phase']): void {
    this.#change({ phase });
  }

  read(events: number): void {
    const sum = this.#progress.events + events;
    const seconds = Math.max(0.001, (Date.now() - this.#startedAt) / 1_000);
    this.#change({ events: sum, eventsPerSecond: Math.round(sum / seconds) });
  }

  #change(change: Partial<TrainingProgress>): void {
    this.#progress = { ...this.#progress, ...change };
    if (Date.now() - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = Date.now();
    this.say(this.#progress);
  }
}
