/** The command line: a terminal for whatever verb it names. */
import { text } from 'node:stream/consumers';
import type { Terminal } from './cli/command.ts';
import { runCommand } from './cli/run-command.ts';

const terminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  taken: () => new Promise((resolve) => process.stdout.write('', () => resolve())),
  talk: (line) => void process.stderr.write(`${line}\n`),
  input: () => text(process.stdin),
  isInteractive: process.stderr.isTTY,
};

// Whoever read our output wants no more of it, as `head` does: that is no mistake that needs a stack.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(1);
});

process.exitCode = await runCommand(process.argv.slice(2), terminal);
