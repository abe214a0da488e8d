// The way in, and the look: `/` leads to the first place this person may see; the theme is a cookie.

import { Body, Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { NotAudited, Public, SignedIn } from './access/access.js';
import { redirect, type Redirect } from './page/answers.js';
import { ShellFactory } from './page/shell.js';
import { setCookie, THEME_COOKIE } from './session/cookies.js';
import { localPath } from './session/local-path.js';
import { type Principal, Who } from './session/visit.js';
import { PortalSettings } from './settings.js';

const YEAR_SECONDS = 31_536_000;
const themeForm = z.object({ theme: z.enum(['auto', 'light', 'dark']), back: z.string().optional() });

@Controller()
export class HomeController {
  constructor(
    private readonly shells: ShellFactory,
    private readonly settings: PortalSettings,
  ) {}

  @Get()
  @SignedIn()
  home(@Who() who: Principal): Redirect {
    return redirect(this.shells.home(who) ?? '/profile');
  }

  @Post('theme')
  @Public()
  @NotAudited('how one browser looks')
  theme(@Body() body: unknown): Redirect {
    const form = themeForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'There is no such theme. Choose auto, light or dark.');
    const cookie = setCookie(THEME_COOKIE, form.data.theme, {
      maxAgeSeconds: YEAR_SECONDS,
      secure: this.settings.secureCookies,
    });
    return redirect(localPath(form.data.back), { cookies: [cookie] });
  }
}
