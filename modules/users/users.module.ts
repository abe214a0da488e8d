// The Nest module. Accounts, tokens and sessions are core services (src/accounts, src/portal/session): here are their pages.

import { Module } from '@nestjs/common';
import { LoginController } from './login.controller.js';
import { MeController } from './me.controller.js';
import { ProfileController } from './profile.controller.js';
import { SetupController } from './setup.controller.js';
import { SignIn } from './sign-in.js';
import { TokensController } from './tokens.controller.js';
import { UsersController } from './users.controller.js';

// Tokens before users: /users/tokens is no user.
@Module({
  controllers: [LoginController, SetupController, ProfileController, TokensController, UsersController, MeController],
  providers: [SignIn],
})
export class UsersModule {}
