/**
 * The entry of the thread that owns the index: nothing else opens the file, so a search never waits for a lock and the
 * serving thread never waits for the disk. Requests are answered in the order in which they arrive.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { isDamage, openFreeIndexFile } from './index-file.queries.ts';
import type { IndexCalls, IndexCall, IndexReply, IndexRequest } from './index-messages.ts';
import { prepareSearch } from './search-file.queries.ts';

const index = openFreeIndexFile((workerData as { file: string }).file);
let search = prepareSearch(index);

type Handlers = {
  readonly [Call in IndexCall]: (argument: IndexCalls[Call]['argument']) => IndexCalls[Call]['result'];
};

const handlers: Handlers = {
  progress: () => ({ cursor: index.cursor(), downloadsAsOf: index.downloadsAsOf() }),
  search: (question) => search(question),
  apply({ packages, cursor }) {
    index.apply(packages, cursor);
    return null;
  },
  setDownloads: ({ totals, asOf }) => index.setDownloads(totals, asOf),
  beginRound() {
    index.beginRound();
    return null;
  },
  endRound({ cursor }) {
    index.endRound(cursor);
    return null;
  },
  tidy: (order) => index.tidy(order),
  recreate() {
    index.recreate();
    search = prepareSearch(index);
    return null;
  },
  close() {
    index.close();
    return null;
  },
};

function handle({ call, argument }: IndexRequest): IndexCalls[IndexCall]['result'] {
  return (handlers[call] as (argument: unknown) => IndexCalls[IndexCall]['result'])(argument);
}

parentPort?.on('message', (request: IndexRequest) => {
  parentPort?.postMessage(reply(request));
});

function reply(request: IndexRequest): IndexReply {
  try {
    return { number: request.number, result: handle(request) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { number: request.number, failure: { message, isDamage: isDamage(error) } };
  }
}
