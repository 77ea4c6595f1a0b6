import type { Terminal } from './command.ts';

/** What long work says of itself while it goes on. */
export interface Progress {
  /** The newest state, as a few words. */
  show(state: string): void;
  /** Takes the line away before something else is printed. */
  clear(): void;
  end(): void;
}

const TERMINAL_PAUSE_MILLISECONDS = 200;
const LINE_PAUSE_MILLISECONDS = 60_000;

/** On a terminal one line that changes, several times a second; elsewhere a line a minute. */
export function startProgress(terminal: Terminal): Progress {
  let newest = '';
  let isShown = false;
  const clear = () => {
    if (isShown) process.stderr.write('\r\u001B[K');
    isShown = false;
  };
  const print = () => {
    if (newest === '') return;
    if (!terminal.isInteractive) {
      terminal.talk(newest);
      return;
    }
    clear();
    process.stderr.write(newest.slice(0, (process.stderr.columns ?? 80) - 1));
    isShown = true;
  };
  const timer = setInterval(print, terminal.isInteractive ? TERMINAL_PAUSE_MILLISECONDS : LINE_PAUSE_MILLISECONDS);
  return {
    show(state) {
      newest = state;
    },
    clear,
    end() {
      clearInterval(timer);
      clear();
    },
  };
}
