import { spec } from 'node:test/reporters';
import type { TestEvent } from 'node:test/reporters';

/** What a person wants to read of a thousand tests: those that failed, what programs printed, and the closing counts. */
export async function* closingReport(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const reporter = new spec();
  for await (const event of source) {
    if (!isWorthReading(event)) continue;
    reporter.write(event);
    const text: unknown = reporter.read();
    if (typeof text === 'string' || Buffer.isBuffer(text)) yield text.toString();
  }
  reporter.end();
  for await (const text of reporter) yield String(text);
}

function isWorthReading(event: TestEvent): boolean {
  return event.type !== 'test:pass' && event.type !== 'test:start';
}
