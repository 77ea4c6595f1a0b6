import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

/** The process's logger. Lines go to standard error, so that standard output stays a command's data. */
export function createLogger(level: string, format: 'json' | 'pretty'): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const target =
    format === 'pretty'
      ? pretty({ destination: 2, colorize: true, ignore: 'pid,hostname' })
      : pino.destination({ dest: 2, sync: false });
  return pino(options, target);
}
