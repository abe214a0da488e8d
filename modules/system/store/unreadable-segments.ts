// Segments of the store that cannot be read, as portal and collector came across them: on the health page and the store page.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { COLLECTOR, STORE } from '#src/portal/deps.js';
import { type HealthNote, HealthNotes } from '#src/portal/health/health-notes.js';
import type { EventReader, SegmentProblem } from '#src/store/event-store.js';

@Injectable()
export class UnreadableSegments implements OnModuleInit {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    private readonly notes: HealthNotes,
  ) {}

  onModuleInit(): void {
    this.notes.register('system.segments', () => notesOf(this.all()));
  }

  /** Each once. */
  all(): readonly SegmentProblem[] {
    const found = [...(this.collector.health()?.store.problems ?? []), ...(this.store.problems?.() ?? [])];
    return [...new Map(found.map((problem) => [problem.segment, problem])).values()];
  }
}

function notesOf(problems: readonly SegmentProblem[]): readonly HealthNote[] {
  const [first, ...others] = problems;
  if (first === undefined) return [];
  const which = others.length === 0 ? 'A segment' : `${problems.length} segments`;
  return [
    {
      severity: 'problem',
      href: '/system/store',
      what: `${which} of the store cannot be read: what is in ${others.length === 0 ? 'it' : 'them'} is missing from searches, counts and exports.`,
      next: first.message,
    },
  ];
}
