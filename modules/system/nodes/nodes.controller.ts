// Who takes part: for programs, and the button that removes a node that is gone for good. The page is Health.

import { Controller, Get, Inject, type OnModuleInit, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import type { Clock } from '#src/clock.js';
import { NodeWatch } from '#src/cluster/node-watch.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { CLOCK } from '#src/portal/deps.js';
import { ModuleMetrics } from '#src/portal/health/module-metrics.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { pageModel } from '../page-model.js';
import { nodesAnswer } from './api-shapes.js';
import { type ShownNode, shownNode } from './node-list.js';
import { nodeMetrics } from './node-metrics.js';

@Controller()
@Permission('system.read')
export class NodesController implements OnModuleInit {
  constructor(
    private readonly nodes: NodeWatch,
    private readonly metrics: ModuleMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.metrics.register('system.nodes', () => nodeMetrics(this.nodes.all()));
  }

  @Get('api/v1/nodes')
  @Api({
    summary: 'Who takes part: portals and collectors on one PostgreSQL server',
    description: 'Empty with SQLite, where there is one node. A node that was not seen for 10 seconds is away.',
    response: nodesAnswer,
  })
  all(): z.infer<typeof nodesAnswer> {
    return { time: iso(this.clock.now()), nodes: this.nodes.all().map((node) => told(shownNode(node))) };
  }

  @Get('system/nodes/:id')
  @Permission('system.configure')
  @Page('system/views/node')
  ask(@Param('id') id: string): object | Redirect {
    const node = this.nodes.all().find((each) => each.id === id && each.isAway && !each.isUs);
    // It came back, or somebody else removed it.
    return node === undefined ? redirect('/system') : pageModel('Remove a node', { node: shownNode(node) });
  }

  @Post('system/nodes/:id/remove')
  @Permission('system.configure')
  @Audited('system.node-removed')
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    visit.audit = { target: id };
    const name = await this.nodes.remove(id);
    visit.audit = { target: name, details: { id } };
    return redirect('/system', { flash: `The node ${name} is removed.` });
  }
}

function told(node: ShownNode): z.infer<typeof nodesAnswer>['nodes'][number] {
  const { id, name, kind, version, isOtherVersion, isUs, hasDuties, state, seenAt, startedAt, figures } = node;
  return {
    id,
    name,
    kind,
    version,
    isOtherVersion,
    isThisPortal: isUs,
    hasDuties,
    state,
    seenAt: iso(seenAt),
    startedAt: iso(startedAt),
    ...(figures !== undefined && { collector: figures }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
