// Incidents: alerts about the same entities, one after the other.

import { Controller, Get, Param } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import { Permission } from '#src/portal/access/access.js';
import { ENTITY_PERMISSION } from '#src/portal/events/entity-links.js';
import type { WithStatus } from '#src/portal/page/answers.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { Page } from '#src/portal/page/page.js';
import { gone } from '../alert/alert.controller.js';
import { alertLine } from '../alert-row.js';
import { REASON_CHOICES } from '../words.js';
import { incidentLine, incidentPath } from './incident-line.js';
import { storyOf } from './story.js';

const ASSETS = { styles: ['alerts/alerts.css'], scripts: ['alerts/alerts.js'] };
/** The heaviest; further ones have less in them than anybody looks at. */
const MAX_INCIDENTS = 100;
const MAX_ALERTS = 200;

@Controller('alerts/incidents')
@Permission('alerts.read')
export class IncidentsController {
  constructor(private readonly book: AlertBook) {}

  @Get()
  @Page('alerts/views/incidents')
  async list(): Promise<object> {
    const [incidents, counts] = await Promise.all([this.book.incidents(), this.book.counts()]);
    return {
      ...ASSETS,
      title: 'Incidents',
      incidents: incidents.slice(0, MAX_INCIDENTS).map(incidentLine),
      more: Math.max(0, incidents.length - MAX_INCIDENTS),
      entityPermission: ENTITY_PERMISSION,
      unclosed: counts.states.open + counts.states.acknowledged,
    };
  }

  /** By any of its alerts: an incident grows, and its address stays. */
  @Get(':id')
  @InTurn()
  @Page('alerts/views/incident')
  async show(@Param('id') id: string): Promise<object | WithStatus> {
    const alert = await this.book.get(id);
    if (alert === undefined) return gone();
    const incident = await this.book.incidentOf(alert);
    const line = incidentLine(incident);
    return {
      ...ASSETS,
      title: `Incident: ${line.heading}`,
      incident: line,
      story: storyOf(incident.alerts),
      rows: incident.alerts.slice(0, MAX_ALERTS).map(alertLine),
      more: Math.max(0, incident.alerts.length - MAX_ALERTS),
      reasons: REASON_CHOICES,
      addresses: { back: incidentPath(id) },
      entityPermission: ENTITY_PERMISSION,
    };
  }
}
