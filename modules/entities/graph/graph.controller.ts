// The graph of users, addresses and hosts: the page, and the part that is counted meanwhile.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Permission } from '#src/portal/access/access.js';
import { STORE } from '#src/portal/deps.js';
import { entityHref } from '#src/portal/events/entity-links.js';
import { withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { part, type Part } from '#src/portal/page/part.js';
import { soon } from '#src/portal/page/soon.js';
import type { EventReader } from '#src/store/event-store.js';
import { entityQuery } from '../address.js';
import { entityOf } from '../entity.js';
import { EntityPage, KIND_WORDS } from '../entity-page.js';
import { rangeChoices, type RangeId } from '../ranges.js';
import { countEdges } from './count-edges.js';
import type { NodeRef } from './edges.js';
import { type Graph, graphOf } from './graph.js';

const PATIENCE_MS = 150;

interface Asked {
  readonly centre: NodeRef | undefined;
  readonly range: RangeId;
  readonly wait: boolean;
}

@Controller('entities')
@Permission('entities.read')
export class GraphController {
  constructor(
    private readonly page: EntityPage,
    @Inject(STORE) private readonly store: EventReader,
  ) {}

  @Get('graph')
  @InTurn('wait')
  @Page('entities/views/graph')
  async show(@Query() raw: unknown): Promise<object> {
    const asked = read(raw);
    const abort = new AbortController();
    const graph = await soon(this.#graph(asked, abort.signal), asked.wait ? Infinity : PATIENCE_MS);
    abort.abort();
    return { ...(await this.#frame(asked)), graph };
  }

  @Get('parts/graph')
  @InTurn()
  @Fragment('entities/views/_graph')
  async part(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const asked = read(raw);
    return { ...(await this.#frame(asked)), graph: await this.#graph(asked, signal) };
  }

  #graph({ centre, range }: Asked, signal: AbortSignal): Promise<Part<Graph>> {
    return part(async () => {
      const chosen = await this.page.range(range);
      return graphOf(await countEdges(this.store, chosen.range, centre, signal), chosen, centre);
    });
  }

  async #frame({ centre, range }: Asked): Promise<object> {
    const href = (id: RangeId): string => withQuery('/entities/graph', { ...centre, range: id });
    const shown = centre && visibleText(centre.name, 80);
    return {
      title: shown === undefined ? 'Who belongs to what' : `Around ${shown}`,
      centre: centre && { word: KIND_WORDS[centre.kind], shown, href: entityHref(centre.kind, centre.name, range) },
      words: (await this.page.range(range)).words,
      ranges: rangeChoices(range, href),
      addresses: {
        graph: withQuery('/entities/parts/graph', { ...centre, range }),
        wait: withQuery('/entities/graph', { ...centre, range, wait: '1' }),
        everything: withQuery('/entities/graph', { range }),
      },
      styles: ['entities/entities.css', 'entities/graph.css'],
      scripts: ['cytoscape.js', 'entities/graph.js'],
    };
  }
}

/** A centre that can be none is none. */
function read(raw: unknown): Asked {
  const { kind, name, range, wait } = entityQuery.parse(raw);
  const entity = kind === undefined || kind === 'domain' ? undefined : entityOf(kind, name);
  const centre = entity === undefined ? undefined : { kind: entity.kind as NodeRef['kind'], name: entity.name };
  return { centre, range, wait };
}
