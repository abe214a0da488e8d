// The words of event.action that only macOS needs; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  authorization_right: 'macOS was asked for a right (a privileged action); outcome tells the result.',
  login_window: 'The login window was shown, or goes on.',
  privacy_permission: 'An application was let, or not let, at the camera, the microphone, files or the screen.',
  sandbox_denied: 'A sandboxed program was refused what it tried.',
  service_message: 'launchd told of a service: spawned, throttled, ended.',
  application_checked: 'Gatekeeper looked at a program; outcome tells the result.',
} as const satisfies Readonly<Record<string, string>>;
