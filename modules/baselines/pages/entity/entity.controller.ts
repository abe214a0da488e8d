// What is normal for one user, device or address; and the same in a few lines, for pages of other modules.

import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Permission } from '#src/portal/access/access.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { entityHref } from '#src/portal/events/entity-links.js';
import { ENTITY_KINDS, type EntityKind } from '../../engine/entity.js';
import { BaselineEntityPage } from './entity-page.js';

const ASSETS = { styles: ['cards.css', 'baselines/baselines.css'] };
/** Longer names are in no log that was not made to break something. */
const MAX_NAME_CHARS = 1_000;

const nameQuery = z.object({
  name: z.preprocess(
    (value) => (Array.isArray(value) ? value.at(-1) : value),
    z.string().max(MAX_NAME_CHARS).catch(''),
  ),
});

@Controller('baselines')
@Permission('baselines.read')
export class EntityController {
  constructor(private readonly page: BaselineEntityPage) {}

  /** For pages of other modules, which know only its address. */
  @Get('of/:kind')
  @Fragment('baselines/views/_of')
  async of(@Param('kind') kind: string, @Query() raw: unknown): Promise<object> {
    const { name } = nameQuery.parse(raw);
    return isKind(kind) && name !== '' ? this.page.brief({ kind, name }) : { isKnown: false };
  }

  /** A name may be anything, also what a path cannot hold: then it stands in `name`. */
  @Get([':kind', ':kind/*'])
  @Page('baselines/views/entity')
  async show(
    @Param('kind') kind: string,
    @Param('*') path: string | undefined,
    @Query() raw: unknown,
  ): Promise<object | WithStatus> {
    const name = path || nameQuery.parse(raw).name;
    const isOne = isKind(kind) && name !== '' && name.length <= MAX_NAME_CHARS;
    const model = isOne ? await this.page.model({ kind, name }) : undefined;
    if (model !== undefined) return { ...ASSETS, ...model };
    const shown = visibleText(name, 80);
    return withStatus(404, {
      ...ASSETS,
      title: 'Nothing known',
      entity: undefined,
      shown,
      elsewhere: isOne ? entityHref(kind, name, '30d') : undefined,
    });
  }
}

function isKind(text: string): text is EntityKind {
  return (ENTITY_KINDS as readonly string[]).includes(text);
}
