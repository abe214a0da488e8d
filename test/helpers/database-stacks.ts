// Sequelize notes the stack of each query, in case it fails. Finding the places of those in the sources costs vite a tenth of the time of tests that ask
// a database: theirs are told as Node tells them.

const SEQUELIZE = /[/\\]node_modules[/\\]sequelize[/\\]/;
const inSources = Error.prepareStackTrace;

if (inSources !== undefined && inSources.name !== tellStack.name) Error.prepareStackTrace = tellStack;

function tellStack(error: Error, frames: NodeJS.CallSite[]): unknown {
  if (SEQUELIZE.test(frames[0]?.getFileName() ?? ''))
    return `${String(error)}${frames.map((frame) => `\n    at ${String(frame)}`).join('')}`;
  return inSources!(error, frames);
}
