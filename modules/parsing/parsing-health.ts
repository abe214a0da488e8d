// What the health page says of events that the shares leave out.

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { format } from '#src/portal/page/format.js';
import { HealthNotes } from '#src/portal/health/health-notes.js';
import { DayBook } from './history/day-book.js';

@Injectable()
export class ParsingHealth implements OnModuleInit {
  constructor(
    private readonly notes: HealthNotes,
    private readonly book: DayBook,
  ) {}

  onModuleInit(): void {
    this.notes.register('parsing.uncounted', () => {
      const events = this.book.uncounted();
      if (events === 0) return [];
      return [
        {
          severity: 'note',
          what: `${format.number(events)} events of today are missing in the shares of what parsers understand: more sources and parsers send than are counted.`,
          next: 'The events are stored all the same; parser drift is not watched for them. Give senders that belong together one source.',
          href: '/parsing',
        },
      ];
    });
  }
}
