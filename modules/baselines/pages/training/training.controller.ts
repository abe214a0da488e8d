// The training: how it is going, and starting or stopping it.

import { Controller, Get, Post } from '@nestjs/common';
import { Audited, Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { Trainer } from '../../training/trainer.js';
import { TrainingPage } from './training-page.js';

const HERE = '/baselines/training';

@Controller('baselines/training')
@Permission('baselines.read')
export class TrainingController {
  constructor(
    private readonly page: TrainingPage,
    private readonly trainer: Trainer,
  ) {}

  @Get()
  @Page('baselines/views/training')
  async show(): Promise<object> {
    return { ...(await this.page.model()), styles: ['baselines/baselines.css'] };
  }

  /** While it runs; who hears that it does no more loads the rest of the page anew. */
  @Get('state')
  @Fragment('baselines/views/_training-state')
  state(): object {
    const state = this.page.state();
    return { ...state, hasEnded: state.running === undefined };
  }

  @Post('start')
  @Permission('baselines.train')
  @Audited('baselines.training-started')
  start(@Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    return this.#begin(who, visit, false);
  }

  /** Forgets the model. */
  @Post('anew')
  @Permission('baselines.train')
  @Audited('baselines.training-started')
  startAnew(@Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    return this.#begin(who, visit, true);
  }

  @Post('cancel')
  @Permission('baselines.train')
  @Audited('baselines.training-cancelled')
  async cancel(@Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    if (await this.trainer.cancel(who.name))
      return redirect(HERE, { flash: 'The training ends. What was learned so far is where the next one goes on.' });
    visit.audit = { skip: true };
    return redirect(HERE, { flash: { kind: 'warning', text: 'No training was running.' } });
  }

  async #begin(who: Principal, visit: Visit, isAnew: boolean): Promise<Redirect> {
    visit.audit = { details: { anew: isAnew } };
    await this.trainer.start({ by: who.name, isAnew });
    return redirect(HERE, { flash: 'The training has begun. Scoring goes on meanwhile.' });
  }
}
