// New senders: what they look like, and adding one to a source that is there or ignoring it. Approving is the form (form/).

import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { addressTest } from '#src/collector/identify/cidr.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Fragment } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { isAddress } from '#src/sources/senders.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { SenderList } from './sender-list.js';
import { takenText } from './taken.js';

const senderOnly = z.object({ sender: z.string().max(300).refine(isAddress) });
const mergeForm = senderOnly.extend({ into: z.string() });
const place = z.object({ senders: z.coerce.number().int().min(1).max(1_000).catch(1) });

@Controller('sources/senders')
@Permission('sources.write')
export class SendersController {
  constructor(
    private readonly directory: SourceDirectory,
    @Inject(SenderList) private readonly list: SenderList,
  ) {}

  /** The table once more, with what each looks like. */
  @Get()
  @InTurn()
  @Permission('sources.read')
  @Fragment('sources/views/_senders')
  async looks(@Query() query: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    return { senders: await this.list.page(place.parse(query ?? {}).senders, Infinity, gone) };
  }

  @Post('merge')
  @Audited('sources.sender-added')
  async merge(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = mergeForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Choose the source that the sender is to be added to.');
    const { sender, into } = form.data;
    await this.#refuseTaken(sender);
    const { known, config } = await this.directory.byId(into);
    const { peer } = config.match;
    if (peer.length === 0)
      throw new Fault(
        'BAD_REQUEST',
        `${config.name} is not recognised by addresses, and one address more would narrow what it takes. Change its conditions instead.`,
      );
    // Whoever says that this address is the device means to hear it.
    const isShutOut = config.allow.length > 0 && !addressTest(config.allow)(sender);
    const changed = {
      ...config,
      match: { ...config.match, peer: addressTest(peer)(sender) ? peer : [...peer, sender] },
      ...(isShutOut && { allow: [...config.allow, sender] }),
    };
    await this.directory.book.change(known.id, known.version, changed, who.name);
    visit.audit = { target: config.name, details: { sender } };
    this.directory.collector.reconfigure();
    const more = isShutOut ? ' It is also among the addresses that may send as it.' : '';
    return redirect('/sources', { flash: `${sender} belongs to ${config.name} from now on.${more}` });
  }

  @Post('ignore')
  @Audited('sources.sender-ignored')
  async ignore(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = senderOnly.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Only an address can be ignored.');
    const { sender } = form.data;
    await this.#refuseTaken(sender);
    await this.directory.book.add({ name: sender, match: { peer: [sender] }, ignore: true }, who.name);
    visit.audit = { target: sender };
    this.directory.collector.reconfigure();
    return redirect('/sources', {
      flash: `${sender} is ignored from now on: its messages are counted and not stored. It is in the list below, to be heard again.`,
    });
  }

  /** From a page that was open while somebody else approved it. @throws Fault CONFLICT */
  async #refuseTaken(sender: string): Promise<void> {
    const taker = await this.directory.takerOf(sender);
    if (taker !== undefined) throw new Fault('CONFLICT', `${takenText(sender, taker)} Nothing was changed.`);
  }
}
