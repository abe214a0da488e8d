// The Nest module. Accounts, tokens and sessions are core services (src/accounts, src/portal/session): here are their pages.

import { Module } from '@nestjs/common';
import { InviteController } from './invite.controller.js';
import { InvitesController } from './invites.controller.js';
import { KeySources } from './key-sources.js';
import { LoginCodeController } from './login-code.controller.js';
import { LoginController } from './login.controller.js';
import { MeController } from './me.controller.js';
import { oidcControllers, oidcProviders } from './oidc/index.js';
import { OwnPassword } from './own-password.js';
import { ProfileController } from './profile.controller.js';
import { ProfilePage } from './profile-page.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SetupController } from './setup.controller.js';
import { SignIn } from './sign-in.js';
import { TokensController } from './tokens.controller.js';
import { UserAccessController } from './user-access.controller.js';
import { UserPage } from './user-page.js';
import { UsersController } from './users.controller.js';
import { UsersPage } from './users-page.js';

// Tokens and oidc before users: /users/tokens is no user.
@Module({
  controllers: [
    LoginController,
    LoginCodeController,
    SetupController,
    InviteController,
    ProfileController,
    SecondFactorController,
    ...oidcControllers,
    TokensController,
    InvitesController,
    UserAccessController,
    UsersController,
    MeController,
  ],
  providers: [KeySources, SignIn, OwnPassword, ProfilePage, UserPage, UsersPage, ...oidcProviders],
})
export class UsersModule {}
