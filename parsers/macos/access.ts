// Who gets in: the login window, authorization rights, screen sharing, directory services.
// Rights: https://opensource.apple.com/source/Security/ (authd/engine.c)

import { event, LOGOFF, LOGON, LOGON_DENIED, LOGON_INFO, SESSION_END, SESSION_START } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const RIGHT_GRANTED = event('authorization_right', LOGON_INFO, 1, 'success');
const RIGHT_REFUSED = event('authorization_right', LOGON_DENIED, 3, 'failure');
const IN = event('console_login', LOGON, 1, 'success');
const REFUSED = event('console_login', LOGON, 3, 'failure');
const WINDOW = event('login_window', LOGON_INFO, 1);
const CHECKED = event('authentication', LOGON, 1, 'success');
const CHECK_FAILED = event('authentication', LOGON, 3, 'failure');

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'macos');

const CLIENT = "by client '<process.executable:text>' [<macos.client_pid>]";

/** authd; before macOS 10.14 com.apple.SecurityServer. */
export const AUTHD = table([
  [`Succeeded authorizing right '<macos.right:phrase>' ${CLIENT}`, RIGHT_GRANTED],
  [`Succeeded authorizing right '<macos.right:phrase>' ${CLIENT} for authorization created by '<_:phrase>' [<_>] (<_>)[[ (engine <_>)]]`, RIGHT_GRANTED],
  [`Failed to authorize right '<macos.right:phrase>' ${CLIENT}`, RIGHT_REFUSED],
  [`Failed to authorize right '<macos.right:phrase>' ${CLIENT} for authorization created by '<_:phrase>' [<_>] (<_>)[[ (<macos.error>)]][[ (engine <_>)]]`, RIGHT_REFUSED],
  ['Validating credential <user.name:text> (<user.id>) for <macos.right>[[ (engine <_>)]]', event('authentication', LOGON_INFO, 1)],
  ['Validating shared credential <user.name:text> (<user.id>) for <macos.right>[[ (engine <_>)]]', event('authentication', LOGON_INFO, 1)],
  ["UID <user.id> authenticated as user <user.name:text> (UID <_>) for right '<macos.right>'", CHECKED],
  ["UID <user.id> failed to authenticate as user <user.name:text> for right '<macos.right>'", CHECK_FAILED],
  ['Session <macos.session> created', event('session_opened', SESSION_START, 1)],
  ['Session <macos.session> destroyed', event('session_closed', SESSION_END, 1)],
  ['0x<_> Session <macos.session> created, uid:<user.id> sessionId:<_>', event('session_opened', SESSION_START, 1)],
  ['0x<_> Session <macos.session> destroyed', event('session_closed', SESSION_END, 1)],
]); // prettier-ignore

export const LOGIN_WINDOW = table([
  ['USER_PROCESS: <macos.session_pid> console', event('session_opened', SESSION_START, 1)],
  ['DEAD_PROCESS: <macos.session_pid> console', event('session_closed', SESSION_END, 1)],
  ['Login Window Application Started<_:text>', WINDOW],
  ['Login Window Started Security Agent', WINDOW],
  ['Login Window - Returned from Security Agent', WINDOW],
  ['Login Window login proceeding', IN],
  ['Login Window Showing Progress', WINDOW],
  ['User info context values set for <user.name:text>', event('console_login', LOGON_INFO, 1)],
  ['Showing Login Window', WINDOW],
]);

/** Words of loginwindow's unified log, which has the method's name before them. Longest first. */
export const LOGIN_WORDS: readonly (readonly [string, Pattern[1]])[] = [
  ['Unlock succeeded, with password', IN],
  ['APEventTouchIDNoMatch', REFUSED],
  ['APEventTouchIDMatch', IN],
  ['screensaver_aks', IN],
  ['INCORRECT', REFUSED],
  ['loginIsComplete, set session state', IN],
  ['com.apple.system.loginwindow.logoutNoReturn', event('session_closed', LOGOFF, 1)],
  ['notification: com.apple.screenIsLocked', event('session_closed', LOGOFF, 1)],
  ['sendDistributedNotification: com.apple.screenIsLocked', event('session_closed', LOGOFF, 1)],
  ['sendDistributedNotification: com.apple.screenIsUnlocked', event('session_opened', SESSION_START, 1)],
  ['com.apple.sessionagent.screenIsLocked', event('session_closed', LOGOFF, 1)],
  ['com.apple.sessionagent.screenIsUnlocked', event('session_opened', SESSION_START, 1)],
];

export const SCREEN_SHARING = table([
  ['Authentication: SUCCEEDED :: User Name: <user.name:text> :: Viewer Address: <source.ip> :: Type: <macos.method:phrase>', event('application_login', LOGON, 2, 'success')],
  ['Authentication: FAILED :: User Name: <user.name:text> :: Viewer Address: <source.ip> :: Type: <macos.method:phrase>', event('application_login', LOGON, 3, 'failure')],
  ['Authentication: FAILED :: User Name: <user.name:text> :: Viewer Address: <source.ip>', event('application_login', LOGON, 3, 'failure')],
]); // prettier-ignore

export const DIRECTORY = table([
  ['Authentication failed for "<user.name:text>" (<macos.uuid>) - <event.reason:phrase>', CHECK_FAILED],
  ['Authentication failed for <<private>: <event.reason:text>', CHECK_FAILED],
  ['Authentication failed for <user.name:text> with result <event.reason>', CHECK_FAILED],
  ['Authentication succeeded for <user.name:text>', CHECKED],
  ["Failed to authenticate user '<user.name:text>' (error: <event.reason:phrase>)", CHECK_FAILED],
  ['Password changed for <user.target.name:text>', event('password_changed', LOGON_INFO, 3, 'success')],
]);
